import { expect, test } from 'vitest';
import type { KeptQuality, QualityFigures } from './contract/quality.ts';
import { Acceptance } from './model/acceptance.ts';
import { type Finding, QualityLimits } from './model/quality-report.ts';
import { findingRows } from './finding-rows.ts';

const FRAMES = 10;
const figures: QualityFigures = {
  sourceFrame: Array.from({ length: FRAMES }, (_, frame) => 100 + frame), chroma: Array<number>(FRAMES).fill(20), coverage: Array<number>(FRAMES).fill(0.9), outOfGamut: Array<number>(FRAMES).fill(0),
  lumaMax: Array<number>(FRAMES).fill(0), lumaMean: Array<number>(FRAMES).fill(0), flicker: [null, 0, 0, 1.2, 2.5, 1.4, 0, 0, 0, null], sourceFlicker: Array<null>(FRAMES).fill(null), skinDeviation: Array<null>(FRAMES).fill(null),
};
const flicker: Finding = { kind: 'flicker', frames: { first: 3, last: 5 }, value: 2.5, limit: 1, sentence: 'Frames 3–5: it flickers.' };
const tag: Finding = { kind: 'tag', subject: 'primaries', sentence: 'The primaries are bt2020.' };
const kept = (findings: readonly Finding[]): Pick<KeptQuality, 'figures' | 'report'> => ({ figures, report: {
  version: 1, delivered: 'a', source: 'b', project: null, frameCount: FRAMES, firstSourceFrame: 100, rate: { num: 24, den: 1 }, startTimecode: null,
  luma: { result: 'exact', bitDepth: 8, differingSamples: 0, samples: 1, mean: 0, max: 0, psnr: null }, soundOffset: null, tags: [], shots: [], hints: [], keyframes: [], limits: QualityLimits.parse({}), findings: [...findings],
} });
const accepted = (given: object): Acceptance => Acceptance.parse({ id: 'a', clipId: 'film', kind: 'flicker', frames: { first: 104, last: 104 }, value: 2.5, note: 'The lamp does.', acceptedAt: '2026-11-28T12:00:00.000Z', ...given });

test('a finding has the frames of the clip, and leads to the worst of them', () => {
  expect(findingRows(kept([flicker, tag]), [])).toMatchObject([{ index: 0, frames: { first: 103, last: 105 }, frame: 104, accepted: undefined }, { index: 1, frames: undefined, frame: undefined }]);
});

test('an accepted finding stays accepted in later reports, until it is worse', () => {
  const isAccepted = (finding: Finding, acceptance: Acceptance): boolean => findingRows(kept([finding]), [acceptance])[0]?.accepted !== undefined;
  expect(isAccepted(flicker, accepted({}))).toBe(true);
  expect(isAccepted({ ...flicker, value: 4 }, accepted({}))).toBe(false);
  expect(isAccepted(flicker, accepted({ frames: { first: 50, last: 60 } }))).toBe(false);
  expect(isAccepted({ ...flicker, kind: 'skin' }, accepted({}))).toBe(false);
  expect(isAccepted(tag, accepted({ kind: 'tag', frames: undefined, value: undefined, subject: 'primaries' }))).toBe(true);
  expect(isAccepted({ ...tag, subject: 'matrix' }, accepted({ kind: 'tag', frames: undefined, value: undefined, subject: 'primaries' }))).toBe(false);
  // The drift of a shot is a share: a half is as far from none as one and a half.
  const drift: Finding = { kind: 'saturationDrift', frames: { first: 0, last: 9 }, value: 0.4, limit: 0.5, sentence: '' };
  expect(isAccepted(drift, accepted({ kind: 'saturationDrift', value: 0.45 }))).toBe(true);
  expect(isAccepted({ ...drift, value: 0.2 }, accepted({ kind: 'saturationDrift', value: 0.45 }))).toBe(false);
});
