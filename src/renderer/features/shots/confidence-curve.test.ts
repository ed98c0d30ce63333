import { expect, test } from 'vitest';
import { ShotColour } from '../../../shared/contract/propagate.ts';
import { Shot } from '../../../shared/model/document.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { confidenceCurve, frameAlong } from './confidence-curve.ts';

const shot = (id: string, first: number, last: number): Shot => Shot.parse({ id, clipId: 'film', name: id, range: { first, last }, transitionIn: { kind: 'cut' } });
const colourOf = ({ id, range }: Shot, confidences: readonly (number | null)[]): [ShotId, ShotColour] => [id, ShotColour.parse({ shotId: id, range, frames: confidences.map((confidence) => ({ key: confidence === null ? null : 'k', confidence })) })];
const [one, two] = [shot('one', 0, 3), shot('two', 20, 25)];

test('shots stand one after the other, with the frame of lowest confidence and gaps where there is no colour', () => {
  const { points, shots, lowest, frames, coloured } = confidenceCurve([one, two], new Map([colourOf(one, [0.9, 0.8, 0.7, 0.9]), colourOf(two, [null, 0.9, 0.6, 0.9, 1, null])]), 100);
  expect(points.map(({ confidence }) => confidence)).toEqual([0.9, 0.8, 0.7, 0.9, null, 0.9, 0.6, 0.9, 1, null]);
  expect(points.map(({ at }) => at)).toEqual([0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95]);
  expect(shots).toEqual([{ id: 'one', name: 'one', at: 0 }, { id: 'two', name: 'two', at: 0.4 }]);
  expect(lowest).toMatchObject({ shot: { id: 'two' }, frame: 22, confidence: 0.6 });
  expect({ frames, coloured }).toEqual({ frames: 10, coloured: 8 });
});

test('a single bad frame is seen in a shot that has more frames than the curve has points', () => {
  const long = shot('long', 100, 100 + 9_999);
  const { points, lowest } = confidenceCurve([long], new Map([colourOf(long, Array.from({ length: 10_000 }, (_, index) => (index === 7_777 ? 0.2 : 0.95)))]), 240);
  expect(points.length).toBeLessThanOrEqual(240);
  expect(points.filter(({ confidence }) => confidence === 0.2)).toHaveLength(1);
  expect(lowest?.frame).toBe(7_877);
});

test('shots without colour have no lowest frame', () => {
  expect(confidenceCurve([one], new Map(), 10)).toMatchObject({ lowest: undefined, points: [{ confidence: null }, { confidence: null }, { confidence: null }, { confidence: null }] });
});

test('a position along shots is a frame of one of them', () => {
  expect([0, 0.39, 0.4, 1].map((at) => frameAlong([one, two], at)?.frame)).toEqual([0, 3, 20, 25]);
  expect(frameAlong([], 0.5)).toBeUndefined();
});
