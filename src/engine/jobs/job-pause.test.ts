import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Job } from '../../shared/contract/jobs.ts';
import { JobId } from '../../shared/model/ids.ts';
import { defineJobKind, type JobKind, type JobRunner } from './index.ts';
import { paintKind, until, useRunners } from './testing/sample-jobs.ts';

const runners = useRunners();

/** A job that makes frames one at a time, each when it is let, and can be paused between them. */
function stepKind(): { readonly kind: JobKind<{ name: string }, number>; readonly made: string[]; readonly step: (name: string) => void } {
  const made: string[] = [];
  const due = new Map<string, number>();
  const kind = defineJobKind({
    kind: 'step', lane: 'inference', pausable: true, params: z.object({ name: z.string() }), result: z.number(), label: ({ name }) => name, total: () => 3,
    async run({ name }, { signal, report, mayGoOn }) {
      for (let done = 0; done < 3; done++) {
        await until(() => signal.aborted || (due.get(name) ?? 0) > 0);
        signal.throwIfAborted();
        due.set(name, due.get(name)! - 1);
        made.push(`${name}${done}`);
        report({ done: done + 1, total: 3 });
        await mayGoOn();
      }
      return 3;
    },
  });
  return { kind, made, step: (name) => { due.set(name, (due.get(name) ?? 0) + 1); } };
}

const state = (runner: JobRunner, { id }: Job): string => [runner.get(id).state, runner.get(id).pause].filter((part) => part !== undefined).join(' ');

test('a running job that is paused finishes what it has in hand, gives its room to the next, and goes on where it was', async () => {
  const { kind, made, step } = stepKind();
  const runner = runners.start([kind]);
  const [first, second] = ['a', 'b'].map((name) => runner.enqueue('step', { name }));
  await until(() => state(runner, first!) === 'running');
  runner.pause(first!.id);
  expect(state(runner, first!)).toBe('running alone');
  step('a');
  await until(() => state(runner, first!) === 'paused alone');
  expect(runner.get(first!.id)).toMatchObject({ done: 1, total: 3, secondsLeft: null });
  await until(() => state(runner, second!) === 'running');
  // There is no room before the other has ended or stands still, but then the paused one is the next.
  runner.resume(first!.id);
  expect(state(runner, first!)).toBe('queued');
  for (let frame = 0; frame < 3; frame++) step('b');
  expect((await runner.wait(second!.id)).state).toBe('done');
  step('a');
  step('a');
  expect(await runner.wait(first!.id)).toMatchObject({ state: 'done', result: 3 });
  expect(made).toEqual(['a0', 'b0', 'b1', 'b2', 'a1', 'a2']);
  expect(runner.get(first!.id).pause).toBeUndefined();
});

test('a pause that is taken back before the frame in hand is finished stops nothing; a paused job can be cancelled', async () => {
  const { kind, step } = stepKind();
  const runner = runners.start([kind]);
  const job = runner.enqueue('step', { name: 'a' });
  await until(() => state(runner, job) === 'running');
  runner.pause(job.id);
  runner.resume(job.id);
  step('a');
  await until(() => runner.get(job.id).done === 1);
  expect(state(runner, job)).toBe('running');
  runner.pause(job.id);
  step('a');
  await until(() => state(runner, job) === 'paused alone');
  runner.cancel(job.id);
  expect(await runner.wait(job.id)).toMatchObject({ state: 'cancelled', done: 2 });
  expect(runner.get(job.id).pause).toBeUndefined();
});

test('pausing all holds new jobs too; one that was paused alone stays so when all go on', async () => {
  const { kind, made, step } = stepKind();
  const runner = runners.start([kind]);
  const [alone, running, waiting] = ['a', 'b', 'c'].map((name) => runner.enqueue('step', { name }));
  await until(() => state(runner, alone!) === 'running');
  runner.pause(alone!.id);
  step('a');
  await until(() => state(runner, running!) === 'running');
  runner.pauseAll('step');
  const later = runner.enqueue('step', { name: 'd' });
  step('b');
  await until(() => state(runner, running!) === 'paused queue');
  expect([alone!, waiting!, later].map((job) => state(runner, job))).toEqual(['paused alone', 'paused queue', 'paused queue']);
  for (const name of 'aabbccccdddd') step(name);
  runner.resumeAll('step');
  await runner.wait(later.id);
  expect(made).toEqual(['a0', 'b0', 'b1', 'b2', 'c0', 'c1', 'c2', 'd0', 'd1', 'd2']);
  expect(state(runner, alone!)).toBe('paused alone');
});

