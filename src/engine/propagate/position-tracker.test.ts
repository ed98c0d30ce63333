import { expect, test } from 'vitest';
import type { FeatureMap } from './position-similarity.ts';
import { PositionTracker, type TrackedPosition } from './position-tracker.ts';
import { viewOfWorld } from './testing/view-of-world.ts';

const size = { width: 40, height: 30 };
const view = (left: number, top: number, covered?: (x: number, y: number) => boolean): FeatureMap => viewOfWorld(size, left, top, covered);

function follow(frames: readonly FeatureMap[], at: { readonly x: number; readonly y: number }): readonly TrackedPosition[] {
  const [first, ...rest] = frames;
  const tracker = PositionTracker.at(first!, [at]);
  return rest.map((frame) => tracker.step(frame)[0]!);
}

test('a position is tracked with sub-cell accuracy, without drift', () => {
  const frames = Array.from({ length: 16 }, (_, time) => view(100 - 0.7 * time, 100 + 0.4 * time));
  follow(frames, { x: 12.3, y: 17 }).forEach((position, index) => {
    expect(Math.hypot(position.x - (12.3 + 0.7 * (index + 1)), position.y - (17 - 0.4 * (index + 1)))).toBeLessThan(0.5);
    expect(position.lost).toBe(false);
    expect(position.confidence).toBeGreaterThan(0.8);
  });
});

test('a tracker that goes on from a kept state gives the same bits as one that was never stopped', () => {
  const frames = Array.from({ length: 10 }, (_, time) => view(100 - 0.6 * time, 100 + 0.3 * time, (x) => time >= 3 && time <= 5 && x > 8 && x < 34));
  const unbroken = PositionTracker.at(frames[0]!, [{ x: 12.3, y: 17 }, { x: 20, y: 9 }]);
  let resumed = PositionTracker.at(frames[0]!, [{ x: 12.3, y: 17 }, { x: 20, y: 9 }]);
  for (const frame of frames.slice(1)) {
    resumed = new PositionTracker(structuredClone(resumed.state));
    expect(resumed.step(frame)).toEqual(unbroken.step(frame));
  }
  expect(resumed.state).toEqual(unbroken.state);
});

test('a position that leaves the picture is lost', () => {
  const positions = follow(Array.from({ length: 14 }, (_, time) => view(100 + 2 * time, 100)), { x: 11, y: 15 });
  expect(positions[2]!.lost).toBe(false);
  expect(positions.slice(8).every((position) => position.lost)).toBe(true);
});

test('a covered position is lost, keeps its last position, and is found when it is visible again', () => {
  const frames = Array.from({ length: 12 }, (_, time) => view(100 - 0.5 * time, 100, (x) => time >= 4 && time <= 7 && x > 8 && x < 34));
  const positions = follow(frames, { x: 18, y: 15 });
  expect(positions.map((position) => position.lost)).toEqual([false, false, false, true, true, true, true, false, false, false, false]);
  expect(positions[4]).toMatchObject({ x: positions[2]!.x, y: positions[2]!.y });
  expect(Math.abs(positions.at(-1)!.x - (18 + 5.5))).toBeLessThan(0.7);
});

test('a position at the edge of a static picture is not lost', () => {
  expect(follow(Array.from({ length: 6 }, () => view(100, 100)), { x: 0, y: 0 }).map((position) => position.lost)).toEqual(Array.from({ length: 5 }, () => false));
});
