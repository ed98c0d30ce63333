import { expect, test } from 'vitest';
import { HistoryStep } from '../../../shared/contract/project.ts';
import { emptyDocument, Shot } from '../../../shared/model/document.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import { historyRows, presentPosition } from './history-rows.ts';

const shots = [0, 40].map((first, at) => Shot.parse({ id: `film-${at + 1}`, clipId: 'film', name: `Shot 0${at + 1}`, range: { first, last: first + 39 }, transitionIn: { kind: 'cut' } }));
const index = documentIndex({ ...emptyDocument, shots });
const now = new Date(2026, 10, 29, 16, 0);
const step = (position: number, more: object = {}): HistoryStep => HistoryStep.parse({ position, label: 'Add point', madeAt: new Date(2026, 10, 29, 9, 5).toISOString(), undone: false, shotCount: 0, ...more });

test('a line has the name that its shot has now, or how many shots there are, and the date of another day', () => {
  const rows = historyRows([
    step(4, { shotId: 'film-2', shotCount: 1 }), step(5, { shotId: 'film-1', shotCount: 12 }), step(6), step(7, { shotId: 'merged away', shotCount: 1 }),
    step(8, { shotId: 'merged away', shotCount: 3, undone: true, madeAt: new Date(2026, 10, 28, 23, 59).toISOString() }),
  ], index, now);
  expect(rows.map(({ shot, time }) => [shot, time])).toEqual([['', ''], ['Shot 02', '09:05'], ['12 shots', '09:05'], ['', '09:05'], ['', '09:05'], ['3 shots', '28 Nov, 23:59']]);
  expect(rows.map(({ position, undone }) => [position, undone])).toEqual([[0, false], [4, false], [5, false], [6, false], [7, false], [8, true]]);
});

test('the present step is the last that is done', () => {
  expect(presentPosition([])).toBe(0);
  expect(presentPosition([step(3, { undone: true })])).toBe(0);
  expect(presentPosition([step(3), step(4), step(5, { undone: true })])).toBe(4);
});
