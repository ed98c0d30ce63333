import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { Job } from '../../shared/contract/jobs.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { JobId } from '../../shared/model/ids.ts';
import { createJobRunner, defineJobKind, type JobKind, type JobRunner, type JobRunnerOptions } from './index.ts';

let folder: string;
let runners: JobRunner[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tintype-jobs-'));
  runners = [];
});
afterEach(async () => {
  await Promise.all(runners.map((runner) => runner.close()));
  rmSync(folder, { recursive: true, force: true });
});

function startRunner(kinds: JobRunnerOptions['kinds'], options: Partial<JobRunnerOptions> = {}): JobRunner {
  const runner = createJobRunner({ databasePath: join(folder, 'jobs.sqlite'), kinds, ...options });
  runners.push(runner);
  return runner;
}

const FilmParams = z.object({ film: z.string(), frames: z.number().int() });
const FilmResult = z.object({ made: z.number() });

/** A job that makes frames one by one when it is let; it stops at the signal like any good job. */
function paintKind(options: { readonly frame?: () => Promise<void>; readonly lane?: 'inference' | 'ffmpeg' | 'disk' } = {}): JobKind<z.infer<typeof FilmParams>, z.infer<typeof FilmResult>> {
  return defineJobKind({
    kind: 'paint', lane: options.lane ?? 'inference', params: FilmParams, result: FilmResult, label: ({ film }) => `Painting · ${film}`,
    async run({ frames }, { signal, report }) {
      report({ done: 0, total: frames });
      for (let done = 1; done <= frames; done++) {
        await options.frame?.();
        signal.throwIfAborted();
        report({ done, total: frames });
      }
      return { made: frames };
    },
  });
}

/** A job that runs until it is stopped, and tells when it has begun. */
function endlessKind(lane: 'inference' | 'ffmpeg' | 'disk' = 'inference'): { readonly kind: JobKind<{ name: string }, null>; readonly running: () => number; readonly mostAtOnce: () => number } {
  let running = 0;
  let most = 0;
  const kind = defineJobKind({
    kind: `endless-${lane}`, lane, params: z.object({ name: z.string() }), result: z.null(), label: ({ name }) => name,
    async run(_params, { signal, report }) {
      running += 1;
      most = Math.max(most, running);
      report({ done: 3, total: 10 });
      try {
        await sleep(60_000, undefined, { signal });
      } finally {
        running -= 1;
      }
      return null;
    },
  });
  return { kind, running: () => running, mostAtOnce: () => most };
}

/** A job that fails as told. */
function failingKind(error: unknown): JobKind<Record<string, never>, null> {
  return defineJobKind({ kind: 'failing', lane: 'disk', params: z.strictObject({}), result: z.null(), label: () => 'Failing', run: () => Promise.reject(error as Error) });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}

test('a job tells its total first, then its progress, and ends once with its result', async () => {
  const runner = startRunner([paintKind()]);
  const heard: Job[] = [];
  runner.subscribe((job) => heard.push(job));
  const { id, label } = runner.enqueue('paint', { film: 'kid', frames: 500 });
  const job = await runner.wait(id);
  expect(job).toMatchObject({ state: 'done', done: 500, total: 500, result: { made: 500 } });
  expect(label).toBe('Painting · kid');
  expect(heard.map((each) => each.state).filter((state, index, all) => state !== all[index - 1])).toEqual(['queued', 'running', 'done']);
  expect(heard.find((each) => each.total > 0)).toMatchObject({ done: 0, total: 500 });
  expect(heard.filter((each) => each.state === 'done')).toEqual([job]);
});

test('progress of every frame becomes a few events, and none comes after the end', async () => {
  const runner = startRunner([paintKind({ frame: () => sleep(1) })]);
  const heard: Job[] = [];
  const start = performance.now();
  runner.subscribe((job) => heard.push(job));
  await runner.wait(runner.enqueue('paint', { film: 'kid', frames: 200 }).id);
  const tenths = (performance.now() - start) / 100;
  await sleep(150);
  expect(heard.at(-1)?.state).toBe('done');
  // Queued, running, the first progress and the end come when they come; between them one each tenth of a second.
  expect(heard.length).toBeLessThanOrEqual(tenths + 4);
  expect(heard.length).toBeGreaterThan(4);
});

