import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deltaE2000 } from './delta-e.ts';
import type { Triple } from './lab.ts';

// Sharma, Wu, Dalal 2005, table 1: pairs that reveal the usual mistakes (hue wrap, mean hue, sign of the rotation term).
const TABLE: readonly (readonly [Triple, Triple, number])[] = [
  [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
  [[50, 3.1571, -77.2803], [50, 0, -82.7485], 2.8615],
  [[50, -1.3802, -84.2814], [50, 0, -82.7485], 1.0],
  [[50, 0, 0], [50, -1, 2], 2.3669],
  [[50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792],
  [[50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195],
  [[50, -0.001, 2.49], [50, 0.0009, -2.49], 4.8045],
  [[50, -0.001, 2.49], [50, 0.0011, -2.49], 4.7461],
  [[50, 2.5, 0], [50, 0, -2.5], 4.3065],
  [[50, 2.5, 0], [73, 25, -18], 27.1492],
  [[50, 2.5, 0], [58, 24, 15], 19.4535],
  [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
  [[22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373],
  [[90.8027, -2.0831, 1.441], [91.1528, -1.6435, 0.0447], 1.4441],
  [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
];

test("Sharma's table is reproduced to its fourth decimal", () => {
  for (const [first, second, expected] of TABLE) expect(deltaE2000(first, second)).toBeCloseTo(expected, 4);
});

test('the difference is symmetric, and zero only for equal colours', () => {
  const colour = fc.tuple(fc.double({ min: 0, max: 100, noNaN: true }), fc.double({ min: -110, max: 110, noNaN: true }), fc.double({ min: -110, max: 110, noNaN: true }));
  fc.assert(fc.property(colour, colour, (first, second) => {
    expect(deltaE2000(first, second)).toBeCloseTo(deltaE2000(second, first), 8);
    expect(deltaE2000(first, first)).toBe(0);
  }));
});
