import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { describeMachine, makeUnit, parseMapping } from '../../engine/app/index.ts';
import { createEngine } from '../../engine/engine.ts';
import { assertFarmAnswers, startFarmWorker, type UnitEnd, withoutPassword } from '../../engine/jobs/index.ts';
import { about } from '../../engine/system.ts';
import { VERSION } from '../../shared/version.ts';
import type { CommandContext, WorkerOptions } from '../command-options.ts';

const ENDS = { done: 'made', failed: 'failed', refused: 'refused', postponed: 'put off', cancelled: 'cancelled', busy: 'left to another worker' } as const satisfies Record<UnitEnd, string>;

/** `tintype worker`: processes units of a farm until it is stopped or drained. Ctrl-C returns the current unit to the queue. */
export async function worker(options: WorkerOptions, { output, signal }: CommandContext): Promise<void> {
  await assertFarmAnswers(options.farm);
  const mappings = (options.map ?? []).map(parseMapping);
  const engine = await createEngine({
    jobsDatabase: ':memory:', sharedStore: resolve(options.store),
    ...(options.threads === undefined ? {} : { threads: options.threads }),
  });
  try {
    engine.notices.subscribe(({ text }) => { output.note(text); });
    await engine.providers.measureOnce();
    const { provider, threads } = await about(engine);
    const name = options.name ?? `${hostname()}-${process.pid}`;
    const description = await describeMachine(engine.services, { version: VERSION, provider, threads: options.threads ?? threads, lanes: options.lanes ?? 1 });
    const running = await startFarmWorker({
      url: options.farm, name, description,
      make: (unit, context) => makeUnit(engine.services, unit, { ...context, mappings }),
      onUnit: (unit, end, details) => {
        output.result({ unit: unit.id, label: unit.label, project: unit.project, frames: unit.frames, end, ...details }, `${unit.label} of ${unit.project}: ${ENDS[end]}${details.reason === undefined ? '' : ` (${details.reason})`} in ${details.seconds.toFixed(1)} s`);
      },
      onNote: (note) => { engine.log.warn({ note }, 'the farm'); },
    });
    output.result({ worker: name, ...description }, `${name} works for ${withoutPassword(options.farm)} in ${resolve(options.store)}; probe ${description.probe}. Ctrl-C ends it.`);
    const stopped = new Promise<'stopped'>((done) => {
      signal.addEventListener('abort', () => { done('stopped'); }, { once: true });
      if (signal.aborted) done('stopped');
    });
    const end = await Promise.race([running.drained.then(() => 'drained' as const), stopped]);
    await running.close({ finish: end === 'drained' });
    if (end === 'drained') output.note('Drained: the last unit is done.');
  } finally {
    await engine.close();
  }
}
