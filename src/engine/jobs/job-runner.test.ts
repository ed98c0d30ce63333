import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Job } from '../../shared/contract/jobs.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { JobId } from '../../shared/model/ids.ts';
import { defineJobKind } from './index.ts';
import type { JobStore } from './job-store.ts';
import { endlessKind, failingKind, paintKind, until, useRunners } from './testing/sample-jobs.ts';

const runners = useRunners();

test('a job reports its total first, then its progress, and ends once with its result', async () => {
  const runner = runners.start([paintKind()]);
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
  const runner = runners.start([paintKind({ frame: () => sleep(1) })]);
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

test('lanes run at most one network job, two ffmpeg jobs and four disk jobs at a time', async () => {
  const lanes = (['inference', 'ffmpeg', 'disk'] as const).map((lane) => endlessKind(lane));
  const runner = runners.start(lanes.map((each) => each.kind));
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
  const runner = runners.start([kind]);
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

test('a failure keeps its message; a bug is stored as a bug, with its stack', async () => {
  const expected = runners.start([failingKind(new AppError('disk.full', 'The disk is full.', { details: 'ENOSPC' }))]);
  expect((await expected.wait(expected.enqueue('failing', {}).id)).error).toEqual({ code: 'disk.full', message: 'The disk is full.', details: 'ENOSPC' });
  const fault = runners.start([failingKind(new TypeError('x is undefined'))], { databasePath: ':memory:' });
  const { state, error } = await fault.wait(fault.enqueue('failing', {}).id);
  expect([state, error?.code]).toEqual(['failed', 'job.failed']);
  expect(error?.details).toContain('TypeError: x is undefined');
});

test('an error after an abort counts as the abort; an abort that was not requested is a failure', async () => {
  const killed = defineJobKind({
    kind: 'killed', lane: 'ffmpeg', params: z.object({}), result: z.null(), label: () => 'Encoding',
    run: (_params, { signal }) => new Promise((_resolve, reject) => { signal.addEventListener('abort', () => { reject(new AppError('ffmpeg.failed', 'ffmpeg ended with signal 9.')); }); }),
  });
  const runner = runners.start([killed, failingKind(new DOMException('timed out', 'AbortError'))]);
  const { id } = runner.enqueue('killed', {});
  await until(() => runner.get(id).state === 'running');
  runner.cancel(id);
  expect(await runner.wait(id)).toMatchObject({ state: 'cancelled' });
  expect(runner.get(id).error).toBeUndefined();
  expect((await runner.wait(runner.enqueue('failing', {}).id)).state).toBe('failed');
});

test('a failed job can be started again, under its id, with the params that were kept', async () => {
  let attempts = 0;
  const runner = runners.start([paintKind({ frame: () => (++attempts === 1 ? Promise.reject(new AppError('disk.full', 'Full.')) : Promise.resolve()) })]);
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
  const runner = runners.start([kind, paintKind()]);
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

test('params that do not match the kind are refused and make no job; an unknown job is not found', () => {
  const runner = runners.start([paintKind()]);
  expect(() => runner.enqueue('paint', { film: 'kid', frames: 1.5 })).toThrow(expect.objectContaining({ code: 'input.malformed' }));
  expect(runner.list()).toEqual([]);
  const unknown = JobId.parse('unknown');
  for (const call of [() => runner.get(unknown), () => { runner.cancel(unknown); }, () => runner.resume(unknown), () => runner.wait(unknown)]) {
    expect(call).toThrow(expect.objectContaining({ code: 'job.notFound' }));
  }
});

test('a listener that throws affects neither the job nor the other listeners', async () => {
  const bugs: unknown[] = [];
  const runner = runners.start([paintKind()], { onBug: (error) => bugs.push(error) });
  const heard: string[] = [];
  runner.subscribe(() => { throw new Error('a listener fell over'); });
  runner.subscribe((job) => heard.push(job.state));
  expect((await runner.wait(runner.enqueue('paint', { film: 'kid', frames: 2 }).id)).state).toBe('done');
  expect(heard.at(-1)).toBe('done');
  expect(bugs.length).toBe(heard.length);
});

test('on a full disk a new job is refused with a message, and a running one finishes', async () => {
  const bugs: unknown[] = [];
  const kept = new Map<string, unknown>();
  let full = false;
  const guard = (): void => { if (full) throw new AppError('disk.full', 'The list of jobs could not be written: the disk is full.'); };
  const store: JobStore = {
    all: () => [], params: (id) => kept.get(id), remove: guard, close: () => undefined, update: guard, replaceParams: guard,
    insert({ job, params }) {
      guard();
      kept.set(job.id, params);
    },
  };
  const runner = runners.start([paintKind({ frame: () => sleep(1) })], { store, onBug: (error) => bugs.push(error) });
  const { id } = runner.enqueue('paint', { film: 'kid', frames: 20 });
  full = true;
  expect(() => runner.enqueue('paint', { film: 'next', frames: 1 })).toThrow(expect.objectContaining({ code: 'disk.full' }));
  expect(await runner.wait(id)).toMatchObject({ state: 'done', result: { made: 20 } });
  expect(runner.list().length).toBe(1);
  expect(bugs).toContainEqual(expect.objectContaining({ code: 'disk.full' }));
});

test('asking for the same work while it is queued or running gives the same job; afterwards a new one', async () => {
  const gate = Promise.withResolvers<undefined>();
  const kind = defineJobKind({
    kind: 'keyed', lane: 'disk', params: z.object({ shot: z.string(), note: z.string() }), result: z.null(), label: ({ shot }) => shot, key: ({ shot }) => shot,
    run: async () => {
      await gate.promise;
      return null;
    },
  });
  const runner = runners.start([kind]);
  const first = runner.enqueue('keyed', { shot: 'one', note: 'a' });
  expect(runner.enqueue('keyed', { shot: 'one', note: 'b' }).id).toBe(first.id);
  expect(runner.enqueue('keyed', { shot: 'two', note: 'a' }).id).not.toBe(first.id);
  gate.resolve(undefined);
  await runner.wait(first.id);
  expect(runner.enqueue('keyed', { shot: 'one', note: 'a' }).id).not.toBe(first.id);
});

test('a job restarted with other params stops its work, runs before waiting jobs, and ends once', async () => {
  const seen: string[] = [];
  const kind = defineJobKind({
    kind: 'slow', lane: 'inference', params: z.object({ hints: z.string() }), result: z.string(), label: ({ hints }) => hints,
    run: async ({ hints }, { signal }) => {
      seen.push(hints);
      if (hints === 'old') await new Promise((_resolve, reject) => { signal.addEventListener('abort', () => { reject(new DOMException('stopped', 'AbortError')); }); });
      return hints;
    },
  });
  const runner = runners.start([kind]);
  const { id } = runner.enqueue('slow', { hints: 'old' });
  const other = runner.enqueue('slow', { hints: 'another shot' });
  await until(() => seen.length === 1);
  const states: string[] = [];
  runner.subscribe((job) => { if (job.id === id) states.push(job.state); });
  const waiting = runner.wait(id);
  runner.restart(id, { hints: 'new' });
  expect(await waiting).toMatchObject({ id, state: 'done', label: 'new', result: 'new' });
  await runner.wait(other.id);
  expect(seen).toEqual(['old', 'new', 'another shot']);
  expect(states.filter((state) => state !== 'queued' && state !== 'running')).toEqual(['done']);
  expect(runner.params(id)).toEqual({ hints: 'new' });
});

test('a transient job is removed from the list when it is done, and its end is reported and can be awaited; a failed one stays until it is cleared', async () => {
  const kind = defineJobKind({
    kind: 'look', lane: 'interactive', params: z.object({ name: z.string() }), result: z.string(), label: ({ name }) => name, key: ({ name }) => name, transient: true,
    run: ({ name }) => (name === 'broken' ? Promise.reject(new AppError('job.failed', 'No.')) : Promise.resolve(`found ${name}`)),
  });
  const runner = runners.start([kind]);
  const heard: Job[] = [];
  runner.subscribe((job) => heard.push(job));
  const { id } = runner.enqueue('look', { name: 'shore' });
  expect(runner.list().map((job) => job.id)).toEqual([id]);
  expect(await runner.wait(id)).toMatchObject({ state: 'done', transient: true, result: 'found shore' });
  expect(heard.at(-1)).toMatchObject({ id, state: 'done', result: 'found shore' });
  expect(runner.list()).toEqual([]);
  expect(await runner.wait(id)).toMatchObject({ state: 'done' });
  const broken = runner.enqueue('look', { name: 'broken' });
  await runner.wait(broken.id);
  expect(runner.list()).toMatchObject([{ id: broken.id, state: 'failed', error: { message: 'No.' } }]);
  for (let index = 0; index < 100; index++) await runner.wait(runner.enqueue('look', { name: `frame ${index}` }).id);
  expect(() => runner.get(id)).toThrow(AppError);
  expect(runner.list()).toHaveLength(1);
  await runner.close();
  expect(runners.start([kind]).list()).toEqual([]);
});
