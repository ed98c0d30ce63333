import { expect, test } from 'vitest';
import { inscribedPlaces } from './inscribed-places.ts';

test('places lie in the widest part of a region first, and apart from each other', () => {
  const [width, height] = [120, 60];
  // A disc with an arm to the right.
  const values = Float32Array.from({ length: width * height }, (_, index) => {
    const [x, y] = [index % width, Math.floor(index / width)];
    return Math.hypot(x - 30, y - 30) < 20 || (x >= 30 && x < 110 && Math.abs(y - 30) < 5) ? 1 : 0;
  });
  const places = inscribedPlaces({ width, height, values }, 3);
  expect(places[0]![0] * width).toBeCloseTo(30, -1);
  expect(places[0]![1] * height).toBeCloseTo(30, -1);
  expect(places).toHaveLength(3);
  for (const [x, y] of places) expect(values[Math.floor(y * height) * width + Math.floor(x * width)]).toBe(1);
  expect(inscribedPlaces({ width, height, values: new Float32Array(values.length) }, 2)).toEqual([]);
});
