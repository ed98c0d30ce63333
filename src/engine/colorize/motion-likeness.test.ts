import { describe, expect, test } from 'vitest';
import type { MotionPlane } from '../../shared/model/motion-plane.ts';
import { motionLikeness } from './motion-likeness.ts';

const SIZE = { width: 80, height: 40 };
/** At ¼: a thing left of the middle that moves by two samples to the right, the rest by half a one to the left. */
const isThing = (x: number): boolean => x < SIZE.width / 2;
const motion: MotionPlane = {
  width: 20, height: 10,
  dx: Float32Array.from({ length: 200 }, (_, index) => (index % 20 < 10 ? 2 : -0.5)), dy: new Float32Array(200),
};
const shares = (of: (x: number) => number): Float32Array => Float32Array.from({ length: SIZE.width * SIZE.height }, (_, index) => of(index % SIZE.width));

describe('likeness of motion', () => {
  test('a place belongs to what moves as it does, also where nothing was known of it', () => {
    const likeness = motionLikeness(shares((x) => (x < 10 ? 1 : x >= 70 ? -1 : 0)), SIZE, motion);
    for (const [index, value] of likeness.entries()) {
      if (isThing(index % SIZE.width)) expect(value).toBe(1);
      else expect(value).toBe(-1);
    }
  });

  test('motion alike in both says nothing', () => {
    const likeness = motionLikeness(shares((x) => (x % 2 === 0 ? 1 : -1)), SIZE, motion);
    expect(Math.max(...likeness.map(Math.abs))).toBeLessThan(0.01);
  });

  test('nothing is said where nothing moves, or one of both is nowhere', () => {
    const still = { ...motion, dx: new Float32Array(200) };
    expect(Math.max(...motionLikeness(shares((x) => (isThing(x) ? 1 : -1)), SIZE, still).map(Math.abs))).toBe(0);
    expect(Math.max(...motionLikeness(shares(() => 1), SIZE, motion).map(Math.abs))).toBe(0);
  });
});
