import { expect, test } from 'vitest';
import { AB_UNIT, type AbPlane } from '../../shared/model/ab-plane.ts';
import { Hint } from '../../shared/model/hint.ts';
import { anchorPoints, correctedColour } from './correct-plane.ts';

const size = { width: 64, height: 36 };
const picture = { width: 640, height: 360 };

function plane(ab: (x: number, y: number) => readonly [number, number]): AbPlane {
  const count = size.width * size.height;
  const samples = new Int16Array(2 * count);
  for (let index = 0; index < count; index++) {
    const [a, b] = ab((index % size.width) / size.width, Math.floor(index / size.width) / size.height);
    samples[index] = a * AB_UNIT;
    samples[count + index] = b * AB_UNIT;
  }
  return { ...size, samples };
}

const point = (at: readonly [number, number]): Hint => Hint.parse({ kind: 'point', id: 'p', at, radius: 0.01, ab: [50, 50] });
/** A green coat left of the middle, a brown street right of it. */
const coat = plane((x) => (x < 0.5 ? [-30, 20] : [10, 25]));

test('anchors hold the propagated colour everywhere except at the hint and on the object around it', () => {
  const anchors = anchorPoints(coat, [point([0.45, 0.5])], picture);
  const near = anchors.filter(({ at }) => Math.hypot(at[0] - 0.45, (at[1] - 0.5) * 9 / 16) < 0.18);
  expect(anchors.length).toBeGreaterThan(60);
  expect(near.length).toBeGreaterThan(2);
  for (const { at, ab } of near) expect([at[0] > 0.5, ab]).toEqual([true, [10, 25]]);
  // Far from the hint the coat is held as well: a hint corrects a region, not the whole clip.
  expect(anchors.some(({ at }) => at[0] < 0.2)).toBe(true);
  expect(anchorPoints(coat, [], picture).length).toBe(16 * 9);
});

test('an auto hint holds the propagated colour beside a hint', () => {
  const kept = anchorPoints(coat, [point([0.3, 0.5]), Hint.parse({ kind: 'auto', id: 'k', at: [0.33, 0.5], radius: 0.02 })], picture).filter(({ radius }) => radius === 0.02);
  expect(kept.map(({ at, ab }) => [at, ab])).toEqual([[[0.33, 0.5], [-30, 20]]]);
});

test('only the change made by the hints is added, and a hint’s own position has the colour of the reading', () => {
  const count = size.width * size.height;
  const spread = { plane: coat, confidence: new Uint8Array(count).fill(100) };
  const before = plane(() => [0, 0]);
  const after = plane((x) => (x < 0.25 ? [20, -10] : [0, 0]));
  const stated = 10 * size.width + 2;
  const told = { ab: new Float32Array(2 * count).fill(0.3), hintWeight: new Float32Array(count) };
  told.hintWeight[stated] = 1;
  const seen = 12 * size.width + 40;
  // Without hints the second reading differs from the propagated colour; only the difference made by the hints counts.
  const again = { ...coat, samples: coat.samples.map((value) => value - 3 * AB_UNIT) };
  const read = { before: again, after: { plane: { ...again, samples: again.samples.with(seen, again.samples[seen]! + 55 * AB_UNIT) }, confidence: spread.confidence.with(seen, 130) } };
  const { plane: corrected, confidence } = correctedColour(spread, { before, after }, read, told);
  const [changed, left] = [5 * size.width + 5, 5 * size.width + 40];
  expect([corrected.samples[changed]! / AB_UNIT, corrected.samples[count + changed]! / AB_UNIT, confidence[changed]]).toEqual([-10, 10, 240]);
  expect([corrected.samples[left], confidence[left]]).toEqual([coat.samples[left], 100]);
  expect([corrected.samples[seen]! / AB_UNIT, confidence[seen]]).toEqual([coat.samples[seen]! / AB_UNIT + 55, 240]);
  expect([corrected.samples[stated]! / AB_UNIT, confidence[stated]]).toEqual([33, 255]);
});

test('a colour changed to its opposite is reached, although the difference exceeds the range of a plane', () => {
  const count = size.width * size.height;
  const red = plane(() => [80, 40]);
  const spread = { plane: red, confidence: new Uint8Array(count).fill(100) };
  const { plane: corrected } = correctedColour(spread, { before: red, after: plane(() => [-70, 20]) }, { before: red, after: spread }, { ab: new Float32Array(2 * count), hintWeight: new Float32Array(count) });
  expect([corrected.samples[0]! / AB_UNIT, corrected.samples[count]! / AB_UNIT]).toEqual([-70, 20]);
});
