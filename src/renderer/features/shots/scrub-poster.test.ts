import { expect, test } from 'vitest';
import { frameRange } from '../../../shared/model/frame.ts';
import { frameAtShare } from './scrub-poster.tsx';

test('a picture is divided among all frames of the shot, its edges belong to the first and the last', () => {
  const range = frameRange(10, 13);
  expect([-0.1, 0, 0.24, 0.25, 0.6, 0.99, 1, 1.2].map((share) => frameAtShare(range, share))).toEqual([10, 10, 10, 11, 12, 13, 13, 13]);
});
