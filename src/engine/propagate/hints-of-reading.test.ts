import { expect, test } from 'vitest';
import { AB_UNIT, type AbPlane } from '../../shared/model/ab-plane.ts';
import { hintsOfReading } from './hints-of-reading.ts';

/** 32×16: red on the left half, blue on the right. */
function plane(left: readonly [number, number], right: readonly [number, number]): AbPlane {
  const samples = new Int16Array(2 * 32 * 16);
  for (let index = 0; index < 32 * 16; index++) {
    const [a, b] = index % 32 < 16 ? left : right;
    samples[index] = a * AB_UNIT;
    samples[32 * 16 + index] = b * AB_UNIT;
  }
  return { width: 32, height: 16, samples };
}
const reading = { plane: plane([60, 30], [0, -40]), confidence: Uint8Array.from({ length: 32 * 16 }, (_, index) => (index % 32 < 24 ? 230 : 20)) };

test('each cell gives its surest place; where the network is not sure there is none', () => {
  const hints = hintsOfReading(reading, { least: 0.5, cells: 4 });
  expect(hints).toHaveLength(6);
  for (const { at: [x], ab } of hints) {
    expect(x).toBeLessThan(0.76);
    expect(ab).toEqual(x < 0.5 ? [60, 30] : [0, -40]);
  }
  expect(new Set(hints.map(({ id }) => id)).size).toBe(6);
});

test('of what is painted already only places that are wrong give hints, the worst first, and no more than are wanted', () => {
  const painted = plane([60, 30], [0, 40]);
  const wrong = hintsOfReading(reading, { least: 0.5, cells: 8, painted, near: 3 });
  expect(wrong.length).toBeGreaterThan(0);
  expect(wrong.every(({ at: [x], ab }) => x > 0.5 && ab[1] === -40)).toBe(true);
  expect(hintsOfReading(reading, { least: 0.5, cells: 8, painted, near: 3, most: 2 })).toHaveLength(2);
  expect(hintsOfReading(reading, { least: 0.5, cells: 8, painted: reading.plane, near: 3 })).toEqual([]);
});
