import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { frameStatuses, propagateShot } from '../../src/engine/app/index.ts';
import { createEngine } from '../../src/engine/engine.ts';
import type { JobId } from '../../src/shared/model/ids.ts';

/*
 * The engine that test/torture/propagate.ts kills: opens a project, resumes what was interrupted or propagates every shot, and tells on
 * stdout, a JSON object a line, what it puts into the store and, at the end, a hash of every frame's colour.
 *
 *     node propagate-engine.ts PROJECT
 */
const [project] = process.argv.slice(2);
if (project === undefined) throw new Error('Which project?');
// At once, so that the last line before a kill is what the engine was at.
const emit = (event: object): void => { writeSync(1, `${JSON.stringify(event)}\n`); };

emit({ phase: 'start' });
const engine = await createEngine();
const { store } = engine.services;
const put = store.put.bind(store);
Object.assign(store, {
  async put(...args: Parameters<typeof put>) {
    emit({ phase: `commit ${args[1]}` });
    await put(...args);
    emit({ phase: `after ${args[1]}` });
  },
});
engine.app.open(project);
emit({ phase: 'opened' });

const problems: string[] = [];
const stopped = engine.jobs.list().filter(({ kind, state }) => kind === 'propagate' && (state === 'interrupted' || state === 'failed'));
for (const { id, done, total } of stopped) {
  emit({ resumed: { done, total } });
  await end(engine.jobs.resume(id).id);
}
const shots = engine.app.document().shots;
let hashes: (string | undefined)[] = [];
// What was damaged after it was made is found missing when it is read, and made again.
for (let round = 0; round < 4; round++) {
  for (const shot of shots) await end(await propagateShot(engine.app, engine.jobs, shot.id));
  hashes = [];
  for (const shot of shots) for (const { key, stale } of frameStatuses(engine.app.shotPlan(shot.id), store)) {
    const found = key === undefined || stale ? undefined : await store.get(key);
    hashes.push(found === undefined ? undefined : createHash('sha256').update(found.payload).digest('hex'));
  }
  if (!hashes.includes(undefined)) break;
}
emit({ phase: 'close' });
await engine.close();
emit({ hashes: hashes.map((hash) => hash ?? 'missing'), problems });

async function end(id: JobId): Promise<void> {
  const job = await engine.jobs.wait(id);
  if (job.state !== 'done') problems.push(`${job.state}: ${job.error?.code ?? ''} ${job.error?.message ?? ''} ${(job.error?.details ?? '').slice(0, 300)}`);
}
