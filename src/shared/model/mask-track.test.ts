import { expect, test } from 'vitest';
import { frameIndex, frameRange } from './frame.ts';
import { type MaskKey, type MaskShape, newMask, shapeOnFrame } from './mask.ts';
import { fewestKeys, joinedShapes, lostFrames, lostRunNear, trackLegs, trackStart, withPositionHeld, withTrackedShapes } from './mask-track.ts';

const at = (x: number): MaskShape => ({ kind: 'ellipse', at: [x, 0.5], radii: [0.1, 0.2], angle: 0 });
const byHand = (frame: number, x = 0.5): MaskKey => ({ frame: frameIndex(frame), shape: at(x) });
const tracked = (frame: number, x = 0.5): MaskKey => ({ ...byHand(frame, x), tracked: true });
const maskWith = (...keys: readonly MaskKey[]): ReturnType<typeof newMask> => ({ ...newMask('Mask 1', frameIndex(0), at(0.5)), keys });
const shot = frameRange(10, 50);

test('a mask is tracked from a frame to the next shapes set by hand, or to the ends of the shot', () => {
  const mask = maskWith(byHand(12), tracked(15), byHand(20), tracked(24), byHand(40));
  const ways = (frame: number, which: Parameters<typeof trackLegs>[2]): unknown => trackLegs(mask, trackStart(mask, frameIndex(frame)), which, shot).map(({ from, to, end }) => [from.frame, to, end?.frame]);
  expect(ways(20, 'both')).toEqual([[20, 40, 40], [20, 12, 12]]);
  expect(ways(24, 'forwards')).toEqual([[24, 40, 40]]);
  expect(ways(12, 'both')).toEqual([[12, 20, 20], [12, 10, undefined]]);
  expect(ways(50, 'forwards')).toEqual([]);
});

test('tracking begins at the shape seen on the frame: where it has none of its own, the interpolated one counts as set by hand', () => {
  const mask = maskWith(byHand(10, 0.2), tracked(20, 0.4));
  expect(trackStart(mask, frameIndex(20))).toEqual(tracked(20, 0.4));
  expect(trackStart(mask, frameIndex(15))).toEqual({ frame: 15, shape: at(0.30000000000000004) });
});

test('new tracked shapes replace the tracked ones of their range, and never a shape set by hand', () => {
  const mask = maskWith(tracked(10), byHand(20), tracked(22), tracked(24), tracked(31));
  const next = withTrackedShapes(mask, frameRange(20, 30), { keys: [byHand(20, 0.9), tracked(23, 0.6), tracked(26, 0.7)], lost: [] });
  expect(next.keys).toEqual([tracked(10), byHand(20), tracked(23, 0.6), tracked(26, 0.7), tracked(31)]);
});

test('shapes that are interpolated between others all the same are left out, and no other', () => {
  const xs = [0.1, 0.2, 0.3, 0.4, 0.4, 0.4, 0.4];
  const all = xs.map((x, index) => tracked(index, x));
  const fewest = fewestKeys(all);
  expect(fewest.map(({ frame }) => frame)).toEqual([0, 3, 6]);
  xs.forEach((x, frame) => { expect(shapeOnFrame({ keys: fewest }, frame)).toMatchObject({ at: [expect.closeTo(x, 6), 0.5] }); });
  expect(fewestKeys([tracked(0), tracked(1)])).toHaveLength(2);
  expect(fewestKeys([])).toEqual([]);
});

test('between two shapes set by hand what was found from each end counts near that end; what one way lost the other gives', () => {
  const leg = { from: byHand(0), to: 10, end: byHand(10) };
  const joined = joinedShapes(leg, new Map([[1, at(0.1)], [5, at(0.1)], [9, at(0.1)]]), new Map([[1, at(0.3)], [5, at(0.3)], [9, at(0.3)], [8, at(0.25)]]));
  expect([1, 5, 8, 9].map((frame) => (joined.get(frame) as Extract<MaskShape, { kind: 'ellipse' }>).at[0])).toEqual([0.12, 0.2, 0.25, 0.28].map((x): unknown => expect.closeTo(x, 9)));
});

