import { expect, test } from 'vitest';
import { colourSizeText, estimateText } from './estimate-text.ts';

const estimate = { frames: 1096, seconds: 180, bytes: 2.1e9 };
const propagation = { frames: 800, seconds: 2520, bytes: 9e7 };

test('the estimate counts the propagation before the delivery, where that comes first', () => {
  expect(estimateText({ ...estimate, propagation }, { propagate: true })).toBe('1,096 frames, about 45 min with 800 frames to colour (42 min), about 2.1 GB');
  expect(estimateText({ ...estimate, propagation: { ...propagation, frames: 1, seconds: null } }, { propagate: true })).toBe('1,096 frames, about 3 min after 1 frame to colour, about 2.1 GB');
  expect(colourSizeText({ propagation })).toBe('The colour of 800 frames takes about 90 MB of the cache');
});

test('without a propagation it is that of the files alone', () => {
  expect(estimateText(estimate, { propagate: true })).toBe('1,096 frames, about 3 min, about 2.1 GB');
  expect(estimateText({ ...estimate, propagation }, { propagate: false })).toBe('1,096 frames, about 3 min, about 2.1 GB');
});
