import { expect, test } from 'vitest';
import { cardState } from './card-state.ts';

const state = (coloured: number, mean: number | null, keys = 1) => cardState({ coloured, mean }, { frames: 40, keys });

test('a shot that is coloured in part says how much of it is, not the confidence of that part', () => {
  expect(state(1, 1)).toEqual({ says: 'made', text: '1 of 40 fr coloured', share: 1 / 40 });
  expect(state(39, 0.8)).toMatchObject({ says: 'made', text: '39 of 40 fr coloured' });
});

test('a coloured shot says its mean confidence, one without colour its keyframes', () => {
  expect(state(40, 0.826)).toEqual({ says: 'confidence', text: '83 %', share: 0.826 });
  expect(state(0, null, 2)).toEqual({ says: 'keyframes', text: '2 keyframes', share: 0 });
  expect(state(0, null, 0)).toEqual({ says: 'keyframes', text: 'no keyframe', share: 0 });
});
