import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alignFrames, findStart, orderFaults } from './align-frames.ts';
import { BLOCKS } from './measure-frame.ts';

/** Block means of pictures that all differ, and change by little from one to the next. */
function film(frames: readonly number[], noise = 0): Float32Array {
  return Float32Array.from({ length: frames.length * BLOCKS }, (_, index) => {
    const [frame, block] = [frames[Math.floor(index / BLOCKS)]!, index % BLOCKS];
    return 0.5 + 0.3 * Math.sin(block / 5 + frame / 7) + noise * Math.sin(index * 12.9898);
  });
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, frame) => frame);

test('each frame is found, whichever were dropped and doubled, also under the noise of a codec', () => {
  fc.assert(fc.property(fc.integer({ min: 3, max: 30 }), fc.integer({ min: 34, max: 60 }), fc.constantFrom(0, 0.002), (dropped, doubled, noise) => {
    const order = [...upTo(dropped), ...upTo(80).slice(dropped + 1, doubled), ...upTo(80).slice(doubled - 1)];
    expect([...alignFrames(film(order, noise), film(upTo(80)))]).toEqual(order);
    expect(orderFaults(Int32Array.from(order)).map(({ kind }) => kind)).toEqual(['dropped', 'doubled']);
  }));
});

test('where nothing moves, the order is assumed to be unchanged', () => {
  const still = film(Array.from({ length: 40 }, () => 3));
  expect([...alignFrames(still, still)]).toEqual(upTo(40));
});

test('a part is found in the whole', () => {
  expect(findStart(film(upTo(80).slice(37, 61), 0.001), film(upTo(80)))).toBe(37);
});
