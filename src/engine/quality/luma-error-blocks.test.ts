import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lumaErrorBlocks } from './luma-error-blocks.ts';
import { BLOCKS_ACROSS, BLOCKS_DOWN } from './measure-frame.ts';

test('each error counts in the block of its sample, also in a delivered plane that was padded by a column', () => {
  fc.assert(fc.property(fc.integer({ min: 16, max: 61 }), fc.integer({ min: 9, max: 40 }), fc.integer({ min: 0, max: 1 }), fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 60 }), fc.boolean()), { maxLength: 6 }), (width, height, padding, faults) => {
    const source = new Uint8Array(width * height).fill(100);
    const delivered = new Uint8Array((width + padding) * height).fill(100);
    const expected = new Uint16Array(BLOCKS_ACROSS * BLOCKS_DOWN);
    for (const [atX, atY, size, isAbove] of faults) {
      const [x, y] = [atX % width, atY % height];
      delivered[y * (width + padding) + x] = isAbove ? 100 + size : 100 - size;
    }
    // What was set last counts.
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const block = Math.floor((y * BLOCKS_DOWN) / height) * BLOCKS_ACROSS + Math.floor((x * BLOCKS_ACROSS) / width);
        expected[block] = Math.max(expected[block]!, Math.abs(delivered[y * (width + padding) + x]! - 100));
      }
    }
    expect(lumaErrorBlocks(source, delivered, { width, deliveredWidth: width + padding })).toEqual(expected);
  }));
});