test('waiting jobs begin in the order into which they were moved; what runs is not moved', async () => {
  const { kind, made, step } = stepKind();
  const runner = runners.start([kind]);
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => runner.enqueue('step', { name }));
  await until(() => state(runner, a!) === 'running');
  runner.move(d!.id, b!.id);
  runner.move(b!.id);
  runner.move(a!.id);
  for (const name of 'abcdabcdabcd') step(name);
  for (const job of [a, b, c, d]) await runner.wait(job!.id);
  expect(made.filter((frame) => frame.endsWith('0'))).toEqual(['a0', 'd0', 'c0', 'b0']);
});

/** A job that waits for others, in their lane, and tells how they ended. */
function afterKind(options: { readonly secondsLeft?: () => number | null } = {}): JobKind<{ ids: JobId[] }, string[]> {
  return defineJobKind({
    kind: 'after', lane: 'inference', pausable: true, params: z.object({ ids: z.array(JobId) }), result: z.array(z.string()), label: () => 'after',
    run: async ({ ids }, { waitFor, mayGoOn }) => {
      const ended = await waitFor(ids, options);
      await mayGoOn();
      return ended.map(({ state: how }) => how);
    },
  });
}

test('a job that waits for others gives them its room, hears how they ended, and waits for none that have ended', async () => {
  const { kind, step } = stepKind();
  const runner = runners.start([kind, afterKind()]);
  const [a, b] = ['a', 'b'].map((name) => runner.enqueue('step', { name }).id);
  const waiting = runner.enqueue('after', { ids: [a, b] });
  for (const name of 'aaa') step(name);
  await runner.wait(a!);
  // In a lane with room for one it stands before the other, which it waits for.
  const ahead = runner.enqueue('after', { ids: [b] });
  await until(() => state(runner, { id: b! } as Job) === 'running');
  runner.cancel(b!);
  expect(await runner.wait(waiting.id)).toMatchObject({ state: 'done', result: ['done', 'cancelled'] });
  expect(await runner.wait(ahead.id)).toMatchObject({ state: 'done', result: ['cancelled'] });
  expect(runner.get(waiting.id).phase).toBeUndefined();
});

test('a job that waits for others tells its time left, where it knows it', async () => {
  const { kind, step } = stepKind();
  const runner = runners.start([kind, afterKind({ secondsLeft: () => 40 })]);
  const { id: a } = runner.enqueue('step', { name: 'a' });
  const { id } = runner.enqueue('after', { ids: [a] });
  const told: Job[] = [];
  runner.subscribe((job) => { if (job.id === id && job.phase === 'waiting') told.push(job); });
  for (const name of 'aaa') step(name);
  await runner.wait(id);
  expect([told.every(({ secondsLeft }) => secondsLeft === 40), runner.get(id).secondsLeft]).toEqual([true, null]);
});

test('a job that waits for others can be paused, resumed and cancelled meanwhile', async () => {
  const { kind, step } = stepKind();
  const runner = runners.start([kind, afterKind()], { concurrency: { inference: 2 } });
  const { id: a } = runner.enqueue('step', { name: 'a' });
  const [one, two] = [runner.enqueue('after', { ids: [a] }), runner.enqueue('after', { ids: [a] })];
  await until(() => [one, two].every(({ id }) => runner.get(id).phase === 'waiting'));
  runner.pause(one.id);
  expect([state(runner, one), runner.get(one.id).phase]).toEqual(['paused alone', undefined]);
  runner.cancel(two.id);
  expect((await runner.wait(two.id)).state).toBe('cancelled');
  // Resumed too early it waits on.
  runner.resume(one.id);
  await until(() => runner.get(one.id).phase === 'waiting');
  runner.pause(one.id);
  for (const name of 'aaa') step(name);
  await runner.wait(a);
  expect(state(runner, one)).toBe('paused alone');
  runner.resume(one.id);
  expect(await runner.wait(one.id)).toMatchObject({ state: 'done', result: ['done'] });
});

test('after a restart of the program paused jobs are paused still, in their order, and begin again when they are resumed', async () => {
  const first = stepKind();
  const runner = runners.start([first.kind]);
  const [running, waiting, last] = ['a', 'b', 'c'].map((name) => runner.enqueue('step', { name }));
  await until(() => state(runner, running!) === 'running');
  runner.pauseAll('step');
  first.step('a');
  await until(() => state(runner, running!) === 'paused queue');
  runner.move(last!.id, waiting!.id);
  await runner.close();
  const second = stepKind();
  const next = runners.start([second.kind]);
  expect([running!, waiting!, last!].map((job) => state(next, job))).toEqual(['paused queue', 'paused queue', 'paused queue']);
  // The queue is paused still.
  const added = next.enqueue('step', { name: 'd' });
  expect(state(next, added)).toBe('paused queue');
  next.cancel(added.id);
  for (const name of 'abcabcabc') second.step(name);
  next.resumeAll('step');
  for (const job of [running!, waiting!, last!]) expect((await next.wait(job.id)).state).toBe('done');
  expect(second.made.filter((frame) => frame.endsWith('0'))).toEqual(['a0', 'c0', 'b0']);
});