test('lanes keep their width: one network, two ffmpegs, four on the disk', async () => {
  const lanes = (['inference', 'ffmpeg', 'disk'] as const).map((lane) => endlessKind(lane));
  const runner = startRunner(lanes.map((each) => each.kind));
  for (const { kind } of lanes) for (let index = 0; index < 6; index++) runner.enqueue(kind.kind, { name: `${kind.kind} ${index}` });
  await until(() => lanes.map((each) => each.running()).join() === '1,2,4');
  // Stopping all one after the other lets every job have its turn.
  for (const { id } of runner.list()) {
    await until(() => runner.get(id).state === 'running');
    runner.cancel(id);
    await runner.wait(id);
  }
  expect(lanes.map((each) => each.mostAtOnce())).toEqual([1, 2, 4]);
});

test('a queued job is cancelled at once and never runs; a running one when it has stopped', async () => {
  const { kind, running } = endlessKind();
  const runner = startRunner([kind]);
  const first = runner.enqueue(kind.kind, { name: 'first' });
  const second = runner.enqueue(kind.kind, { name: 'second' });
  await until(() => running() === 1);
  runner.cancel(second.id);
  expect(runner.get(second.id).state).toBe('cancelled');
  runner.cancel(first.id);
  expect(runner.get(first.id).state).toBe('running');
  expect(await runner.wait(first.id)).toMatchObject({ state: 'cancelled', done: 3, total: 10 });
  expect(await runner.wait(second.id)).toMatchObject({ state: 'cancelled', total: 0 });
  expect(running()).toBe(0);
  runner.cancel(first.id);
  expect(runner.get(first.id).state).toBe('cancelled');
});

test('a failure is kept in its words; a fault of the program as one, with what a report needs', async () => {
  const expected = startRunner([failingKind(new AppError('disk.full', 'The disk is full.', { details: 'ENOSPC' }))]);
  expect((await expected.wait(expected.enqueue('failing', {}).id)).error).toEqual({ code: 'disk.full', message: 'The disk is full.', details: 'ENOSPC' });
  const fault = startRunner([failingKind(new TypeError('x is undefined'))], { databasePath: ':memory:' });
  const { state, error } = await fault.wait(fault.enqueue('failing', {}).id);
  expect([state, error?.code]).toEqual(['failed', 'job.failed']);
  expect(error?.details).toContain('TypeError: x is undefined');
});

test('what comes after an abort is the abort, not a failure; an abort that nobody asked for is a failure', async () => {
  const killed = defineJobKind({
    kind: 'killed', lane: 'ffmpeg', params: z.object({}), result: z.null(), label: () => 'Encoding',
    run: (_params, { signal }) => new Promise((_resolve, reject) => { signal.addEventListener('abort', () => { reject(new AppError('ffmpeg.failed', 'ffmpeg ended with signal 9.')); }); }),
  });
  const runner = startRunner([killed, failingKind(new DOMException('timed out', 'AbortError'))]);
  const { id } = runner.enqueue('killed', {});
  await until(() => runner.get(id).state === 'running');
  runner.cancel(id);
  expect(await runner.wait(id)).toMatchObject({ state: 'cancelled' });
  expect(runner.get(id).error).toBeUndefined();
  expect((await runner.wait(runner.enqueue('failing', {}).id)).state).toBe('failed');
});

