import { expect, test } from 'vitest';
import { Shot } from '../../../shared/model/document.ts';
import { ShotId } from '../../../shared/model/ids.ts';
import { byteText, durationText, jobName, jobText } from './job-text.ts';

test('a running job shows its task, its progress and the time left', () => {
  expect(jobText({ label: 'Propagating colour · Shot 01', state: 'running', done: 61, total: 96, secondsLeft: 14.2 })).toBe('Propagating colour · Shot 01 · 61 of 96 frames · 14 s left');
});

test('a job of a shot that the open project does not have says so; without an open project, and of no shot, it has its own name', () => {
  const shot = Shot.parse({ id: 'here', clipId: 'film', name: 'Shot 01', range: { first: 0, last: 9 }, transitionIn: { kind: 'cut' } });
  const [here, elsewhere] = [{ label: 'Propagating colour · Shot 01', shotId: shot.id }, { label: 'Propagating colour · Shot 01', shotId: ShotId.parse('elsewhere') }];
  expect([jobName(here, { shots: [shot] }), jobName(elsewhere, { shots: [shot] }), jobName(elsewhere, null), jobName({ label: 'Making proxies · film' }, { shots: [shot] })])
    .toEqual(['Propagating colour · Shot 01', 'Propagating colour · Shot 01 (not in this project)', 'Propagating colour · Shot 01', 'Making proxies · film']);
  expect(jobText({ label: 'x', state: 'queued', done: 0, total: 9, secondsLeft: null }, jobName(elsewhere, { shots: [] }))).toBe('Propagating colour · Shot 01 (not in this project) · waiting');
});

test('a job that waits for others says how long it takes with them, where that is known', () => {
  const job = { label: 'Delivering reel.mov', state: 'running', phase: 'waiting', done: 0, total: 96 } as const;
  expect([jobText({ ...job, secondsLeft: 700 }), jobText({ ...job, secondsLeft: null })]).toEqual(['Delivering reel.mov · waiting for other jobs · 12 min left', 'Delivering reel.mov · waiting for other jobs']);
});

test('a paused job says where it stands, one that finishes the frames in hand is pausing, and one that waits for a paused one says so', () => {
  const job = { label: 'Propagating colour · Shot 01', state: 'running', done: 3, total: 96, secondsLeft: 14 } as const;
  expect(jobText({ ...job, pause: 'alone' })).toBe('Propagating colour · Shot 01 · 3 of 96 frames · pausing');
  expect(jobText({ ...job, state: 'paused', pause: 'alone', secondsLeft: null })).toBe('Propagating colour · Shot 01 · paused at 3 of 96 frames');
  expect(jobText({ ...job, label: 'Delivering reel.mov', phase: 'waitingForPaused', secondsLeft: null })).toBe('Delivering reel.mov · waiting for a job that is paused');
});

test('a job that waits for room in the shared folder says so', () => {
  expect(jobText({ label: 'Propagating colour · Shot 01', state: 'running', phase: 'storeFull', done: 0, total: 96, secondsLeft: null })).toBe('Propagating colour · Shot 01 · the farm’s shared folder is full, waiting for room');
});

test('a job of which workers put off units says so beside its progress, and what to do', () => {
  expect(jobText({ label: 'Propagating colour · Shot 01', state: 'running', phase: 'putOff', done: 3, total: 96, secondsLeft: null }))
    .toBe('Propagating colour · Shot 01 · 3 of 96 frames · units are put off, since workers cannot write to the farm’s shared folder: make room there, for example with “tintype farm clean”; they are tried again by themselves');
});

test('a failed job shows what happened', () => {
  expect(jobText({ label: 'Delivering reel.mov', state: 'failed', done: 3, total: 9, secondsLeft: null, error: { code: 'disk.full', message: 'The disk is full.' } })).toBe('Delivering reel.mov · The disk is full.');
});

test('times and sizes have readable units', () => {
  expect([durationText(0.2), durationText(89), durationText(600), durationText(7260)]).toEqual(['1 s', '89 s', '10 min', '2 h 1 min']);
  expect([byteText(512), byteText(2_400_000), byteText(31_000_000_000)]).toEqual(['512 B', '2.4 MB', '31 GB']);
});
