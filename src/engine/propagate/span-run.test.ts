import { expect, test } from 'vitest';
import { lumasOf } from '../../../test/support/real-clip.ts';
import { frameRange } from '../../shared/model/frame.ts';
import { Hint } from '../../shared/model/hint.ts';
import type { FlowPropagator } from './flow-propagator.ts';
import type { FrameReader } from './frame-reader.ts';
import { twoPassSchedule } from './schedule.ts';
import { SpanRun } from './span-run.ts';

const size = { width: 64, height: 32 };
const cells = 16 * 8;
const shot = [0, 1, 2].map((frame) => ({ luma: { frame, ...size, lightness: Float32Array.from({ length: 64 * 32 }, (_, index) => 20 + ((index * 7) % 60)) } }));
const evenly = (value: number): Float32Array => new Float32Array(2 * cells).fill(value);

/** A reading that hints change from 0.2 to 0.7 everywhere, and a fusion halfway to the flow-warped colour, which is 0. */
const reader: FrameReader = {
  read: ({ hints }) => Promise.resolve({ ab: evenly(hints === undefined ? 0.2 : 0.7), confidence: new Float32Array(cells).fill(0.5) }),
  fuse: ({ ab, confidence }, flowTrack) => Promise.resolve({ ab: ab.map((value, index) => (value + flowTrack.ab[index]!) / 2), confidence }),
  forget: () => undefined,
  forgetContext: () => undefined,
};
const flowPropagator: FlowPropagator = {
  begin: () => ({ step: () => Promise.resolve({ ab: evenly(0), evidence: new Float32Array(4 * cells).fill(1), luma: new Float32Array(cells) }), pass: () => Promise.resolve(), end: () => undefined }),
  dispose: () => undefined,
};

test('flow does not undo the change that a hint makes on its frame', async () => {
  const plane = { width: 16, height: 8, samples: new Int16Array(2 * cells) };
  const hint = Hint.parse({ kind: 'point', id: 'h', at: [0.1, 0.1], radius: 0.02, ab: [77, 77] });
  const run = new SpanRun({ range: frameRange(1, 2), left: { frame: 0, plane }, lumas: lumasOf(shot) }, {}, { reader, flowPropagator, sizeMultiple: 32, schedule: twoPassSchedule });
  const farFromTheHint = 7 * 16 + 14;
  const { plane: hinted } = await run.withHints(1, [hint]);
  const plain: number[] = [];
  for await (const frame of run.frames()) plain.push(frame.plane.samples[farFromTheHint]! / 256 / 110);
  await run.close();
  // Fused without the hint 0.1; the hint changes the reading by 0.5.
  expect(hinted.samples[farFromTheHint]! / 256 / 110).toBeCloseTo(0.6, 2);
  expect(plain).toHaveLength(2);
  for (const value of plain) expect(value).toBeCloseTo(0.1, 2);
});