test('a failed job can be started again, under its id, with the params that were kept', async () => {
  let attempts = 0;
  const runner = startRunner([paintKind({ frame: () => (++attempts === 1 ? Promise.reject(new AppError('disk.full', 'Full.')) : Promise.resolve()) })]);
  const { id } = runner.enqueue('paint', { film: 'kid', frames: 4 });
  expect((await runner.wait(id)).state).toBe('failed');
  expect(runner.resume(id)).toMatchObject({ id, state: 'queued' });
  const job = await runner.wait(id);
  expect(job).toMatchObject({ state: 'done', result: { made: 4 } });
  expect(job.error).toBeUndefined();
  expect(runner.resume(id)).toEqual(job);
  expect(runner.list().length).toBe(1);
});

test('a job cancelled in the queue and started again runs once', async () => {
  const { kind, running } = endlessKind();
  const runner = startRunner([kind, paintKind()]);
  const holder = runner.enqueue(kind.kind, { name: 'holder' });
  await until(() => running() === 1);
  const { id } = runner.enqueue('paint', { film: 'kid', frames: 3 });
  const ends: Job[] = [];
  runner.subscribe((job) => { if (job.id === id && job.state === 'done') ends.push(job); });
  runner.cancel(id);
  runner.resume(id);
  runner.cancel(holder.id);
  expect((await runner.wait(id)).state).toBe('done');
  await runner.wait(runner.enqueue('paint', { film: 'next', frames: 1 }).id);
  expect(ends.length).toBe(1);
});

test('closing stops what runs and marks all that had not ended interrupted; the next runner resumes it', async () => {
  const { kind, running } = endlessKind();
  const first = startRunner([kind, paintKind()]);
  const ids = [first.enqueue(kind.kind, { name: 'running' }), first.enqueue('paint', { film: 'kid', frames: 7 })].map((job) => job.id);
  await until(() => running() === 1);
  const waiting = ids.map((id) => first.wait(id));
  await first.close();
  expect(running()).toBe(0);
  expect((await Promise.all(waiting)).map((job) => job.state)).toEqual(['interrupted', 'interrupted']);
  expect(() => first.enqueue('paint', { film: 'late', frames: 1 })).toThrow(expect.objectContaining({ code: 'job.failed' }));

  const second = startRunner([kind, paintKind()]);
  expect(second.list().map((job) => [job.id, job.state, job.done, job.total])).toEqual([[ids[0], 'interrupted', 3, 10], [ids[1], 'interrupted', 0, 0]]);
  second.resume(ids[1]!);
  expect(await second.wait(ids[1]!)).toMatchObject({ state: 'done', result: { made: 7 } });
});

test('jobs that a crash left running or queued are interrupted; those that ended keep their results', async () => {
  const runner = startRunner([paintKind()]);
  const ids = [1, 2, 3].map((frames) => runner.enqueue('paint', { film: 'kid', frames }).id);
  await Promise.all(ids.map((id) => runner.wait(id)));
  await runner.close();
  // As a process that was killed leaves them.
  const database = new Sqlite(join(folder, 'jobs.sqlite'));
  database.prepare(`UPDATE job SET state = 'running', result = NULL WHERE id = ?`).run(ids[0]);
  database.prepare(`UPDATE job SET state = 'queued', result = NULL WHERE id = ?`).run(ids[1]);
  database.close();
  const next = startRunner([paintKind()]);
  expect(next.list().map((job) => [job.state, job.result])).toEqual([['interrupted', undefined], ['interrupted', undefined], ['done', { made: 3 }]]);
  next.resume(ids[1]!);
  expect((await next.wait(ids[1]!)).result).toEqual({ made: 2 });
});

test('stored params of another form are refused when the job is started again, and the job stays', async () => {
  const { kind, running } = endlessKind();
  const runner = startRunner([kind]);
  const { id } = runner.enqueue(kind.kind, { name: 'kid' });
  await until(() => running() === 1);
  await runner.close();
  const database = new Sqlite(join(folder, 'jobs.sqlite'));
  database.exec(`UPDATE job SET params = '{"name": 7}'`);
  database.close();
  const next = startRunner([kind]);
  expect(() => next.resume(id)).toThrow(expect.objectContaining({ code: 'input.malformed' }));
  expect(next.get(id).state).toBe('interrupted');
  const withoutKind = startRunner([], { databasePath: join(folder, 'other.sqlite') });
  expect(() => withoutKind.enqueue('paint', {})).toThrow(expect.objectContaining({ code: 'job.notFound' }));
});

