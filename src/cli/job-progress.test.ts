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

test('units that workers put off are told once, beside the frames that are made', () => {
  const lines: string[] = [];
  const progress = jobProgress({ note: (text) => { lines.push(text); }, progress: (label, done, total) => { lines.push(`${label}: ${done} of ${total}`); } });
  const job: Job = { id: newId(JobId), kind: 'propagate', label: 'Shot 1', state: 'running', done: 2, total: 9, secondsLeft: null, createdAt: '' };
  for (const part of [{ phase: 'putOff' as const }, { phase: 'putOff' as const, done: 3 }, { done: 4 }]) progress({ ...job, ...part });
  expect(lines).toEqual([
    'Shot 1: units are put off, since workers cannot write to the farm’s shared folder: make room there, for example with “tintype farm clean”; they are tried again by themselves.',
    'Shot 1: 2 of 9', 'Shot 1: 3 of 9', 'Shot 1: 4 of 9',
  ]);
});
