import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameRange } from '../../../shared/model/frame.ts';
import { sampleClip, sampleShots } from '../testing/sample-project.ts';
import { byFrame, shotsOver } from './shots-over.ts';

test('the shots that have a frame of a range are those of which the frames overlap it', () => {
  const firsts = fc.uniqueArray(fc.integer({ min: 1, max: 59 }), { maxLength: 12 }).map((list) => [0, ...list.toSorted((a, b) => a - b)]);
  fc.assert(fc.property(firsts, fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 59 }), (cuts, a, b) => {
    const shots = sampleShots(sampleClip('film', 60), cuts);
    const range = frameRange(Math.min(a, b), Math.max(a, b));
    expect(shotsOver(shots, range)).toEqual(shots.filter((shot) => shot.range.first <= range.last && shot.range.last >= range.first));
    expect(shotsOver(shots.slice(1), range)).toEqual(shots.slice(1).filter((shot) => shot.range.first <= range.last && shot.range.last >= range.first));
    expect(byFrame(shots)).toBe(shots);
    expect(byFrame(shots.toReversed())).toEqual(shots);
  }), { seed: 5, numRuns: 100 });
});
