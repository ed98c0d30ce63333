import { describe, expect, test } from 'vitest';
import { createMotionScale } from './motion-scale.ts';

describe('the scale of a picture that moves', () => {
  test('is full before two were drawn, and where drawing is quick', () => {
    const motion = createMotionScale();
    expect(motion.scaleFor('coloured', 2e6)).toBe(1);
    motion.drew('coloured', 2e6, 900);
    expect(motion.scaleFor('coloured', 2e6)).toBe(1);
    motion.drew('coloured', 2e6, 16);
    expect(motion.scaleFor('coloured', 2e6)).toBe(1);
  });

  test('falls with the time that drawing takes, to a third', () => {
    const scaleAfter = (ms: number): number => {
      const motion = createMotionScale();
      for (const each of [900, ms]) motion.drew('coloured', 1e6, each);
      return motion.scaleFor('coloured', 1e6);
    };
    expect([60, 120, 300, 5000].map(scaleAfter)).toEqual([2 / 3, 1 / 2, 1 / 3, 1 / 3]);
  });

  test('goes by the cost of a pixel, so that it follows the size of the window', () => {
    const motion = createMotionScale();
    for (const ms of [120, 120]) motion.drew('coloured', 1e6, ms);
    expect(motion.scaleFor('coloured', 0.25e6)).toBe(1);
    expect(motion.scaleFor('coloured', 2e6)).toBe(1 / 3);
  });

  test('one slow drawing, as the first one is, does not count against quick ones', () => {
    const motion = createMotionScale();
    for (const ms of [900, 17, 17]) motion.drew('coloured', 1e6, ms);
    expect(motion.scaleFor('coloured', 1e6)).toBe(1);
    for (const ms of [150, 150, 150]) motion.drew('coloured', 1e6, ms);
    expect(motion.scaleFor('coloured', 1e6)).toBe(1 / 2);
  });

  test('of a coloured picture it does not go by gray ones, which are quick', () => {
    const motion = createMotionScale();
    for (const ms of [150, 150]) motion.drew('coloured', 1e6, ms);
    for (const ms of [10, 10, 10]) motion.drew('gray', 1e6, ms);
    expect([motion.scaleFor('coloured', 1e6), motion.scaleFor('gray', 1e6)]).toEqual([1 / 2, 1]);
  });
});
