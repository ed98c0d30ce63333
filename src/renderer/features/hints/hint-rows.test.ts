import { expect, test } from 'vitest';
import { HintId, newId } from '../../../shared/model/ids.ts';
import { chosenInList, hintRows } from './hint-rows.ts';

const [a, b, c, d] = Array.from({ length: 4 }, () => newId(HintId)) as [HintId, HintId, HintId, HintId];
const order = [a, b, c, d];

test('a click selects one hint, Ctrl adds or removes one, Shift selects from the primary one to it', () => {
  expect(chosenInList(order, c, { of: [a, b], how: 'one' })).toEqual([c]);
  expect(chosenInList(order, c, { of: [a], how: 'toggle' })).toEqual([a, c]);
  expect(chosenInList(order, a, { of: [a, c], how: 'toggle' })).toEqual([c]);
  expect(chosenInList(order, d, { of: [b], how: 'range' })).toEqual([c, d, b]);
  expect(chosenInList(order, a, { of: [c, d, b], how: 'range' })).toEqual([a, b]);
});

test('hints are counted by kind, and named by their swatch', () => {
  const path = [[0.1, 0.1], [0.2, 0.2]] as const;
  const rows = hintRows([{ kind: 'point', id: a, at: [0.1, 0.1], radius: 0.01, ab: [0, 0] }, { kind: 'boundary', id: b, path }, { kind: 'point', id: c, at: [0.2, 0.2], radius: 0.01, ab: [30, 30] }], []);
  expect(rows.map(({ name }) => name)).toEqual(['Point 1', 'Boundary 1', 'Point 2']);
  expect(rows.map(({ source }) => source)).toEqual(['#919191', '', expect.stringMatching(/^#[0-9a-f]{6}$/)]);
});
