import { describe, expect, test } from 'vitest';
import type { Size } from '../../shared/model/working-size.ts';
import { FlowWarpedColour, halved, type KeyToWarp, type OpticalFlow } from './flow-warp.ts';
import { openOpticalFlow } from './optical-flow.ts';

const size = { width: 64, height: 48 };
const quarter = { width: 32, height: 24 };

/** Pseudo-random values 0…255, smooth over a few pixels, of a world seen from (left, top). */
function view(left: number, top: number, { width, height }: Size = size): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, index) => {
    const [x, y] = [(index % width) + left, Math.floor(index / width) + top];
    return 128 + 60 * Math.sin(x / 3.1 + Math.sin(y / 5.3)) * Math.cos(y / 4.3) + 40 * Math.sin(x / 7.7 - y / 6.1);
  });
}

/** ab that encodes a pixel's origin: a grows to the right, b downwards. */
function positionsAsColour({ width, height }: Size): Float32Array {
  const count = width * height;
  return Float32Array.from({ length: 2 * count }, (_, index) => (index < count ? (index % width) / width : Math.floor((index - count) / width) / height));
}

const moving = (dx: number, dy: number): OpticalFlow => (here) => Float32Array.from({ length: 2 * here.length }, (_, index) => (index % 2 === 0 ? dx : dy));
const key = (luma: Uint8Array): KeyToWarp => ({ size, luma, ab: positionsAsColour(size) });
const cell = (plane: Float32Array, x: number, y: number, channel = 0): number => plane[channel * quarter.width * quarter.height + y * quarter.width + x]!;
const [TRUST, LIKE, WHOLE, INSIDE] = [0, 1, 2, 3];

describe('warping a keyframe', () => {
  test('colour comes from the position that all steps together lead to, sampled once', () => {
    const flowTrack = new FlowWarpedColour(key(view(0, 0)), moving(1.5, -0.5));
    for (let step = 1; step <= 4; step++) flowTrack.step(view(1.5 * step, -0.5 * step));
    const { ab } = flowTrack.appearance();
    // A cell's middle lies at 2·x + 0.5 of the half size; four steps lead six pixels right and two up.
    expect(cell(ab, 8, 12)).toBeCloseTo((16.5 + 6) / size.width, 4);
    expect(cell(ab, 8, 12, 1)).toBeCloseTo((24.5 - 2) / size.height, 4);
  });

  test('cells from outside the keyframe are marked, and similar ones have trust', () => {
    const flowTrack = new FlowWarpedColour(key(view(0, 0)), moving(8, 0));
    flowTrack.step(view(8, 0));
    const { evidence, luma } = flowTrack.appearance();
    expect([cell(evidence, 10, 10, INSIDE), cell(evidence, 31, 10, INSIDE)]).toEqual([1, 0]);
    for (const plane of [TRUST, LIKE, WHOLE]) expect(cell(evidence, 10, 10, plane)).toBeGreaterThan(0.95);
    expect(luma).toEqual(halved(view(8, 0), size).map((value) => value / 127.5 - 1));
  });

  test('where the luma differs, trust falls to 0 and stays there in later frames', () => {
    const covered = view(0, 0).map((value, index) => (index % size.width < 20 ? (value + 128) % 256 : value));
    const flowTrack = new FlowWarpedColour(key(view(0, 0)), moving(0, 0));
    flowTrack.step(covered);
    expect(cell(flowTrack.appearance().evidence, 4, 10, LIKE)).toBeLessThan(0.2);
    flowTrack.step(view(0, 0));
    const { evidence } = flowTrack.appearance();
    expect(cell(evidence, 4, 10, TRUST)).toBeLessThan(0.05);
    expect(cell(evidence, 4, 10, LIKE)).toBeGreaterThan(0.95);
    expect(cell(evidence, 24, 10, TRUST)).toBeGreaterThan(0.95);
  });

  test('a track that folds is marked', () => {
    const folding: OpticalFlow = (here) => Float32Array.from({ length: 2 * here.length }, (_, index) => (index % 2 === 0 ? -2 * ((index / 2) % size.width) + size.width : 0));
    const flowTrack = new FlowWarpedColour(key(view(0, 0)), folding);
    flowTrack.step(view(0, 0));
    expect(cell(flowTrack.appearance().evidence, 16, 10, WHOLE)).toBeLessThan(0.1);
  });

  test('a keyframe of partial confidence keeps it', () => {
    const trust = Float32Array.from({ length: size.width * size.height }, (_, index) => (index % size.width < 32 ? 0.25 : 1));
    const { evidence } = new FlowWarpedColour({ ...key(view(0, 0)), trust }, moving(0, 0)).appearance();
    expect([cell(evidence, 4, 10, TRUST), cell(evidence, 28, 10, TRUST)]).toEqual([0.25, 1]);
  });
});

test('the flow of a shifted picture is its shift, in both directions', async () => {
  const flow = await openOpticalFlow();
  const found = flow(view(3, 1), view(0, 0), size);
  const middle = 2 * (24 * size.width + 30);
  expect(found[middle]).toBeCloseTo(3, 0);
  expect(found[middle + 1]).toBeCloseTo(1, 0);
  expect(flow(view(0, 0), view(3, 1), size)[middle]).toBeCloseTo(-3, 0);
});
