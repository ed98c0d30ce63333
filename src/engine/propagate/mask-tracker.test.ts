import { expect, test } from 'vitest';
import type { MaskShape } from '../../shared/model/mask.ts';
import { maskCoverage } from '../../shared/model/mask-coverage.ts';
import type { OpticalFlow } from './flow-warp.ts';
import { MaskTracker } from './mask-tracker.ts';
import { shapeAtRegion } from './shape-at-region.ts';

const SIZE = { width: 160, height: 96 };
const COUNT = SIZE.width * SIZE.height;
const frame = (index: number): Uint8Array => new Uint8Array(COUNT).fill(index);

/** Flow of a picture in which everything moves by (dx, dy) a frame: lumas name their frames. */
const steady = (dx: number, dy: number): OpticalFlow => (here, there) => {
  const flow = new Float32Array(2 * COUNT);
  for (let index = 0; index < COUNT; index++) flow.set([dx * (there[0]! - here[0]!), dy * (there[0]! - here[0]!)], 2 * index);
  return flow;
};
const box = (left: number, top: number): MaskShape => ({ kind: 'polygon', smooth: false, points: ([[0, 0], [40, 0], [40, 30], [0, 30]] as const).map(([x, y]) => [(left + x) / SIZE.width, (top + y) / SIZE.height] as const) });

test('a mask goes where its inside goes, frame by frame', () => {
  const tracker = new MaskTracker({ shape: box(20, 20), luma: frame(0), size: SIZE }, steady(3, 1.5));
  tracker.step(frame(1));
  const second = tracker.step(frame(2))!;
  expect(second.reliable).toBe(1);
  const wanted = box(26, 23);
  if (second.shape.kind !== 'polygon' || wanted.kind !== 'polygon') throw new Error('kinds stay');
  second.shape.points.forEach(([x, y], index) => {
    expect(x).toBeCloseTo(wanted.points[index]![0], 3);
    expect(y).toBeCloseTo(wanted.points[index]![1], 3);
  });
});

test('where motion forwards and backwards disagree, the mask is lost; also where it has left the picture', () => {
  const random: OpticalFlow = (here, there) => Float32Array.from({ length: 2 * COUNT }, (_, index) => (here[0]! < there[0]! ? 1 : 3) * (2 + (index % 5)));
  expect(new MaskTracker({ shape: box(20, 20), luma: frame(0), size: SIZE }, random).step(frame(1))).toBeUndefined();
  const leaving = new MaskTracker({ shape: box(100, 20), luma: frame(0), size: SIZE }, steady(15, 0));
  const seen = [1, 2, 3, 4, 5].map((index) => leaving.step(frame(index)) !== undefined);
  expect(seen[0]).toBe(true);
  expect(seen.at(-1)).toBe(false);
});

test('what the network sees draws a shape to its edge; where it is not sure the shape stays', () => {
  const region = (confidence: number): Parameters<typeof shapeAtRegion>[1] => {
    const size = { width: SIZE.width / 2, height: SIZE.height / 2 };
    const values = Float32Array.from(maskCoverage({ shape: box(30, 14), feather: 0, inverted: false }, size).values, (value) => value / 127.5 - 1);
    return { ...size, values, confidence: new Float32Array(values.length).fill(confidence) };
  };
  const drawn = shapeAtRegion(box(20, 20), region(0.95), SIZE);
  const wanted = box(30, 14);
  if (drawn.kind !== 'polygon' || wanted.kind !== 'polygon') throw new Error('kinds stay');
  drawn.points.forEach(([x, y], index) => {
    expect(Math.abs(x - wanted.points[index]![0]) * SIZE.width).toBeLessThan(3);
    expect(Math.abs(y - wanted.points[index]![1]) * SIZE.height).toBeLessThan(3);
  });
  expect(shapeAtRegion(box(20, 20), region(0), SIZE)).toEqual(box(20, 20));
});

test('an ellipse stays one: it grows, turns and stretches with its inside', () => {
  const growing: OpticalFlow = (here, there) => {
    const [flow, by] = [new Float32Array(2 * COUNT), here[0]! < there[0]! ? 0.1 : 1 / 1.1 - 1];
    for (let index = 0; index < COUNT; index++) flow.set([by * ((index % SIZE.width) + 0.5 - 80), by * (Math.floor(index / SIZE.width) + 0.5 - 48)], 2 * index);
    return flow;
  };
  const ellipse: MaskShape = { kind: 'ellipse', at: [0.5, 0.5], radii: [0.2, 0.1], angle: 30 };
  const grown = new MaskTracker({ shape: ellipse, luma: frame(0), size: SIZE }, growing).step(frame(1))!.shape;
  if (grown.kind !== 'ellipse') throw new Error('kinds stay');
  expect(grown.radii[0]).toBeCloseTo(0.22, 3);
  expect(grown.radii[1]).toBeCloseTo(0.11, 3);
  expect(grown.angle).toBeCloseTo(30, 1);
});
