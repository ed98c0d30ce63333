import { expect, test } from 'vitest';
import type { PointHint } from '../../shared/model/hint.ts';
import { HintId, newId } from '../../shared/model/ids.ts';
import { inProportion, influenceOf, withInfluence } from './influence.ts';

const point = (more: Partial<PointHint> = {}): PointHint => ({ kind: 'point', id: newId(HintId), at: [0.5, 0.5], radius: 0.01, ab: [1, 2], ...more });

test('of several hints the first gets the value and the others change in proportion, within the range', () => {
  const changed = inProportion([point({ strength: 0.5 }), point({ strength: 0.2 }), point()], 'strength', 0.75);
  expect(changed.map((hint) => influenceOf(hint, 'strength'))).toEqual([0.75, 0.3, 1]);
  expect(inProportion([point({ reach: 0 }), point({ reach: 3 })], 'reach', 2).map((hint) => hint.reach)).toEqual([2, 4]);
});

test('the initial value is not written into a hint', () => {
  const plain = point();
  expect(withInfluence({ ...plain, softEdge: 0.9 }, 'softEdge', 0.4)).toEqual(plain);
  expect(withInfluence(plain, 'reach', -1).reach).toBe(0);
});
