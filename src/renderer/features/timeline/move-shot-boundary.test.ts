import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Shot, Shot as ShotSchema } from '../../../shared/model/document.ts';
import { shotBoundaryLimits, type ShotBoundaryPart, dissolveAround, nearestShotBoundary, shotsWithMovedBoundary } from './move-shot-boundary.ts';

/** Shots of a clip with dissolves where they fit, as an engine would have them. */
const film: fc.Arbitrary<readonly Shot[]> = fc.tuple(fc.uniqueArray(fc.integer({ min: 1, max: 199 }), { minLength: 1, maxLength: 12 }), fc.array(fc.boolean(), { minLength: 12, maxLength: 12 })).map(([cuts, dissolves]) => {
  const firsts = [0, ...cuts.toSorted((a, b) => a - b)];
  let shots: readonly Shot[] = firsts.map((first, index) => ShotSchema.parse({ id: `s${index}`, clipId: 'film', name: `Shot ${index}`, range: { first, last: (firsts[index + 1] ?? 200) - 1 }, transitionIn: { kind: 'cut' } }));
  for (const [index] of firsts.entries()) {
    const transitionIn = dissolves[index] === true ? dissolveAround(shots, index) : undefined;
    if (transitionIn !== undefined) shots = shots.with(index, { ...shots[index]!, transitionIn });
  }
  return shots;
});
const part = fc.constantFrom<ShotBoundaryPart>('cut', 'dissolveFirst', 'dissolveLast');

test('after any drag of a shot boundary the shots cover the clip once, and every dissolve lies around its boundary', () => {
  fc.assert(fc.property(film, fc.nat(11), part, fc.integer({ min: -50, max: 260 }), (shots, pick, which, to) => {
    const index = pick % shots.length;
    const after = shotsWithMovedBoundary(shots, { shotId: shots[index]!.id, part: which, to });
    expect(after.map((shot) => shot.range.first)).toEqual([0, ...after.slice(0, -1).map((shot) => shot.range.last + 1)]);
    expect(after.at(-1)?.range.last).toBe(199);
    for (const [at, shot] of after.entries()) {
      if (shot.transitionIn.kind !== 'dissolve') continue;
      expect(shot.transitionIn.frames.first).toBeLessThanOrEqual(shot.range.first);
      expect(shot.transitionIn.frames.last).toBeGreaterThanOrEqual(shot.range.first);
      if (at === index) expect([shot.transitionIn.frames.first >= after[at - 1]!.range.first, shot.transitionIn.frames.last <= shot.range.last]).toEqual([true, true]);
    }
    for (const [at, shot] of after.entries()) if (at !== index && at !== index - 1) expect(shot).toBe(shots[at]);
  }));
});

test('a shot boundary dragged back leaves every shot unchanged', () => {
  fc.assert(fc.property(film, fc.nat(11), (shots, pick) => {
    const shot = shots[pick % shots.length]!;
    expect(shotsWithMovedBoundary(shots, { shotId: shot.id, part: 'cut', to: shot.range.first })).toEqual(shots);
  }));
});

test('the first shot has no boundary to move or dissolve, and a cut has no ends', () => {
  fc.assert(fc.property(film, part, (shots, which) => {
    expect(shotBoundaryLimits(shots, 0, which)).toBeUndefined();
    expect(dissolveAround(shots, 0)).toBeUndefined();
    for (const [index, shot] of shots.entries()) if (shot.transitionIn.kind === 'cut') expect(shotBoundaryLimits(shots, index, 'dissolveFirst')).toBeUndefined();
  }));
});

test('the nearest cut is found on either side of a frame', () => {
  const shots = [0, 40, 100].map((first, index) => ShotSchema.parse({ id: `s${index}`, clipId: 'film', name: '', range: { first, last: [39, 99, 150][index] }, transitionIn: { kind: 'cut' } }));
  expect([0, 41, 69, 71, 150].map((frame) => nearestShotBoundary(shots, frame))).toEqual([1, 1, 1, 2, 2]);
  expect(nearestShotBoundary(shots.slice(0, 1), 5)).toBe(-1);
});
