import { describe, expect, test } from 'vitest';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { type CellFlow, FLOW_UNITS } from './cell-flow.ts';
import { type SourceTrack, withoutTrack } from './flow-track.ts';
import type { OpticalFlow } from './flow-warp.ts';
import type { NeighbourFlows } from './neighbour-flow.ts';
import { OF_THE_REST, openOpticalFlow } from './optical-flow.ts';
import { FLOW_REACH_FRAMES } from './schedule.ts';
import { ShotTracks, type TrackedSource } from './shot-tracks.ts';
import { ofTraining, sixFrames } from './testing/six-frames.ts';

const key = (frame: number): TrackedSource => ({ frame, isKey: true });
const made = (frame: number): TrackedSource => ({ frame, isKey: false });

/** Tracks through the six frames, and how often each flow was asked for. */
function throughSixFrames(signal?: AbortSignal, rest?: OpticalFlow): { readonly tracks: ShotTracks; readonly asked: string[] } {
  const asked: string[] = [];
  const flows: NeighbourFlows = {
    between: async (here, there) => {
      asked.push(`${here} ${there}`);
      await Promise.resolve();
      return ofTraining.flow(here, there);
    },
  };
  return { asked, tracks: new ShotTracks({ flows, lumaAt: (frame) => Promise.resolve(sixFrames[frame]), size: () => ofTraining.size, signal, rest: rest === undefined ? undefined : (here, there, size) => Promise.resolve(rest(here, there, size)) }) };
}

const ofTrainingTrack = (from: number, to: number, kind: 'composed' | 'grown' | 'refined'): { readonly place: Float32Array; readonly evidence: Float32Array } => ofTraining.tracks.find((each) => each.from === from && each.to === to && each.kind === kind)!;
const farthest = (a: Float32Array, b: Float32Array): number => a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0);

test('a track to a keyframe is grown and packed, one to another source composed; both are those of training', async () => {
  const { tracks } = throughSixFrames();
  const [grown, composed] = await tracks.from(5, [key(0), made(0)]);
  expect(farthest(composed!.place, ofTrainingTrack(5, 0, 'composed').place)).toBeLessThan(1e-4);
  expect(farthest(composed!.evidence, ofTrainingTrack(5, 0, 'composed').evidence)).toBeLessThan(1e-4);
  expect(farthest(grown!.place, ofTrainingTrack(5, 0, 'grown').place)).toBeLessThan(0.5 / FLOW_UNITS + 1e-4);
  const [other] = await tracks.from(2, [key(5)]);
  expect(farthest(other!.place, ofTrainingTrack(2, 5, 'grown').place)).toBeLessThan(0.5 / FLOW_UNITS + 1e-4);
  const trust = (evidence: Float32Array): Float32Array => evidence.subarray(0, evidence.length / 3);
  expect(farthest(trust(other!.evidence), trust(ofTrainingTrack(2, 5, 'grown').evidence))).toBeLessThan(0.5 / 255 + 1e-4);
});

test('a refined track is that of training, and has the same bits in another order', async () => {
  const rest = await openOpticalFlow(OF_THE_REST);
  const { tracks } = throughSixFrames(undefined, rest);
  tracks.expect(new Set([1, 2, 3, 4, 5]));
  const [far] = await tracks.from(5, [key(0)]);
  const { place } = ofTrainingTrack(5, 0, 'refined');
  expect(far!.place.filter((value, index) => Math.abs(value - place[index]!) > 0.02).length).toBeLessThan(0.02 * place.length);
  const [near] = await tracks.from(3, [key(0)]);
  expect(await throughSixFrames(undefined, rest).tracks.from(3, [key(0)])).toEqual([near]);
  expect(near).not.toEqual((await throughSixFrames().tracks.from(3, [key(0)]))[0]);
});

