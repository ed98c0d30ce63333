import { expect, test } from 'vitest';
import { findPosition } from './position-finder.ts';
import { viewOfWorld } from './testing/view-of-world.ts';

const size = { width: 60, height: 40 };

test('a position is found anywhere in another picture of the same background, with sub-cell accuracy', () => {
  const [before, after] = [viewOfWorld(size, 100, 100), viewOfWorld(size, 114.5, 92)];
  for (const at of [{ x: 30, y: 20 }, { x: 41.25, y: 12 }, { x: 24, y: 22.5 }]) {
    const found = findPosition(before, at, after);
    expect(found.lost).toBe(false);
    expect(Math.hypot(found.x - (at.x - 14.5), found.y - (at.y + 8))).toBeLessThan(0.5);
  }
});

test('it is found in a picture of another size, on another grid', () => {
  const found = findPosition(viewOfWorld(size, 100, 100), { x: 20, y: 20 }, viewOfWorld({ width: 44, height: 30 }, 108, 104));
  expect(found).toMatchObject({ lost: false, x: expect.closeTo(12, 0) as number, y: expect.closeTo(16, 0) as number });
});

test('a position that the other picture does not show is lost, and keeps its relative position', () => {
  const found = findPosition(viewOfWorld(size, 100, 100), { x: 30, y: 10 }, viewOfWorld({ width: 30, height: 20 }, 900, 700));
  expect(found).toMatchObject({ lost: true, x: 15, y: 5 });
});
