import { expect, test } from 'vitest';
import { gridLines } from './grid-lines.ts';

test('cells are square, a line goes through the centre both ways, and none lies on the edge', () => {
  for (const size of [{ width: 1600, height: 900 }, { width: 400, height: 400 }, { width: 300, height: 720 }]) {
    const { x, y } = gridLines(size);
    const cell = Math.min(size.width, size.height) / 8;
    for (const [lines, length] of [[x, size.width], [y, size.height]] as const) {
      expect(lines.some((each) => Math.abs(each - length / 2) < 1e-6)).toBe(true);
      expect(lines[0]).toBeGreaterThan(1e-6);
      expect(lines.at(-1)).toBeLessThan(length - 1e-6);
      lines.slice(1).forEach((each, index) => { expect(each - lines[index]!).toBeCloseTo(cell, 6); });
    }
  }
  expect(gridLines({ width: 800, height: 800 }).x).toHaveLength(7);
});
