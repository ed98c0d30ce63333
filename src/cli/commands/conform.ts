import { resolve } from 'node:path';
import { conformList, shotsFromSequence } from '../../engine/app/index.ts';
import type { CommandContext, ConformOptions } from '../command-options.ts';

/** `tintype conform PROJECT --list CUTS.edl`: the events of a list become a sequence of the project, and its shots with `--make-shots`; events without a clip are listed. */
export async function conform(project: string, options: ConformOptions, { output, openEngine }: CommandContext): Promise<void> {
  const engine = await openEngine();
  try {
    engine.app.open(resolve(project));
    const { sequenceId, conformed } = await conformList(engine.app, { path: options.list, handles: options.handles });
    for (const remark of conformed.remarks) output.note(remark);
    for (const { label, name, why } of conformed.missing) output.note(`Not found: ${label} “${name}”: ${why}.`);
    const made = options.makeShots === true ? shotsFromSequence(engine.app, sequenceId) : undefined;
    for (const remark of made?.remarks ?? []) if (!conformed.remarks.includes(remark)) output.note(remark);
    output.result({ sequence: sequenceId, name: conformed.name, found: conformed.found, missing: conformed.missing, ...(made === undefined ? {} : { shots: made.shots }) }, `“${conformed.name}”  ${conformed.found} events found, ${conformed.missing.length} not${made === undefined ? '' : `; ${made.shots} shots`}`);
  } finally {
    await engine.close();
  }
}
