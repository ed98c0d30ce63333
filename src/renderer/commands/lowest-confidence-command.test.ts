import { expect, test } from 'vitest';
import { ShotColour } from '../../shared/contract/propagate.ts';
import { leastSureFrame } from './lowest-confidence-command.ts';

const shot = (frames: readonly object[]): ShotColour => ShotColour.parse({ shotId: 's', range: { first: 20, last: 19 + frames.length }, frames });

test('the least sure frame is the one of the lowest confidence that is neither stale nor uncoloured', () => {
  const made = (confidence: number, stale = false): object => ({ key: 'k', stale, confidence });
  expect(leastSureFrame(shot([{ key: 'k', stale: false, confidence: null }, made(0.9), made(0.2, true), made(0.4), made(0.7), { key: null, stale: false, confidence: 0.1 }]))).toEqual({ frame: 23, confidence: 0.4 });
  expect(leastSureFrame(shot([{ key: 'k', stale: false, confidence: null }, { key: null, stale: false, confidence: null }]))).toBeUndefined();
});
