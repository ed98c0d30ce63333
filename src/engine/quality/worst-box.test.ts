import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BLOCKS, BLOCKS_ACROSS, BLOCKS_DOWN } from './measure-frame.ts';
import { worstBox } from './worst-box.ts';

const at = (column: number, row: number): number => row * BLOCKS_ACROSS + column;
function blocks(...set: readonly (readonly [column: number, row: number, value: number])[]): Float32Array {
  const values = new Float32Array(BLOCKS);
  for (const [column, row, value] of set) values[at(column, row)] = value;
  return values;
}

test('the box holds the worst block and what is connected to it with at least half its value, and nothing else', () => {
  // A weaker neighbour, a fault of its own elsewhere, and a block connected by its corner.
  const values = blocks([3, 2, 8], [4, 2, 5], [5, 2, 1], [4, 3, 4], [5, 4, 4], [12, 7, 7]);
  expect(worstBox(values)).toEqual([3 / 16, 2 / 9, 6 / 16, 5 / 9]);
  expect(worstBox(blocks([15, 8, 0.1]))).toEqual([15 / 16, 8 / 9, 1, 1]);
  expect(worstBox(new Float32Array(BLOCKS))).toBeUndefined();
});

test('a fault of the whole picture has the whole picture as its place', () => {
  expect(worstBox(new Float32Array(BLOCKS).fill(0.2))).toEqual([0, 0, 1, 1]);
});

test('whatever the values, the box lies in the picture and holds the worst block', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: BLOCKS, maxLength: BLOCKS }), (values) => {
    const box = worstBox(values);
    const worst = values.indexOf(Math.max(...values));
    if (box === undefined) {
      expect(values[worst]).toBe(0);
      return;
    }
    const [column, row] = [worst % BLOCKS_ACROSS, Math.floor(worst / BLOCKS_ACROSS)];
    const [left, top, right, bottom] = box;
    expect(left).toBeGreaterThanOrEqual(0);
    expect(bottom).toBeLessThanOrEqual(1);
    expect(left * BLOCKS_ACROSS).toBeLessThanOrEqual(column);
    expect(right * BLOCKS_ACROSS).toBeGreaterThanOrEqual(column + 1 - 1e-9);
    expect(top * BLOCKS_DOWN).toBeLessThanOrEqual(row + 1e-9);
    expect(bottom * BLOCKS_DOWN).toBeGreaterThanOrEqual(row + 1 - 1e-9);
  }));
});
