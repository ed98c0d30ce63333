import { expect, test } from 'vitest';
import { HintGroup } from '../../../shared/model/hint-group.ts';
import { Hint } from '../../../shared/model/hint.ts';
import { HintId, newId } from '../../../shared/model/ids.ts';
import { chosenInList, coloursOfGroup, hintRows, listItems } from './hint-rows.ts';

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

test('groups come first, each with its hints; a folded one without', () => {
  const [dress, sea] = [HintGroup.parse({ id: 'dress', name: 'Dress' }), HintGroup.parse({ id: 'sea', name: 'Sea', ab: [-10, -30] })];
  const point = (id: HintId, group?: string): Hint => Hint.parse({ kind: 'point', id, at: [0.1, 0.1], radius: 0.01, ab: [40, 20], ...(group === undefined ? {} : { group }) });
  const rows = hintRows([point(a), point(b, 'dress'), point(c, 'gone'), point(d, 'dress')], []);
  const items = listItems(rows, [dress, sea], new Set());
  expect(items.map(({ id }) => id)).toEqual(['dress', b, d, 'sea', a, c]);
  expect(listItems(rows, [dress, sea], new Set([dress.id])).map(({ id }) => id)).toEqual(['dress', 'sea', a, c]);
  expect(items.flatMap((item) => (item.kind === 'group' ? [coloursOfGroup(item, []).length] : []))).toEqual([1, 1]);
});