/** A job of which several parts go on side by side, and which hears that it is to pause. */
function partsKind(): { readonly kind: JobKind<{ name: string }, number>; readonly made: string[]; readonly heard: () => number; readonly go: (part: string) => void } {
  const made: string[] = [];
  const due = new Set<string>();
  let heard = 0;
  const kind = defineJobKind({
    kind: 'parts', lane: 'inference', pausable: true, params: z.object({ name: z.string() }), result: z.number(), label: ({ name }) => name, key: ({ name }) => name,
    async run({ name }, { signal, mayGoOn, pauseAsked, report }) {
      void (async () => { for (;;) { await pauseAsked(); heard += 1; await mayGoOn(); } })().catch(() => undefined);
      await Promise.all(['left', 'right'].map(async (part) => {
        await until(() => signal.aborted || due.has(part));
        signal.throwIfAborted();
        await mayGoOn();
        made.push(`${name} ${part}`);
        report({ done: made.length, total: 2 });
      }));
      return 2;
    },
  });
  return { kind, made, heard: () => heard, go: (part) => { due.add(part); } };
}

test('parts that go on side by side stand still together, and a job whose work is elsewhere hears of each pause', async () => {
  const { kind, made, heard, go } = partsKind();
  const runner = runners.start([kind]);
  const job = runner.enqueue('parts', { name: 'a' });
  await until(() => state(runner, job) === 'running');
  for (const time of [1, 2]) {
    runner.pause(job.id);
    await until(() => heard() === time && state(runner, job) === 'paused alone');
    if (time === 2) ['left', 'right'].forEach(go);
    await new Promise((resolve) => { setTimeout(resolve, 10); });
    expect(made).toEqual([]);
    runner.resume(job.id);
    await until(() => state(runner, job) !== 'queued' && state(runner, job) !== 'paused alone');
  }
  expect((await runner.wait(job.id)).state).toBe('done');
  expect(made.toSorted()).toEqual(['a left', 'a right']);
});

test('a paused job that begins again with other params stays paused, and then makes those', async () => {
  const { kind, made, step } = stepKind();
  const runner = runners.start([kind]);
  const [running, waiting] = ['a', 'b'].map((name) => runner.enqueue('step', { name }));
  await until(() => state(runner, running!) === 'running');
  runner.pause(waiting!.id);
  runner.pause(running!.id);
  step('a');
  await until(() => state(runner, running!) === 'paused alone');
  const end = runner.wait(running!.id);
  for (const job of [running!, waiting!]) {
    runner.restart(job.id, { name: 'c' });
    expect(runner.get(job.id)).toMatchObject({ state: 'paused', pause: 'alone', label: 'c', done: 0 });
  }
  for (const name of 'cccccc') step(name);
  runner.resume(running!.id);
  expect(await end).toMatchObject({ id: running!.id, state: 'done' });
  expect(state(runner, waiting!)).toBe('paused alone');
  expect(made).toEqual(['a0', 'c0', 'c1', 'c2']);
});

test('work that was paused before the program was restarted is found when it is asked for, and waited for by others, which say so', async () => {
  const before = runners.start([partsKind().kind]);
  const { id } = before.enqueue('parts', { name: 'a' });
  await until(() => before.get(id).state === 'running');
  before.pause(id);
  await until(() => before.get(id).state === 'paused');
  await before.close();
  const { kind, go } = partsKind();
  const runner = runners.start([kind, afterKind({ secondsLeft: () => 40 })]);
  expect(runner.enqueue('parts', { name: 'a' })).toMatchObject({ id, state: 'paused', pause: 'alone' });
  const waiting = runner.enqueue('after', { ids: [id] });
  await until(() => runner.get(waiting.id).phase !== undefined);
  expect(runner.get(waiting.id)).toMatchObject({ state: 'running', phase: 'waitingForPaused', secondsLeft: null });
  runner.resume(id);
  await until(() => runner.get(waiting.id).phase === 'waiting');
  await until(() => runner.get(id).state === 'running');
  runner.pause(id);
  expect(runner.get(waiting.id).phase).toBe('waitingForPaused');
  runner.resume(id);
  ['left', 'right'].forEach(go);
  expect(await runner.wait(waiting.id)).toMatchObject({ state: 'done', result: ['done'] });
});

test('work of a kind that cannot be paused says so', () => {
  const runner = runners.start([paintKind()]);
  const { id } = runner.enqueue('paint', { film: 'kid', frames: 1 });
  expect(() => { runner.pause(id); }).toThrow(expect.objectContaining({ code: 'job.failed' }));
});