test('the frames of a tracking without a shape are kept as runs; tracking a part of them again replaces those of that part alone', () => {
  const mask = maskWith(byHand(10), byHand(20));
  const legs = trackLegs(mask, mask.keys[0]!, 'forwards', frameRange(0, 30));
  const found = new Map([11, 12, 13, 17, 18, 19].map((frame) => [frame, at(0.5)]));
  expect(lostFrames(legs, [found])).toEqual([{ first: 14, last: 16 }]);
  const back = trackLegs(maskWith(byHand(10)), mask.keys[0]!, 'backwards', frameRange(0, 30));
  expect(lostFrames(back, [new Map([[9, at(0.5)]])])).toEqual([{ first: 0, last: 8 }]);
  const once = withTrackedShapes(mask, frameRange(10, 20), { keys: [], lost: [frameRange(14, 16)] });
  const again = withTrackedShapes(once, frameRange(16, 30), { keys: [], lost: [frameRange(25, 30)] });
  expect(again.lost).toEqual([{ first: 14, last: 15 }, { first: 25, last: 30 }]);
  expect('lost' in withTrackedShapes(again, frameRange(0, 30), { keys: [], lost: [] })).toBe(false);
});

test('the lost frames near the playhead are those under it, else the next, else the last; none beyond the shot, and none with a shape set by hand', () => {
  const mask = { ...maskWith(byHand(10), byHand(24)), lost: [frameRange(14, 16), frameRange(22, 30), frameRange(45, 60)] };
  const near = (frame: number): unknown => lostRunNear(mask, frame, shot);
  expect(near(15)).toEqual({ first: 14, last: 16 });
  expect(near(12)).toEqual({ first: 14, last: 16 });
  expect(near(17)).toEqual({ first: 22, last: 23 });
  expect(near(24)).toEqual({ first: 25, last: 30 });
  expect(near(50)).toEqual({ first: 45, last: 50 });
  expect(lostRunNear(mask, 44, frameRange(0, 40))).toEqual({ first: 25, last: 30 });
  expect(lostRunNear(maskWith(byHand(10)), 10, shot)).toBeUndefined();
});

test('a held position is the shape before the lost frames, through all of them; what was found after them stays', () => {
  const mask = { ...maskWith(byHand(10, 0.2), tracked(13, 0.5), tracked(17, 0.9), tracked(20, 0.6)), lost: [frameRange(14, 16), frameRange(21, 30)] };
  const held = withPositionHeld(mask, frameRange(14, 16));
  expect([13, 14, 15, 16].map((frame) => shapeOnFrame(held, frame))).toEqual([at(0.5), at(0.5), at(0.5), at(0.5)]);
  expect(shapeOnFrame(held, 17)).toEqual(at(0.9));
  expect(held.keys.filter(({ tracked: isTracked }) => isTracked !== true).map(({ frame }) => frame)).toEqual([10, 14, 16]);
  expect(held.lost).toEqual([{ first: 21, last: 30 }]);
  const all = withPositionHeld(held, frameRange(21, 30));
  // On its last frame, too: up to there the mask limits colour.
  expect(all.keys.at(-1)).toEqual(byHand(30, 0.6));
  expect('lost' in all).toBe(false);
});

test('lost before its first shape, a mask is held where it is first found; a single frame gets one shape', () => {
  const mask = { ...maskWith(tracked(14, 0.3), byHand(20, 0.6)), lost: [frameRange(10, 13)] };
  expect(withPositionHeld(mask, frameRange(10, 13)).keys.slice(0, 3)).toEqual([byHand(10, 0.3), byHand(13, 0.3), tracked(14, 0.3)]);
  expect(withPositionHeld({ ...mask, lost: [frameRange(13, 13)] }, frameRange(13, 13)).keys.slice(0, 2)).toEqual([byHand(13, 0.3), tracked(14, 0.3)]);
});
