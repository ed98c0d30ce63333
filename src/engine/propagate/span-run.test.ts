import { describe, expect, test } from 'vitest';
import { lumasOf } from '../../../test/support/real-clip.ts';
import { frameRange } from '../../shared/model/frame.ts';
import { Hint } from '../../shared/model/hint.ts';
import type { FlowPropagator } from './flow-propagator.ts';
import type { FrameReader } from './frame-reader.ts';
import { networkOfReader } from './propagation-network.ts';
import { pyramidSchedule } from './pyramid-schedule.ts';
import { READ_AHEAD } from './readings.ts';
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
  encoder: { forget: () => undefined, forgetContext: () => undefined, knownFeatures: () => Promise.resolve({}), allFeatures: () => Promise.resolve({}) },
};
const flowPropagator: FlowPropagator = {
  begin: () => ({ step: () => Promise.resolve({ ab: evenly(0), evidence: new Float32Array(4 * cells).fill(1), luma: new Float32Array(cells) }), pass: () => Promise.resolve(), end: () => undefined }),
  between: () => Promise.reject(new Error('This network asks for no flow alone.')),
  rest: () => Promise.reject(new Error('This network has no tracks.')),
  dispose: () => undefined,
};

test('flow does not undo the change that a hint makes on its frame', async () => {
  const plane = { width: 16, height: 8, samples: new Int16Array(2 * cells) };
  const hint = Hint.parse({ kind: 'point', id: 'h', at: [0.1, 0.1], radius: 0.02, ab: [77, 77] });
  const run = new SpanRun({ range: frameRange(1, 2), left: { frame: 0, plane }, lumas: lumasOf(shot) }, {}, { network: networkOfReader(reader, flowPropagator, 32), schedule: twoPassSchedule });
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

test('a run that is to stand still begins no more readings, hands out what was begun, and goes on where it was', async () => {
  const plane = { width: 16, height: 8, samples: new Int16Array(2 * cells) };
  const film = Array.from({ length: 13 }, (_, frame) => ({ luma: { ...shot[0]!.luma, frame } }));
  const reads: number[] = [];
  const noted: FrameReader = { ...reader, read: (target, memory) => {
    reads.push(target.encoded.frame);
    return reader.read(target, memory);
  } };
  const pause = Promise.withResolvers<undefined>();
  const run = new SpanRun({ range: frameRange(1, 12), left: { frame: 0, plane }, lumas: lumasOf(film) }, { mayGoOn: async () => { if (reads.length >= 5) await pause.promise; } }, { network: networkOfReader(noted, flowPropagator, 32), schedule: pyramidSchedule });
  const made: number[] = [];
  const all = (async () => { for await (const { frame } of run.frames()) made.push(frame); })();
  await expect.poll(() => made.length).toBe(5);
  // Time enough to read the rest.
  await new Promise((resolve) => { setTimeout(resolve, 50); });
  expect([reads, made]).toEqual([[1, 2, 3, 4, 5], [1, 2, 3, 4, 5]]);
  pause.resolve(undefined);
  await all;
  await run.close();
  expect(made).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
});

describe('while the first frame between two keyframes waits for its flow', () => {
  const last = 8;
  const film = Array.from({ length: last + 1 }, (_, frame) => ({ luma: { ...shot[0]!.luma, frame } }));
  const plane = { width: 16, height: 8, samples: new Int16Array(2 * cells) };
  const request = { range: frameRange(1, last - 1), left: { frame: 0, plane }, right: { frame: last, plane }, lumas: lumasOf(film) };
  /** A run whose flow waits, and the frames that it has read. */
  const begin = (flow: Promise<void>): { readonly run: SpanRun; readonly reads: readonly number[] } => {
    const reads: number[] = [];
    const noted: FrameReader = { ...reader, read: (target, memory) => {
      reads.push(target.encoded.frame);
      return reader.read(target, memory);
    } };
    const waiting: FlowPropagator = { ...flowPropagator, begin: (...of) => {
      const track = flowPropagator.begin(...of);
      return { ...track, step: (luma) => flow.then(() => track.step(luma)), pass: (luma) => flow.then(() => track.pass(luma)) };
    } };
    return { run: new SpanRun(request, {}, { network: networkOfReader(noted, waiting, 32), schedule: pyramidSchedule }), reads };
  };

  test('the next ones are read, and every frame is handed out in its turn', async () => {
    const flow = Promise.withResolvers<undefined>();
    const { run, reads } = begin(flow.promise);
    const made = Array.fromAsync(run.frames());
    await expect.poll(() => reads.length).toBe(READ_AHEAD);
    flow.resolve(undefined);
    expect((await made).map(({ frame }) => frame)).toEqual([4, 2, 1, 3, 6, 5, 7]);
    await run.close();
    expect(reads).toEqual([4, 2, 1, 3, 6, 5, 7]);
  });

  test('a failure of flow ends the run, and no more is read', async () => {
    const flow = Promise.withResolvers<undefined>();
    const { run, reads } = begin(flow.promise);
    const made = Array.fromAsync(run.frames());
    await expect.poll(() => reads.length).toBe(READ_AHEAD);
    flow.reject(new Error('no flow'));
    await expect(made).rejects.toThrow('no flow');
    await run.close();
    expect(reads).toHaveLength(READ_AHEAD);
  });
});
