import { expect, test } from 'vitest';
import type { Job } from '../../shared/contract/jobs.ts';
import { JobId } from '../../shared/model/ids.ts';
import { createJobsMirror, jobEnd, jobsAfter, listedJobs, presentJob } from './jobs-mirror.ts';

const job = (id: string, state: Job['state'], more: Partial<Job> = {}): Job => ({ id: JobId.parse(id), kind: 'forecast', label: id, state, done: 0, total: 3, secondsLeft: null, createdAt: '2026-11-28T12:00:00Z', ...more });

test('waiting for a job gives its progress and its end; a job that has already ended resolves at once', async () => {
  const mirror = createJobsMirror();
  const heard: number[] = [];
  const ended = jobEnd(mirror, JobId.parse('a'), { onProgress: ({ done }) => { heard.push(done); } });
  mirror.setState({ jobs: [job('a', 'running', { done: 1 })] });
  mirror.setState({ jobs: [job('a', 'running', { done: 2 })] });
  mirror.setState({ jobs: [job('a', 'failed', { error: { code: 'job.failed', message: 'No.' } })] });
  expect(await ended).toMatchObject({ state: 'failed', error: { message: 'No.' } });
  expect(heard).toEqual([1, 2]);
  expect(await jobEnd(mirror, JobId.parse('a'))).toMatchObject({ state: 'failed' });
});

test('a job that the engine does not know after a restart has no end; before its first event it is waited for', async () => {
  const mirror = createJobsMirror();
  mirror.setState({ listed: 1 });
  const ended = jobEnd(mirror, JobId.parse('a'));
  mirror.setState({ jobs: [job('b', 'running')] });
  expect(await Promise.race([ended, Promise.resolve('waits')])).toBe('waits');
  mirror.setState({ jobs: [], listed: 2 });
  expect(await ended).toBeUndefined();
});

test('an aborted wait is rejected, also when it was aborted before', async () => {
  const mirror = createJobsMirror();
  const life = new AbortController();
  const ended = jobEnd(mirror, JobId.parse('a'), { signal: life.signal });
  life.abort();
  await expect(ended).rejects.toMatchObject({ name: 'AbortError' });
  await expect(jobEnd(mirror, JobId.parse('a'), { signal: life.signal })).rejects.toMatchObject({ name: 'AbortError' });
});

test('transient jobs that are done are in no list, and only the last few are remembered', () => {
  let jobs: readonly Job[] = [job('kept', 'done')];
  for (let index = 0; index < 100; index++) jobs = jobsAfter(jobs, job(`t${index}`, 'done', { transient: true }));
  expect(listedJobs(jobs).map(({ id }) => id)).toEqual(['kept']);
  expect(jobs).toHaveLength(33);
  expect(jobs[0]?.id).toBe('t99');
  expect(listedJobs(jobsAfter(jobs, job('now', 'running', { transient: true })))).toHaveLength(2);
});

test('of the jobs under way one that works is told before one that waits for it, and paused ones last', () => {
  const [waiting, working, queued, paused] = [job('waiting', 'running', { phase: 'waiting' }), job('working', 'running'), job('queued', 'queued'), job('paused', 'paused')];
  expect(presentJob([paused, queued, waiting, working])).toBe(working);
  expect(presentJob([paused, queued, waiting])).toBe(waiting);
  expect(presentJob([paused, queued])).toBe(queued);
  expect(presentJob([job('done', 'done'), paused])).toBe(paused);
});
