import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { AppError } from '../../shared/errors/app-error.ts';
import { endlessKind, paintKind, until, useRunners } from './testing/sample-jobs.ts';

const runners = useRunners();

test('closing stops running jobs and marks all unfinished ones as interrupted; the next runner resumes them', async () => {
  const { kind, running } = endlessKind();
  const first = runners.start([kind, paintKind()]);
  const ids = [first.enqueue(kind.kind, { name: 'running' }), first.enqueue('paint', { film: 'kid', frames: 7 })].map((job) => job.id);
  await until(() => running() === 1);
  const waiting = ids.map((id) => first.wait(id));
  await first.close();
  expect(running()).toBe(0);
  expect((await Promise.all(waiting)).map((job) => job.state)).toEqual(['interrupted', 'interrupted']);
  expect(() => first.enqueue('paint', { film: 'late', frames: 1 })).toThrow(expect.objectContaining({ code: 'job.failed' }));

  const second = runners.start([kind, paintKind()]);
  expect(second.list().map((job) => [job.id, job.state, job.done, job.total])).toEqual([[ids[0], 'interrupted', 3, 10], [ids[1], 'interrupted', 0, 0]]);
  second.resume(ids[1]!);
  expect(await second.wait(ids[1]!)).toMatchObject({ state: 'done', result: { made: 7 } });
});

test('jobs that a crash left running or queued are interrupted; those that ended keep their results', async () => {
  const runner = runners.start([paintKind()]);
  const ids = [1, 2, 3].map((frames) => runner.enqueue('paint', { film: 'kid', frames }).id);
  await Promise.all(ids.map((id) => runner.wait(id)));
  await runner.close();
  // As a process that was killed leaves them.
  const database = new Sqlite(join(runners.folder(), 'jobs.sqlite'));
  database.prepare(`UPDATE job SET state = 'running', result = NULL WHERE id = ?`).run(ids[0]);
  database.prepare(`UPDATE job SET state = 'queued', result = NULL WHERE id = ?`).run(ids[1]);
  database.close();
  const next = runners.start([paintKind()]);
  expect(next.list().map((job) => [job.state, job.result])).toEqual([['interrupted', undefined], ['interrupted', undefined], ['done', { made: 3 }]]);
  next.resume(ids[1]!);
  expect((await next.wait(ids[1]!)).result).toEqual({ made: 2 });
});

test('stored params that do not match the schema are refused when the job is started again, and the job stays', async () => {
  const { kind, running } = endlessKind();
  const runner = runners.start([kind]);
  const { id } = runner.enqueue(kind.kind, { name: 'kid' });
  await until(() => running() === 1);
  await runner.close();
  const database = new Sqlite(join(runners.folder(), 'jobs.sqlite'));
  database.exec(`UPDATE job SET params = '{"name": 7}'`);
  database.close();
  const next = runners.start([kind]);
  expect(() => next.resume(id)).toThrow(expect.objectContaining({ code: 'input.malformed' }));
  expect(next.get(id).state).toBe('interrupted');
  const withoutKind = runners.start([], { databasePath: join(runners.folder(), 'other.sqlite') });
  expect(() => withoutKind.enqueue('paint', {})).toThrow(expect.objectContaining({ code: 'job.notFound' }));
});

test('clearing removes ended jobs from memory and disk, and keeps running ones', async () => {
  const { kind, running } = endlessKind('disk');
  const runner = runners.start([kind, paintKind()]);
  await runner.wait(runner.enqueue('paint', { film: 'kid', frames: 1 }).id);
  const { id } = runner.enqueue(kind.kind, { name: 'running' });
  await until(() => running() === 1);
  runner.clearEnded();
  expect(runner.list().map((job) => job.id)).toEqual([id]);
  await runner.close();
  expect(runners.start([]).list().map((job) => job.id)).toEqual([id]);
});

test('after a process was killed the next one finds its jobs interrupted, and can open their file', async () => {
  const script = `
    import { z } from 'zod';
    import { createJobRunner, defineJobKind } from ${JSON.stringify(fileURLToPath(new URL('./index.ts', import.meta.url)))};
    const kind = defineJobKind({ kind: 'endless', lane: 'inference', params: z.object({}), result: z.null(), label: () => 'Endless', run: async (_params, { report }) => {
      report({ done: 5, total: 9 });
      await new Promise((resolve) => { setTimeout(resolve, 600_000); });
      return null;
    } });
    const runner = createJobRunner({ databasePath: ${JSON.stringify(join(runners.folder(), 'jobs.sqlite'))}, kinds: [kind] });
    runner.enqueue('endless', {});
    runner.enqueue('endless', {});
    setImmediate(() => console.log('running'));
  `;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'], cwd: fileURLToPath(new URL('.', import.meta.url)) });
  await once(child.stdout, 'data');
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  const { kind } = endlessKind();
  const next = runners.start([kind]);
  expect(next.list().map((job) => [job.state, job.label, job.done, job.total])).toEqual([['interrupted', 'Endless', 5, 9], ['interrupted', 'Endless', 0, 0]]);
  expect(() => next.resume(next.list()[0]!.id)).toThrow(expect.objectContaining({ code: 'job.notFound' }));
});

test('a second engine with the same folder keeps its jobs in a file of its own and interrupts none of the first', async () => {
  const { kind, running } = endlessKind();
  const first = runners.start([kind]);
  const { id } = first.enqueue(kind.kind, { name: 'kid' });
  await until(() => running() === 1);
  const second = runners.start([kind]);
  expect(second.list()).toEqual([]);
  await second.close();
  expect(first.get(id).state).toBe('running');
  await first.close();
  expect(readdirSync(runners.folder()).sort()).toEqual(['jobs-2.sqlite', 'jobs.sqlite']);
});

test('a damaged jobs file is renamed; a damaged row does not hide others', async () => {
  writeFileSync(join(runners.folder(), 'jobs.sqlite'), 'this is no database, and long enough to be looked at as one. '.repeat(20));
  const runner = runners.start([paintKind()]);
  const ids = [1, 2].map((frames) => runner.enqueue('paint', { film: 'kid', frames }).id);
  await Promise.all(ids.map((id) => runner.wait(id)));
  await runner.close();
  expect(readdirSync(runners.folder()).sort()).toEqual(['jobs.sqlite', 'jobs.sqlite.damaged']);
  const database = new Sqlite(join(runners.folder(), 'jobs.sqlite'));
  database.prepare(`UPDATE job SET result = '{' WHERE id = ?`).run(ids[0]);
  database.close();
  expect(runners.start([paintKind()]).list().map((job) => job.id)).toEqual([ids[1]]);
});

test('a folder in which jobs cannot be stored is reported in one sentence', () => {
  writeFileSync(join(runners.folder(), 'file'), '');
  expect(() => runners.start([], { databasePath: join(runners.folder(), 'file', 'jobs.sqlite') })).toThrow(expect.objectContaining({ code: 'file.notWritable' }));
  mkdirSync(join(runners.folder(), 'taken.sqlite'));
  expect(() => runners.start([], { databasePath: join(runners.folder(), 'taken.sqlite') })).toThrow(AppError);
});
