import { describe, expect, test } from 'vitest';
import { type CellFlow, FLOW_UNITS } from './cell-flow.ts';
import { cellLuma } from './cell-luma.ts';
import { EVIDENCE_PLANES, FlowTrack, lostShare, type SourceTrack, withoutTrack } from './flow-track.ts';
import { OF_THE_REST, openOpticalFlow } from './optical-flow.ts';
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

async function refinedFromEnd(from: number, to: number): Promise<FlowTrack> {
  const [step, restOfFlow] = [from > to ? 1 : -1, await openOpticalFlow(OF_THE_REST)];
  let track = FlowTrack.start(size);
  for (let at = to + step; at !== from + step; at += step) {
    track = track.grown(ofTraining.flow(at, at - step), ofTraining.cellLuma(at), ofTraining.cellLuma(at - step));
    track = track.refined(restOfFlow(ofTraining.cellLuma(at), track.drawn(ofTraining.cellLuma(to)), size), ofTraining.cellLuma(at), ofTraining.cellLuma(to));
  }
  return track;
}

const forNetwork = (track: FlowTrack, from: number, to: number): SourceTrack => track.sourceTrack(ofTraining.cellLuma(from), ofTraining.cellLuma(to));
const farthest = (a: Float32Array, b: Float32Array): number => a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0);
const shareApart = (found: Float32Array, expected: Float32Array, by: number): number => found.filter((value, index) => Math.abs(value - expected[index]!) > by).length / found.length;
const uniform = (dx: number, dy: number): CellFlow => ({ size, dx: new Int16Array(count).fill(dx * FLOW_UNITS), dy: new Int16Array(count).fill(dy * FLOW_UNITS) });

test('lumas at ¼ are those of training', () => {
  for (const luma of sixFrames) expect(cellLuma(luma)).toEqual(ofTraining.cellLuma(luma.frame));
});

const tracksOf = (kind: (typeof ofTraining.tracks)[number]['kind']): typeof ofTraining.tracks => ofTraining.tracks.filter((each) => each.kind === kind);

test.each([...tracksOf('composed'), ...tracksOf('grown')])('the track from frame $from to $to ($kind) is that of training', ({ from, to, kind, place, evidence }) => {
  const track = forNetwork((kind === 'grown' ? grownFromEnd : composed)(from, to), from, to);
  expect(track.place).toHaveLength(2 * count);
  expect(track.evidence).toHaveLength(3 * count);
  expect(farthest(track.place, place)).toBeLessThan(1e-4);
  expect(farthest(track.evidence, evidence)).toBeLessThan(1e-4);
});

test.each(tracksOf('refined'))('the track from frame $from to $to ($kind) is that of training', async ({ from, to, place, evidence }) => {
  const track = forNetwork(unpackTrack(packTrack(await refinedFromEnd(from, to))), from, to);
  // Which of two places is taken is decided by a comparison: where rounding tips it, some cells are others.
  expect(shareApart(track.place, place, 0.01)).toBeLessThan(0.02);
  expect(shareApart(track.evidence, evidence, 0.01)).toBeLessThan(0.02);
});

describe('a refined track', () => {
  const drawnAt = (x: number, y: number): number => 128 + 50 * Math.sin(x / 2.3) + 40 * Math.cos(y / 1.9 + x / 5);
  const picture = (dx: number): Uint8Array => Uint8Array.from({ length: count }, (_, index) => drawnAt((index % size.width) + dx, Math.floor(index / size.width)));
  const inner = Array.from({ length: count }, (_, index) => index).filter((index) => index % size.width > 3 && index % size.width < size.width - 5);

  test('finds back what the steps have lost, and is trusted there', async () => {
    const restOfFlow = await openOpticalFlow(OF_THE_REST);
    const [here, key] = [picture(2), picture(0)];
    const lost = FlowTrack.start(size);
    lost.place.forEach((at, index) => { if (index < count) lost.place[index] = at + 1.2; }); // 0.8 cells off
    lost.trust.fill(0.1);
    const found = lost.refined(restOfFlow(here, lost.drawn(key), size), here, key);
    const errors = (track: FlowTrack): readonly number[] => inner.map((index) => Math.abs(track.place[index]! - (index % size.width) - 2)).toSorted((a, b) => a - b);
    expect(errors(lost).at(-1)).toBeCloseTo(0.8);
    expect(errors(found)[Math.floor(0.9 * inner.length)]).toBeLessThan(0.15);
    expect(Math.min(...inner.map((index) => found.trust[index]!))).toBeGreaterThan(0.8);
  });

  test('stays where nothing is more like it', () => {
    const [here, key] = [picture(0), picture(0)];
    const track = FlowTrack.start(size);
    const moved = new Float32Array(2 * count).fill(2);
    const found = track.refined(moved, here, key);
    expect(found.place).toEqual(track.place);
    expect(found.trust).toEqual(track.trust);
  });

  test('is not trusted outside of the picture', () => {
    const luma = new Uint8Array(count).fill(128);
    const track = FlowTrack.start(size).grown(uniform(-3, 0), luma, luma);
    const found = track.refined(new Float32Array(2 * count), luma, luma);
    expect([found.trust[0], found.inside[0], found.trust[8], found.inside[8]]).toEqual([0, 0, 1, 1]);
  });
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
