import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { lumasOf } from '../../../test/support/real-clip.ts';
import { AB_UNIT } from '../../shared/model/ab-plane.ts';
import { frameRange } from '../../shared/model/frame.ts';
import type { KeyPlane } from './span-request.ts';
import { ofTraining, sixFrames } from './testing/six-frames.ts';
import { usePropagator } from './testing/use-propagator.ts';

// The whole way of the engine, from lumas to colour, beside the network as it was trained: flow, tracks, order of sources, rounding of what is stored.
const loaded = usePropagator('propagation-painter');
const Plane = z.string().transform((text) => new Uint8Array(Buffer.from(text, 'base64')));
const { runs } = z.object({ runs: z.array(z.object({ keys: z.array(z.number()), frames: z.array(z.object({ frame: z.number(), ab: Plane, confidence: Plane })) })) })
  .parse(JSON.parse(readFileSync(new URL('../../../test/fixtures/flow/painted-frames.json', import.meta.url), 'utf8')));
const { width, height } = ofTraining.size;

/** As `key_colour` of training/make_painted_fixture.py. */
function keyOf(frame: number): KeyPlane {
  const count = width * height;
  const samples = Int16Array.from({ length: 2 * count }, (_, index) => {
    const [x, y] = [index % width, Math.floor((index % count) / width)];
    return Math.round(AB_UNIT * (index < count ? 40 * Math.sin((x + frame) / 4) : 30 * Math.cos((y + 2 * frame) / 3)));
  });
  return { frame, plane: { width, height, samples } };
}

/** Share of the samples that are more than `by` apart. */
function shareApart(found: ArrayLike<number>, expected: ArrayLike<number>, by: number): number {
  return Array.from(found).filter((value, index) => Math.abs(value - expected[index]!) > by).length / found.length;
}

test.each(runs)('frames painted from keyframes $keys are those of PyTorch', async ({ keys, frames }) => {
  const right = keys[1];
  const made = new Map((await loaded.all({
    range: frameRange(1, right === undefined ? sixFrames.length - 1 : right - 1), left: keyOf(0), ...(right === undefined ? {} : { right: keyOf(right) }), lumas: lumasOf(sixFrames.map((luma) => ({ luma }))),
  })).map((each) => [each.frame, each]));
  expect([...made.keys()].toSorted()).toEqual(frames.map(({ frame }) => frame));
  for (const { frame, ab, confidence } of frames) {
    const found = made.get(frame)!;
    // Whether a coarse match replaces a track, and which place a refined track takes, is decided by a comparison: where the rounding of a packed track tips it, some cells are others.
    expect(shareApart(found.plane.samples, new Int16Array(ab.slice().buffer), AB_UNIT), `ab of frame ${frame}`).toBeLessThan(0.08);
    expect(shareApart(found.confidence, confidence, 8), `confidence of frame ${frame}`).toBeLessThan(0.08);
  }
});
