import { expect, test } from 'vitest';
import { byteWords, durationWords, jobWords } from './job-words.ts';

test('a running job says what it does, how far it is and how long it will take', () => {
  expect(jobWords({ label: 'Propagating colour · Shot 01', state: 'running', done: 61, total: 96, secondsLeft: 14.2 })).toBe('Propagating colour · Shot 01 · 61 of 96 frames · 14 s left');
});

test('a failed job says what happened', () => {
  expect(jobWords({ label: 'Delivering reel.mov', state: 'failed', done: 3, total: 9, secondsLeft: null, error: { code: 'disk.full', message: 'The disk is full.' } })).toBe('Delivering reel.mov · The disk is full.');
});

test('times and sizes are in units a person uses', () => {
  expect([durationWords(0.2), durationWords(89), durationWords(600), durationWords(7260)]).toEqual(['1 s', '89 s', '10 min', '2 h 1 min']);
  expect([byteWords(512), byteWords(2_400_000), byteWords(31_000_000_000)]).toEqual(['512 B', '2.4 MB', '31 GB']);
});
