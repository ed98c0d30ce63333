import { expect, test } from 'vitest';
import type { Job } from '../shared/contract/jobs.ts';
import { JobId, newId } from '../shared/model/ids.ts';
import { jobProgress } from './job-progress.ts';

test('progress is told in frames, and a wait for room in the shared folder once', () => {
  const lines: string[] = [];
  const progress = jobProgress({ note: (text) => { lines.push(text); }, progress: (label, done, total) => { lines.push(`${label}: ${done} of ${total}`); } });
  const job: Job = { id: newId(JobId), kind: 'propagate', label: 'Shot 1', state: 'running', done: 0, total: 9, secondsLeft: null, createdAt: '' };
  for (const part of [{ total: 0 }, { phase: 'storeFull' as const }, { phase: 'storeFull' as const }, { done: 3 }, { phase: 'storeFull' as const }]) progress({ ...job, ...part });
  expect(lines).toEqual(['Shot 1: the farm’s shared folder is full, waiting for room.', 'Shot 1: 3 of 9', 'Shot 1: the farm’s shared folder is full, waiting for room.']);
});
