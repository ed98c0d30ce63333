import { resolve } from 'node:path';
import { createEngine } from '../../engine/engine.ts';
import { conformList } from '../../engine/app/index.ts';
import type { CommandContext, ConformOptions } from '../command-options.ts';

/** `tintype conform PROJECT --list CUTS.edl`: the events of a list become a sequence of the project; those without a clip are listed. */
export async function conform(project: string, options: ConformOptions, { output }: CommandContext): Promise<void> {
  const engine = await createEngine({ jobsDatabase: ':memory:' });
  try {
    engine.app.open(resolve(project));
    const { sequenceId, conformed } = await conformList(engine.app, { path: options.list, handles: options.handles });
    for (const remark of conformed.remarks) output.note(remark);
    for (const { label, name, why } of conformed.missing) output.note(`Not found: ${label} “${name}”: ${why}.`);
    output.result({ sequence: sequenceId, name: conformed.name, found: conformed.found, missing: conformed.missing }, `“${conformed.name}”  ${conformed.found} events found, ${conformed.missing.length} not`);
  } finally {
    await engine.close();
  }
}
