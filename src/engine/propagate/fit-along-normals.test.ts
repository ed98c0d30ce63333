import { expect, test } from 'vitest';
import { type Affine, moved } from './affine-motion.ts';
import { fitAlongNormals, type NormalMove } from './fit-along-normals.ts';

/** Places on the sides of a box of 40 × 30 at (20, 20), and how far each must go along its normal until a motion is made. */
function sides(motion: Affine, strange: (index: number) => boolean = () => false): readonly NormalMove[] {
  return Array.from({ length: 80 }, (_, index) => {
    const share = (index % 20) / 20;
    const [at, normal] = ([
      [[20 + 40 * share, 20], [0, -1]], [[60, 20 + 30 * share], [1, 0]], [[60 - 40 * share, 50], [0, 1]], [[20, 50 - 30 * share], [-1, 0]],
    ] as const)[Math.floor(index / 20)]!;
    const [x, y] = moved(motion, at[0], at[1]);
    return { at, normal, move: strange(index) ? -9 : normal[0] * (x - at[0]) + normal[1] * (y - at[1]), weight: 1 };
  });
}
const expectLike = (found: Affine | undefined, wanted: Affine): void => { wanted.forEach((value, index) => { expect(found?.[index]).toBeCloseTo(value, 1); }); };

test('a move is found though each side sees only its way across itself', () => {
  expectLike(fitAlongNormals(sides([1, 0, 10, 0, 1, -6])), [1, 0, 10, 0, 1, -6]);
});

test('turn and growth are found, also where a fifth of the places see another edge', () => {
  const motion: Affine = [1.1, -0.05, 1, 0.05, 1.1, -2];
  expectLike(fitAlongNormals(sides(motion, (index) => index % 5 === 0)), motion);
});

test('too few places say nothing', () => {
  expect(fitAlongNormals(sides([1, 0, 1, 0, 1, 1]).slice(0, 5))).toBeUndefined();
});
