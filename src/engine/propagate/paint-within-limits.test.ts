import { expect, test } from 'vitest';
import type { FrameColour } from './frame-colour.ts';
import type { PaintSource } from './frame-painter.ts';
import { type ColourLimit, paintWithinLimits } from './paint-within-limits.ts';

const size = { width: 8, height: 4 };
const [count, padded] = [32, { width: 8, height: 8 }];
const paddedCount = 64;
/** The left half, on frames 0…9. */
const half: ColourLimit = { coverageOn: (frame) => (frame < 10 ? Float32Array.from({ length: count }, (_, index) => (index % size.width < 4 ? 1 : 0)) : undefined) };

/** One colour in the left half, another in the right one. */
function source(frame: number, inside: number, outside: number): PaintSource {
  const ab = Float32Array.from({ length: 2 * paddedCount }, (_, index) => (index % size.width < 4 ? inside : outside));
  return { encoded: { frame, luma: () => Promise.reject(new Error('not needed')), features: undefined }, ab, confidence: new Float32Array(paddedCount).fill(1), track: { size, place: new Float32Array(2 * count), evidence: new Float32Array(3 * count) }, isKey: true };
}

/** A painter that lets everything run together: the mean of all cells of all sources. */
const seen: (readonly number[])[] = [];
function runTogether(sources: readonly PaintSource[]): Promise<FrameColour> {
  seen.push(sources.map(({ encoded }) => encoded.frame));
  const mean = sources.reduce((sum, { ab }) => sum + ab.reduce((total, value) => total + value, 0) / ab.length, 0) / sources.length;
  return Promise.resolve({ ab: new Float32Array(2 * count).fill(mean), confidence: new Float32Array(count).fill(0.5) });
}
const paint = (sources: readonly PaintSource[], limits: readonly ColourLimit[], frame = 3): Promise<FrameColour> => paintWithinLimits(runTogether, sources, limits, { frame, size, padded });

test('no colour passes the outline, in either direction, whatever the painter mixes', async () => {
  const { ab } = await paint([source(0, 0.5, -0.25), source(2, 0.5, -0.25)], [half]);
  for (const [index, value] of ab.entries()) expect(value, `cell ${index}`).toBeCloseTo(index % size.width < 4 ? 0.5 : -0.25, 5);
  const open = await paint([source(0, 0.5, -0.25)], []);
  expect(open.ab[0]).toBeCloseTo(0.125, 5);
});

test('where the region is not known on the frame, nothing is limited; a source on which it is not known is left out, or used whole where there is no other', async () => {
  expect((await paint([source(0, 0.5, -0.25)], [half], 12)).ab[0]).toBeCloseTo(0.125, 5);
  const { ab } = await paint([source(0, 0.5, -0.25), source(11, 0.1, 0.1)], [half]);
  expect([ab[0], ab[5]]).toEqual([expect.closeTo(0.5, 5), expect.closeTo(-0.25, 5)]);
  expect((await paint([source(11, 0.1, 0.3)], [half])).ab[0]).toBeCloseTo(0.2, 5);
});

test('a frame of another shot, on which no region is known, gives colour outside of it and where nothing is limited, and none to an inside that a frame of the shot shows', async () => {
  const other: PaintSource = { ...source(-1, 0.9, 0.9), framesAway: 48, isOfOtherShot: true };
  const { ab } = await paint([source(0, 0.5, -0.25), other], [half]);
  expect([ab[0], ab[5]]).toEqual([expect.closeTo(0.5, 5), expect.closeTo((-0.25 + 0.9) / 2, 5)]);
  expect((await paint([source(0, 0.5, -0.25), other], [half], 12)).ab[0]).toBeCloseTo((0.125 + 0.9) / 2, 5);
  // An inside that no frame of the shot shows is that of the rest.
  const gone: ColourLimit = { coverageOn: (frame) => (frame === 3 ? half.coverageOn(0, size) : new Float32Array(count)) };
  expect((await paint([source(0, 0.1, 0.1), other], [gone])).ab[0]).toBeCloseTo((0.1 + 0.9) / 2, 5);
});

test('of its own shot a frame that is searched as a whole is left out where a region is known', async () => {
  const searched: PaintSource = { ...source(0, 0.9, 0.9), framesAway: 48 };
  const { ab } = await paint([source(0, 0.5, -0.25), searched], [half]);
  expect([ab[0], ab[5]]).toEqual([expect.closeTo(0.5, 5), expect.closeTo(-0.25, 5)]);
});

test('a source that shows nothing of a part gives it no colour; a part that no source shows keeps the colour of the rest', async () => {
  const gone: ColourLimit = { coverageOn: (frame) => (frame === 3 ? half.coverageOn(0, size) : new Float32Array(count)) };
  seen.length = 0;
  const { ab } = await paint([source(0, 0.5, -0.25)], [gone]);
  expect(seen).toEqual([[0]]);
  expect(ab[0]).toBeCloseTo(0.125, 5);
});

test('where two regions overlap, the later one counts', async () => {
  const all: ColourLimit = { coverageOn: () => new Float32Array(count).fill(1) };
  const three = { ...source(0, 0.5, -0.25) };
  const { ab } = await paint([three], [all, half]);
  expect([ab[0], ab[5]]).toEqual([expect.closeTo(0.5, 5), expect.closeTo(0.125, 5)]);
});