test('params that are not of the kind are refused and leave no job; an unknown job is not found', () => {
  const runner = startRunner([paintKind()]);
  expect(() => runner.enqueue('paint', { film: 'kid', frames: 1.5 })).toThrow(expect.objectContaining({ code: 'input.malformed' }));
  expect(runner.list()).toEqual([]);
  const unknown = JobId.parse('unknown');
  for (const call of [() => runner.get(unknown), () => { runner.cancel(unknown); }, () => runner.resume(unknown), () => runner.wait(unknown)]) {
    expect(call).toThrow(expect.objectContaining({ code: 'job.notFound' }));
  }
});

test('clearing forgets what has ended, here and on the disk, and leaves what runs', async () => {
  const { kind, running } = endlessKind('disk');
  const runner = startRunner([kind, paintKind()]);
  await runner.wait(runner.enqueue('paint', { film: 'kid', frames: 1 }).id);
  const { id } = runner.enqueue(kind.kind, { name: 'running' });
  await until(() => running() === 1);
  runner.clearEnded();
  expect(runner.list().map((job) => job.id)).toEqual([id]);
  await runner.close();
  expect(startRunner([]).list().map((job) => job.id)).toEqual([id]);
});

test('a listener that throws harms neither the job nor the other listeners', async () => {
  const bugs: unknown[] = [];
  const runner = startRunner([paintKind()], { onBug: (error) => bugs.push(error) });
  const heard: string[] = [];
  runner.subscribe(() => { throw new Error('a listener fell over'); });
  runner.subscribe((job) => heard.push(job.state));
  expect((await runner.wait(runner.enqueue('paint', { film: 'kid', frames: 2 }).id)).state).toBe('done');
  expect(heard.at(-1)).toBe('done');
  expect(bugs.length).toBe(heard.length);
});

test('a second engine with the same folder keeps its jobs in a file of its own and interrupts none of the first', async () => {
  const { kind, running } = endlessKind();
  const first = startRunner([kind]);
  const { id } = first.enqueue(kind.kind, { name: 'kid' });
  await until(() => running() === 1);
  const second = startRunner([kind]);
  expect(second.list()).toEqual([]);
  await second.close();
  expect(first.get(id).state).toBe('running');
  await first.close();
  expect(readdirSync(folder).sort()).toEqual(['jobs-2.sqlite', 'jobs.sqlite']);
});

test('a damaged jobs file is put aside; a damaged line hides no other', async () => {
  writeFileSync(join(folder, 'jobs.sqlite'), 'this is no database, and long enough to be looked at as one. '.repeat(20));
  const runner = startRunner([paintKind()]);
  const ids = [1, 2].map((frames) => runner.enqueue('paint', { film: 'kid', frames }).id);
  await Promise.all(ids.map((id) => runner.wait(id)));
  await runner.close();
  expect(readdirSync(folder).sort()).toEqual(['jobs.sqlite', 'jobs.sqlite.damaged']);
  const database = new Sqlite(join(folder, 'jobs.sqlite'));
  database.prepare(`UPDATE job SET result = '{' WHERE id = ?`).run(ids[0]);
  database.close();
  expect(startRunner([paintKind()]).list().map((job) => job.id)).toEqual([ids[1]]);
});

test('a place where no jobs can be kept is told by one sentence', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => startRunner([], { databasePath: join(folder, 'file', 'jobs.sqlite') })).toThrow(expect.objectContaining({ code: 'file.notWritable' }));
  mkdirSync(join(folder, 'taken.sqlite'));
  expect(() => startRunner([], { databasePath: join(folder, 'taken.sqlite') })).toThrow(AppError);
});
