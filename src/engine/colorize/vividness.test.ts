import { expect, test } from 'vitest';
import { annealing } from './vividness.ts';

test('shots that keep an earlier painter keep its annealing: the plain mean at 0, rare colours from there, likely ones from ½ on', () => {
  expect([0, 0.25, 0.5, 0.75, 1].map((vividness) => [...annealing('rising', vividness)])).toEqual([[1, 0], [1, 0.25], [1, 0.5], [1.75, 0.75], [2.5, 1]]);
});

test('the present annealing lets the most probable colours win everywhere, more so the more vivid', () => {
  expect([0, 0.5, 1].map((vividness) => [...annealing('peaked', vividness)])).toEqual([[1.25, 0.05], [2, 0.5], [2.75, 0.95]].map((each) => each.map(Math.fround)));
});
