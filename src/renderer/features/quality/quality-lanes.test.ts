import { expect, test } from 'vitest';
import { ShotColour } from '../../../shared/contract/propagate.ts';
import { frameRange } from '../../../shared/model/frame.ts';
import { ShotId } from '../../../shared/model/ids.ts';
import { confidenceOf } from './confidence-of.ts';
import { stripOf } from './luma-strip.ts';

test('frames are joined by whether their luma is the source’s; where none was compared, none is called exact', () => {
  expect(stripOf([0, 0, 3, 1, 0], true)).toEqual([{ first: 0, last: 1, state: 'exact' }, { first: 2, last: 3, state: 'differs' }, { first: 4, last: 4, state: 'exact' }]);
  expect(stripOf([0, 0], false)).toEqual([{ first: 0, last: 1, state: 'unknown' }]);
  expect(stripOf([], true)).toEqual([]);
});

test('confidence is that of the present colour of the frames of a part; earlier colour has none', () => {
  const id = ShotId.parse('s');
  const colour = ShotColour.parse({ shotId: 's', range: { first: 8, last: 13 }, frames: [0.1, 0.9, null, 0.8, 0.7, 0.2].map((confidence, index) => ({ key: 'a'.repeat(64), confidence, stale: index === 3 })) });
  const shots = [{ id, range: frameRange(9, 12) }, { id: ShotId.parse('t'), range: frameRange(13, 20) }];
  expect(confidenceOf([8, 9, 10, 11, 12, 13], { shots, colours: new Map([[id, colour]]) })).toEqual([null, 0.9, null, null, 0.7, null]);
});
