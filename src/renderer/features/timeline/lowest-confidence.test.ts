import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ShotColour } from '../../../shared/contract/propagate.ts';
import { lowestConfidence } from './lowest-confidence.ts';

const key = 'a'.repeat(64);
const frame = fc.oneof({ weight: 1, arbitrary: fc.constant({ key: null, confidence: null }) }, { weight: 4, arbitrary: fc.record({ key: fc.constant(key), confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null }) }) });

test('the lowest confidence of a range is found, for any length and start', () => {
  fc.assert(fc.property(fc.array(frame, { minLength: 1, maxLength: 400 }), fc.nat(500), fc.integer({ min: -10, max: 420 }), fc.nat(420), (frames, first, from, length) => {
    const colour = ShotColour.parse({ shotId: 's', range: { first, last: first + frames.length - 1 }, frames });
    const coloured = frames.slice(Math.max(0, from), Math.max(0, from + length)).filter((each) => each.key !== null).map(({ confidence }) => confidence ?? 1);
    const found = lowestConfidence(colour, first + from, first + from + length);
    if (coloured.length === 0) expect(found).toBeUndefined();
    else expect(found).toBeCloseTo(Math.min(...coloured), 6);
  }));
});
