import { beforeAll, describe, expect, test } from 'vitest';
import { casesOf } from '../../../test/support/long.ts';
import { abDistance, lumasOf } from '../../../test/support/real-clip.ts';
import { resamplePlane } from '../../shared/colour/resample.ts';
import type { AbPlane } from '../../shared/model/ab-plane.ts';
import { frameRange } from '../../shared/model/frame.ts';
import type { PropagatedFrame, SpanRequest } from './span-request.ts';
import { byteReadings } from './testing/propagate-all.ts';
import { elsewhere, left, right, shot } from './testing/rolling-ball.ts';
import { usePropagator } from './testing/use-propagator.ts';

const loaded = usePropagator();

const gray = (plane: AbPlane): AbPlane => ({ ...plane, samples: new Int16Array(plane.samples.length) });
const byFrame = (frames: readonly PropagatedFrame[]): readonly PropagatedFrame[] => frames.toSorted((a, b) => a.frame - b.frame);
const joined = shot.map((each, frame) => (frame < 5 ? each : elsewhere(frame)));
const overCut = lumasOf(joined);

/** Longer than a chunk of the search for cuts. */
const same = lumasOf(Array.from({ length: 30 }, (_, frame) => ({ ...shot[0]!, luma: { ...shot[0]!.luma, frame } })));

const spans: readonly (readonly [string, SpanRequest, number])[] = casesOf<readonly [string, SpanRequest, number], readonly [string, SpanRequest, number]>([
  ['after one keyframe', { range: frameRange(1, 11), left, lumas: lumasOf(shot) }, 11],
  ['in a picture that hardly changes', { range: frameRange(1, 29), left, lumas: same }, 29],
  ['between two keyframes', { range: frameRange(1, 10), left, right, lumas: lumasOf(shot) }, 10],
  ['between two keyframes with a cut between them', { range: frameRange(1, 10), left, right, lumas: overCut }, 10],
], [
  ['before one keyframe', { range: frameRange(0, 10), right, lumas: lumasOf(shot) }, 11],
  ['far from the keyframe', { range: frameRange(6, 9), left, lumas: lumasOf(shot) }, 9],
  ['between two keyframes, as version 1.3.0', { range: frameRange(1, 10), left, right, lumas: lumasOf(shot), modelId: 'propagation' }, 10],
  ['between two keyframes by two passes, as version 1.2.0', { range: frameRange(1, 10), left, right, lumas: lumasOf(shot), modelId: 'propagation@1.2.0' }, 20],
]);

describe.each(spans)('a run that is interrupted and resumed %s', (_, request, readings) => {
  /** The frames of an uninterrupted run. */
  let whole: readonly PropagatedFrame[];
  beforeAll(async () => { whole = byFrame(await loaded.all(request)); });

  test('gives the same bits as an uninterrupted one, makes no reading twice, and counts existing ones', async () => {
    for (const stopAt of [0, 1, Math.floor(readings / 2), readings - 1]) {
      const store = byteReadings((puts) => { if (puts === stopAt && !isResumed) throw new Error('killed'); });
      let isResumed = false;
      const made = new Map<number, PropagatedFrame>();
      const collect = async (report?: (progress: { readonly done: number; readonly total: number }) => void): Promise<void> => {
        for await (const frame of loaded.propagator.propagateSpan({ ...request, readings: store.open, isMade: (each) => made.has(each) }, report === undefined ? {} : { report })) made.set(frame.frame, frame);
      };
      await expect(collect()).rejects.toThrow('killed');
      isResumed = true;
      const told: (readonly [number, number])[] = [];
      await collect(({ done, total }) => { told.push([done, total]); });
      expect(byFrame([...made.values()]), `stopped at reading ${stopAt}`).toEqual(whole);
      expect(store.puts()).toBe(readings);
      // The count begins before a cut is known, and before it is known where the picture hardly changes.
      if (request.lumas !== overCut && request.lumas !== same) expect(told[0]).toEqual([stopAt, readings]);
      expect(told.at(-1)![0]).toBe(told.at(-1)![1]);
    }
  });

  test('gives the same bits when readings are lost or damaged meanwhile', async () => {
    const store = byteReadings();
    const frames: PropagatedFrame[] = [];
    for await (const frame of loaded.propagator.propagateSpan({ ...request, readings: store.open })) {
      frames.push(frame);
      // Every third is missing.
      [...store.bytes.keys()].forEach((name, index) => { if (index % 3 === frames.length % 3) store.bytes.delete(name); });
    }
    expect(byFrame(frames)).toEqual(whole);
    expect(byFrame(await loaded.all({ ...request, readings: store.open }))).toEqual(whole);
  });

  test('gives a frame the same bits whatever part of the span is requested', async () => {
    const wanted = Math.floor((request.range.first + request.range.last) / 2);
    const [one] = await loaded.all({ ...request, range: frameRange(wanted, wanted), spanRange: request.range });
    expect(one).toEqual(whole.find(({ frame }) => frame === wanted));
  });
});

test('an edited keyframe leaves the readings beyond a cut unchanged', async () => {
  const store = byteReadings();
  const request = { range: frameRange(1, 10), left, right, lumas: overCut, readings: store.open };
  const before = byFrame(await loaded.all(request));
  const edited = { ...request, left: { frame: 0, plane: gray(left.plane) } };
  const after = byFrame(await loaded.all({ ...edited, readings: byteReadings().open }));
  expect(after.slice(4)).toEqual(before.slice(4));
  expect(after.slice(0, 4)).not.toEqual(before.slice(0, 4));
});

test('between two keyframes the middle depends on no other frame: it is one reading away', async () => {
  const request: SpanRequest = { range: frameRange(1, 10), left, right, lumas: lumasOf(shot) };
  for (const [frame, readings] of [[5, 1], [2, 2], [4, 4]] as const) {
    const store = byteReadings();
    const [one] = await loaded.all({ ...request, range: frameRange(frame, frame), readings: store.open });
    expect(store.puts(), `frame ${frame}`).toBe(readings);
    const truth = resamplePlane(shot[frame]!.plane, one!.plane);
    expect(abDistance(one!.plane, truth)).toBeLessThan(abDistance(gray(one!.plane), truth));
  }
});
