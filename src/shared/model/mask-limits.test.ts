import { expect, test } from 'vitest';
import { frameIndex } from './frame.ts';
import { HintGroupId, type MaskId, newId } from './ids.ts';
import { isShapeKnown, limitingMasks, shapesFor, statedParts } from './mask-limits.ts';
import { type EllipseShape, type Mask, newMask, withShapeOnFrame } from './mask.ts';

const ellipse: EllipseShape = { kind: 'ellipse', at: [0.5, 0.5], radii: [0.1, 0.1], angle: 0 };
const onFrames = (...frames: number[]): Mask => frames.slice(1).reduce((mask, frame) => withShapeOnFrame(mask, frameIndex(frame), ellipse), newMask('Coat', frameIndex(frames[0]!), ellipse));

test('a mask limits propagated colour where a group that is on is limited to it, or where it stops colour, and it has more than one shape', () => {
  const [limited, stops, layerOnly, still] = [onFrames(0, 9), { ...onFrames(0, 9), stopsColour: true as const }, onFrames(0, 9), onFrames(4)];
  const group = (mask: MaskId, off?: true) => ({ id: newId(HintGroupId), name: 'Group', mask, ...(off === undefined ? {} : { off }) });
  const masks = [limited, stops, layerOnly, still];
  expect(limitingMasks({ masks, hintGroups: [group(limited.id), group(still.id)] })).toEqual([limited, stops]);
  expect(limitingMasks({ masks, hintGroups: [group(limited.id, true)] })).toEqual([stops]);
  expect(limitingMasks({})).toEqual([]);
});

test('its shape is known from its first stated one to its last', () => {
  const mask = onFrames(3, 7);
  expect([2, 3, 5, 7, 8].map((frame) => isShapeKnown(mask, frame))).toEqual([false, true, true, true, false]);
});

test('the shapes on which some frames depend are those among them and one on either side', () => {
  const frames = (first: number, last: number): number[] => shapesFor(onFrames(0, 10, 20, 30), first, last).map(({ frame }) => frame);
  expect([frames(12, 18), frames(10, 10), frames(25, 99), frames(0, 30)]).toEqual([[10, 20], [10], [20, 30], [0, 10, 20, 30]]);
});

test('what parts state on some frames is what their coverage there depends on; a mask without parts states nothing', () => {
  const part = { ...onFrames(0, 10, 20, 30), inverted: true };
  const mask: Mask = { ...onFrames(0, 30), parts: [{ mask: part.id, by: 'subtract' }] };
  expect(statedParts(mask, [mask, part], { first: 12, last: 18 })).toEqual([{ by: 'subtract', inverted: true, feather: 0.01, keys: [[10, ellipse], [20, ellipse]] }]);
  expect(statedParts(mask, [mask, part])[0]!.keys).toHaveLength(4);
  expect(statedParts(part, [mask, part])).toEqual([]);
});
