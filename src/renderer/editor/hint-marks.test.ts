import { expect, test } from 'vitest';
import { Keyframe } from '../../shared/model/document.ts';
import { marksOf } from './hint-marks.ts';

test('locked and hidden hints of all keyframes are found', () => {
  const key = (id: string, ...marks: readonly object[]): Keyframe => Keyframe.parse({ id, shotId: 's', frame: 1, approved: false, hints: marks.map((more, index) => ({ kind: 'auto', id: `${id}${index}`, at: [0, 0], radius: 0.1, ...more })) });
  const { lockedHints, hiddenHints } = marksOf([key('a', {}, { locked: true }), key('b', { hidden: true }, { locked: true, hidden: true })]);
  expect([[...lockedHints], [...hiddenHints]]).toEqual([['a1', 'b1'], ['b0', 'b1']]);
});
