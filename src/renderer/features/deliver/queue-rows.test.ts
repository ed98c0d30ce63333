import { expect, test } from 'vitest';
import type { Job } from '../../../shared/contract/jobs.ts';
import { JobId, newId } from '../../../shared/model/ids.ts';
import { isKindPaused } from '../../document/jobs-mirror.ts';
import { framesText, canBeMoved, queueRows, queueText } from './queue-rows.ts';

let second = 0;
function job(part: Partial<Job>): Job {
  return { id: newId(JobId), kind: 'deliver', label: 'Delivering reel · 2.mov · prores-422hq', state: 'running', done: 0, total: 0, secondsLeft: null, createdAt: `2026-01-01T00:00:${String(second++).padStart(2, '0')}Z`, ...part };
}
const luma = (maxError: number): object => ({ result: 'lossy', checkedFrames: 3, checkedSamples: 9, differingSamples: 1, meanError: 0, maxError, psnr: 50 - maxError, sentence: '' });

test('a delivery has its file’s name and its codec’s, and says what it does just now', () => {
  const states = queueRows([
    job({ state: 'queued' }), job({ done: 61, total: 1096, secondsLeft: 14 }), job({ total: 1096, phase: 'reading' }), job({ done: 61, total: 1096, phase: 'reading' }), job({ done: 1096, total: 1096, phase: 'verifying' }), job({ total: 1096, phase: 'waiting' }), job({ total: 1096, phase: 'waiting', secondsLeft: 700 }), job({ total: 1096, phase: 'waitingForPaused' }), job({ done: 96, total: 1096, phase: 'storeFull' }), job({ done: 96, total: 1096, phase: 'putOff' }), job({ state: 'cancelled', done: 3, total: 9 }),
  ]).map(({ name, about, state, progress, proof }) => [name, about, state, progress, proof]);
  expect(states.toReversed()).toEqual([
    ['reel · 2.mov', 'ProRes 422 HQ', 'waiting', 'Waiting', 'After writing'],
    ['reel · 2.mov', 'ProRes 422 HQ, 1,096 fr', 'writing', '61 of 1,096, 14 s left', 'After writing'],
    ['reel · 2.mov', 'ProRes 422 HQ, 1,096 fr', 'reading', 'Reading the film, to see that it is unchanged', 'After writing'],
    ['reel · 2.mov', 'ProRes 422 HQ, 1,096 fr', 'reading', '61 of 1,096, reading the film, to see that it is unchanged', 'After writing'],
    ['reel · 2.mov', 'ProRes 422 HQ, 1,096 fr', 'verifying', '1,096 of 1,096 written', 'Verifying'],
    ['reel · 2.mov', 'ProRes 422 HQ, 1,096 fr', 'colouring', 'Waiting for colour', 'After writing'],
    ['reel · 2.mov', 'ProRes 422 HQ, 1,096 fr', 'colouring', 'Waiting for colour, 12 min left', 'After writing'],
    ['reel · 2.mov', 'ProRes 422 HQ, 1,096 fr', 'colouring', 'Waiting for colour: its propagation is paused, resume it under Jobs', 'After writing'],
    ['reel · 2.mov', 'ProRes 422 HQ, 1,096 fr', 'storeFull', 'The farm’s shared folder is full, waiting for room', 'After writing'],
    ['reel · 2.mov', 'ProRes 422 HQ, 1,096 fr', 'storeFull', '96 of 1,096: units are put off, since workers cannot write to the farm’s shared folder: make room there, for example with “tintype farm clean”; they are tried again by themselves', 'After writing'],
    ['reel · 2.mov', 'ProRes 422 HQ, 9 fr', 'cancelled', 'Cancelled at 3 of 9', ''],
  ]);
});

test('a finished one tells the largest error of luma, and leads to the report with most findings', () => {
  const check = job({ kind: 'quality', state: 'done', result: { reports: [{ id: 'a', delivered: '/a.mov', madeAt: '', frames: 12, findings: 0, page: null }, { id: 'b', delivered: '/b.mov', madeAt: '', frames: 8, findings: 2, page: null }] } });
  const done = job({ state: 'done', result: { deliveryId: 'd', qualityJobId: check.id, reports: [{ files: ['/a.mov'], frameCount: 12, lumaCheck: luma(1) }, { files: ['/b.mov'], frameCount: 8, lumaCheck: luma(2) }] } });
  const [row] = queueRows([check, done]);
  expect([framesText(1), framesText(1200)]).toEqual(['1 frame', '1,200 frames']);
  expect(row).toMatchObject({ progress: '20 frames', proof: 'Luma: 48.0 dB, at most 2 codes off', share: 1 });
  expect(row?.quality).toEqual({ words: '2 findings', reportId: 'b', findings: 2 });
});

test('a paused delivery says where it stands; one that finishes its frames first is pausing', () => {
  const rows = queueRows([
    job({ state: 'paused', pause: 'queue' }), job({ state: 'paused', pause: 'alone', done: 61, total: 1096 }), job({ done: 60, total: 1096, pause: 'alone' }), job({ state: 'queued', done: 61, total: 1096 }),
  ]);
  expect(rows.map(({ state, progress, proof }) => [state, progress, proof]).toReversed()).toEqual([
    ['paused', 'Paused with the queue', 'After writing'], ['paused', 'Paused at 61 of 1,096', 'After writing'], ['pausing', '60 of 1,096, pausing', 'After writing'], ['waiting', 'Waiting at 61 of 1,096', 'After writing'],
  ]);
  const jobs = rows.map((row) => row.job);
  expect([isKindPaused(jobs, 'deliver'), isKindPaused(jobs.slice(0, 3), 'deliver'), isKindPaused(jobs, 'propagate')]).toEqual([true, false, false]);
  expect(queueText(rows)).toBe('4 deliveries, 3 paused');
});

test('only deliveries that wait can be moved', () => {
  const rows = queueRows([job({ label: 'c', state: 'paused', pause: 'alone', place: 5 }), job({ label: 'b', state: 'queued', place: 4 }), job({ label: 'running', place: 3 }), job({ label: 'a', state: 'queued', place: 2 }), job({ label: 'ended', state: 'done', place: 1 })]);
  expect(rows.map(({ name }) => name)).toEqual(['ended', 'a', 'running', 'b', 'c']);
  expect(rows.filter(canBeMoved).map(({ name }) => name)).toEqual(['a', 'b', 'c']);
});

test('the oldest comes first, other jobs are left out, and one line tells of all', () => {
  const rows = queueRows([job({ label: 'newest', secondsLeft: 100 }), job({ kind: 'propagate' }), job({ label: 'oldest', state: 'failed' }), job({ label: 'first', state: 'done' })]);
  expect(rows.map(({ name }) => name)).toEqual(['first', 'oldest', 'newest']);
  expect(queueText(rows)).toBe('3 deliveries, 1 finished, 1 stopped, 2 min left');
  expect(queueText([])).toBe('');
});