describe('tracks between two keyframes', () => {
  const pyramid: readonly (readonly [number, readonly TrackedSource[]])[] = [[2, [key(0), key(5)]], [1, [key(0), key(5), made(2)]], [3, [key(0), key(5), made(2)]], [4, [key(0), key(5), made(3)]]];
  const alone = async (order: typeof pyramid): Promise<ReadonlyMap<number, readonly SourceTrack[]>> => {
    const found = new Map<number, readonly SourceTrack[]>();
    for (const [frame, sources] of order) found.set(frame, await throughSixFrames().tracks.from(frame, sources));
    return found;
  };

  test.each([
    ['in the order of the pyramid', [0, 1, 2, 3], [1, 2, 3, 4]], ['backwards', [3, 2, 1, 0], [1, 2, 3, 4]], ['from the middle, unexpected', [2, 0, 3, 1], []],
    ['where some are expected', [0, 3, 1, 2], [3]], ['one asked for again', [3, 0, 3, 2, 1, 0], [1, 2, 3, 4]],
  ])('have the same bits when asked for %s', async (_, order, expected) => {
    const wanted = await alone(pyramid);
    const { tracks } = throughSixFrames();
    tracks.expect(new Set(expected));
    const asked = order.map((index) => pyramid[index]!);
    // All at once: each waits for those before it.
    const found = await Promise.all(asked.map(([frame, sources]) => tracks.from(frame, sources)));
    for (const [index, [frame]] of asked.entries()) expect(found[index], `frame ${frame}`).toEqual(wanted.get(frame));
  });

  test('are grown once where their frames are expected', async () => {
    const { tracks, asked } = throughSixFrames();
    tracks.expect(new Set([1, 2, 3, 4]));
    for (const frame of [4, 1, 2, 3]) await tracks.from(frame, [key(0), key(5)]);
    expect(asked.toSorted()).toEqual(['1 0', '2 1', '3 2', '4 3', '4 5', '3 4', '2 3', '1 2'].toSorted());
    // A track that nobody waits for is not kept.
    tracks.expect(new Set());
    await tracks.from(2, [key(0)]);
    expect(asked.slice(8)).toEqual(['1 0', '2 1']);
  });
});

describe('far from a keyframe', () => {
  const size = { width: 4, height: 4 };
  const still: CellFlow = { size, dx: new Int16Array(16).fill(1), dy: new Int16Array(16) };
  const luma = (frame: number): WorkingLuma => ({ frame, width: 16, height: 16, lightness: new Float32Array(256).fill(50) });
  const tracks = new ShotTracks({ flows: { between: () => Promise.resolve(still) }, lumaAt: (frame) => Promise.resolve(luma(frame)), size: () => size, signal: undefined });

  test('a track ends at its reach', async () => {
    const [near, nearMade, far, farMade] = await tracks.from(FLOW_REACH_FRAMES, [key(0), made(0), key(-1), made(2 * FLOW_REACH_FRAMES + 1)]);
    expect([near!.place[0], near!.evidence[0]]).toEqual([FLOW_REACH_FRAMES / FLOW_UNITS, 1]);
    expect(nearMade!.place).toEqual(near!.place);
    expect([far, farMade]).toEqual([withoutTrack(size), withoutTrack(size)]);
  });
});

test('ends when it is told to, and when its signal says so', async () => {
  const stop = new AbortController();
  const { tracks } = throughSixFrames(stop.signal);
  stop.abort(new Error('stopped'));
  await expect(tracks.from(4, [key(0)])).rejects.toThrow('stopped');
  const { tracks: ended } = throughSixFrames();
  const running = ended.from(4, [key(0)]);
  ended.end();
  await expect(running).rejects.toThrow('have ended');
  await expect(ended.from(1, [key(0)])).rejects.toThrow('have ended');
});

test('a frame that cannot be read is told, and the next request is served', async () => {
  const { tracks } = throughSixFrames();
  const flows: NeighbourFlows = { between: (here, there) => Promise.resolve(ofTraining.flow(here, there)) };
  const broken = new ShotTracks({ flows, lumaAt: (frame) => Promise.resolve(frame === 3 ? undefined : sixFrames[frame]), size: () => ofTraining.size, signal: undefined });
  await expect(broken.from(4, [key(0)])).rejects.toThrow('Frame 3 cannot be read.');
  expect(await broken.from(2, [key(0)])).toEqual(await tracks.from(2, [key(0)]));
});
