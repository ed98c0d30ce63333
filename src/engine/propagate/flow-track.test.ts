import { describe, expect, test } from 'vitest';
import { type CellFlow, FLOW_UNITS } from './cell-flow.ts';
import { cellLuma } from './cell-luma.ts';
import { EVIDENCE_PLANES, FlowTrack, lostShare, type SourceTrack, withoutTrack } from './flow-track.ts';
import { packTrack, unpackTrack } from './packed-track.ts';
import { ofTraining, sixFrames } from './testing/six-frames.ts';

const { size } = ofTraining;
const count = size.width * size.height;

function composed(from: number, to: number): FlowTrack {
  const step = to > from ? 1 : -1;
  const track = FlowTrack.start(size);
  for (let at = from; at !== to; at += step) track.extend(ofTraining.flow(at, at + step), ofTraining.cellLuma(at), ofTraining.cellLuma(at + step));
  return track;
}

function grownFromEnd(from: number, to: number): FlowTrack {
  const step = from > to ? 1 : -1;
  let track = FlowTrack.start(size);
  for (let at = to + step; at !== from + step; at += step) track = track.grown(ofTraining.flow(at, at - step), ofTraining.cellLuma(at), ofTraining.cellLuma(at - step));
  return track;
}

const forNetwork = (track: FlowTrack, from: number, to: number): SourceTrack => track.sourceTrack(ofTraining.cellLuma(from), ofTraining.cellLuma(to));
const farthest = (a: Float32Array, b: Float32Array): number => a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0);
const uniform = (dx: number, dy: number): CellFlow => ({ size, dx: new Int16Array(count).fill(dx * FLOW_UNITS), dy: new Int16Array(count).fill(dy * FLOW_UNITS) });

test('lumas at ¼ are those of training', () => {
  for (const luma of sixFrames) expect(cellLuma(luma)).toEqual(ofTraining.cellLuma(luma.frame));
});

test.each(ofTraining.tracks)('the track from frame $from to $to (grown: $grown) is that of training', ({ from, to, grown, place, evidence }) => {
  const track = forNetwork((grown ? grownFromEnd : composed)(from, to), from, to);
  expect(track.place).toHaveLength(2 * count);
  expect(track.evidence).toHaveLength(3 * count);
  expect(farthest(track.place, place)).toBeLessThan(1e-4);
  expect(farthest(track.evidence, evidence)).toBeLessThan(1e-4);
});

describe('a cell that leaves the picture', () => {
  const luma = new Uint8Array(count).fill(128);
  const corner = (track: FlowTrack): readonly number[] => [track.place[0]!, track.place[count]!, track.inside[0]!];

  test('counts as outside for good, by more than a cell', () => {
    const track = FlowTrack.start(size);
    track.extend(uniform(-0.5, 0), luma, luma);
    expect(corner(track)).toEqual([-0.5, 0, 1]);
    track.extend(uniform(-0.5, 0), luma, luma);
    expect(corner(track)).toEqual([-1, 0, 0]);
    track.extend(uniform(5, 2), luma, luma);
    expect(corner(track)).toEqual([4, 2, 0]);
  });

  test('keeps its distance where the track is grown', () => {
    const track = FlowTrack.start(size).grown(uniform(-3, -2), luma, luma).grown(uniform(-3, -2), luma, luma);
    expect(corner(track)).toEqual([-6, -4, 0]);
  });
});

test('without a track every cell lies at its own place, and nothing speaks for it', () => {
  const { place, evidence } = withoutTrack(size);
  const cell = 5 * size.width + 7;
  expect([place[cell], place[count + cell], place.length]).toEqual([7, 5, 2 * count]);
  expect(evidence).toEqual(new Float32Array(3 * count));
});

test('cells count as lost that flow loses on the way to one source or to the other', () => {
  const sure = (lost: readonly number[]): SourceTrack => {
    const evidence = new Float32Array(EVIDENCE_PLANES * count).fill(1);
    for (const cell of lost) evidence[count + cell] = 0.4;
    return { ...withoutTrack(size), evidence };
  };
  expect(lostShare([sure([]), sure([])])).toBe(0);
  expect(lostShare([sure([0, 1]), sure([1, 2])])).toBeCloseTo(3 / count);
  expect(lostShare([sure([]), withoutTrack(size)])).toBe(1);
});

describe('a packed track', () => {
  test('has the same cells to half a 64th, the same shares to half a 255th', () => {
    const track = composed(5, 0);
    const found = unpackTrack(packTrack(track));
    expect(farthest(found.place, track.place)).toBeLessThanOrEqual(0.5 / 64 + 1e-5);
    expect(farthest(found.trust, track.trust)).toBeLessThanOrEqual(0.5 / 255 + 1e-6);
    expect(farthest(found.inside, track.inside)).toBeLessThanOrEqual(0.5 / 255 + 1e-6);
    expect(packTrack(found)).toEqual(packTrack(track));
  });

  test('ends at 512 cells from the cell itself', () => {
    const track = FlowTrack.start(size);
    track.place[3] = 1e6;
    track.place[4] = -1e6;
    const { place } = unpackTrack(packTrack(track));
    expect([place[3], place[4]]).toEqual([3 + 32767 / 64, 4 - 32767 / 64]);
  });
});
