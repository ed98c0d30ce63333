import { expect, test } from 'vitest';
import { type Affine, fitMotion, moved, type Moves } from './affine-motion.ts';

const TURN: Affine = [0.98, -0.17, 4, 0.17, 0.98, -3];
const SHEAR: Affine = [1.1, 0.2, -2, 0.05, 0.9, 6];

/** Samples on a grid; a share of them moves quite otherwise, as background behind an edge does. */
function movesBy(motion: Affine, strange: (index: number) => boolean = () => false): Moves {
  return Float64Array.from(Array.from({ length: 200 }, (_, index) => {
    const [x, y] = [(index % 20) * 3, Math.floor(index / 20) * 5];
    const [toX, toY] = strange(index) ? [x - 11, y + 7] : moved(motion, x, y);
    return [x, y, toX - x, toY - y];
  }).flat());
}

const expectLike = (found: Affine | undefined, wanted: Affine): void => { wanted.forEach((value, index) => { expect(found?.[index]).toBeCloseTo(value, 3); }); };

test('a motion is found from its moves, also where a third of them belong to something else', () => {
  expectLike(fitMotion(movesBy(SHEAR), 'affine'), SHEAR);
  expectLike(fitMotion(movesBy(SHEAR, (index) => index % 3 === 0), 'affine'), SHEAR);
  expectLike(fitMotion(movesBy(TURN, (index) => index % 4 === 1), 'similarity'), TURN);
});

test('of samples on a line nothing is told across it: they turn and scale, but do not stretch', () => {
  const line = Float64Array.from(Array.from({ length: 30 }, (_, index) => [index, 0, 0.1 * index + 2, 1]).flat());
  expectLike(fitMotion(line, 'affine'), [1.1, 0, 2, 0, 1.1, 1]);
});

test('too few moves are no motion', () => {
  expect(fitMotion(Float64Array.of(0, 0, 1, 1), 'similarity')).toBeUndefined();
});
