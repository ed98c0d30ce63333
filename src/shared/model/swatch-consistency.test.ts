import { expect, test } from 'vitest';
import { deltaE2000 } from '../colour/delta-e.ts';
import { frameIndex } from './frame.ts';
import type { ChromaAb } from './hint.ts';
import { ShotId } from './ids.ts';
import { compareShown, type ShownSwatch } from './swatch-consistency.ts';

const shown = (shotId: string, frame: number, ab: ChromaAb): ShownSwatch => ({ shotId: ShotId.parse(shotId), frame: frameIndex(frame), ab });
const swatch = { lab: [50, 20, 0] as const };

test('the shot that differs from the others is the worst, at the frame that differs most', () => {
  const compared = compareShown(swatch, [shown('a', 3, [20, 0]), shown('b', 30, [20, 1]), shown('b', 40, [20, -1]), shown('c', 50, [26, 0]), shown('c', 60, [34, 0])]);
  expect(compared.map(({ shotId, frame }) => [shotId, frame])).toEqual([['c', 60], ['a', 3], ['b', 30]]);
  expect(compared[0]!.ab).toEqual([30, 0]);
  expect(compared[0]!.deltaE).toBeCloseTo(deltaE2000([50, 30, 0], [50, 20, 0]), 6);
});

test('equal colours have no difference, and one shot alone is compared with nothing', () => {
  expect(compareShown(swatch, [shown('a', 0, [5, 5]), shown('b', 9, [5, 5])]).map(({ deltaE }) => deltaE)).toEqual([0, 0]);
  expect(compareShown(swatch, [shown('a', 0, [5, 5]), shown('a', 1, [50, 5])])).toEqual([]);
});
