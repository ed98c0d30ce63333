import { expect, test } from 'vitest';
import { ShotColour } from '../../../shared/contract/propagate.ts';
import { emptyDocument, Keyframe, Note, type ProjectDocument, Shot, Swatch } from '../../../shared/model/document.ts';
import { ClipId, type ShotId } from '../../../shared/model/ids.ts';
import { binRows, type BinSort, rowText } from './bin-rows.ts';

const clipId = ClipId.parse('film');
const shots = ['Anna', 'Hall', 'Street', 'Lake'].map((name, index) => Shot.parse({ id: `s${index}`, clipId, name, range: { first: index * 10, last: index * 10 + 9 }, transitionIn: { kind: 'cut' } }));
const document: ProjectDocument = {
  ...emptyDocument, shots,
  keyframes: [0, 2, 3].map((index) => Keyframe.parse({ id: `k${index}`, shotId: `s${index}`, frame: index * 10, approved: false, hints: index === 3 ? [{ kind: 'point', id: 'h', at: [0.5, 0.5], radius: 0.01, ab: [1, 2], swatch: 'dress' }] : [] })),
  notes: [Note.parse({ id: 'n', clipId, frame: 14, text: 'Ask about the Curtain' })],
  swatches: [Swatch.parse({ id: 'dress', name: 'Blue dress', lab: [50, 0, -30], tolerance: 3, note: '' })],
};
const colour = (index: number, confidences: readonly (number | null)[]): readonly [ShotId, ShotColour] => [shots[index]!.id, ShotColour.parse({ shotId: `s${index}`, range: shots[index]!.range, frames: Array.from({ length: 10 }, (_, at) => ({ key: typeof confidences[at] === 'number' ? 'k' : null, confidence: confidences[at] ?? null })) })];
const colours = new Map([colour(0, Array<number>(10).fill(0.95)), colour(2, [0.5, ...Array<number>(9).fill(0.9)]), colour(3, [0.8])]);
const names = (text: string, sort: BinSort = 'order'): readonly string[] => binRows(document, shots, { colours, text, sort }).map(({ shot }) => shot.name);

test('a search finds shots by name, by marker text, and by a swatch that their hints follow', () => {
  expect(names('')).toEqual(['Anna', 'Hall', 'Street', 'Lake']);
  expect(names(' street')).toEqual(['Street']);
  expect(names('curtain')).toEqual(['Hall']);
  expect(names('blue')).toEqual(['Lake']);
  expect(names('nobody')).toEqual([]);
});

test('sorted by confidence the lowest comes first and shots without colour last; sorted by state, unfinished shots come first', () => {
  expect(names('', 'lowConfidence')).toEqual(['Lake', 'Street', 'Anna', 'Hall']);
  expect(names('', 'state')).toEqual(['Street', 'Lake', 'Hall', 'Anna']);
});

test('a row shows the state of its shot', () => {
  expect(binRows(document, shots, { colours, text: '', sort: 'order' }).map(rowText)).toEqual(['10 fr · coloured', '10 fr · no keyframe', '10 fr · confidence 50 %', '10 fr · 1 keyframe']);
});

test('a shot is stale when frames of it show earlier colour, whether or not others have none', () => {
  const [id, { frames, ...rest }] = colour(3, [0.8, 0.8]);
  const earlier = ShotColour.parse({ ...rest, frames: frames.map((frame, at) => (at === 1 ? { ...frame, stale: true } : frame)) });
  const row = binRows(document, shots, { colours: new Map([[id, earlier]]), text: 'lake', sort: 'order' })[0]!;
  expect([row.status.state, rowText(row)]).toEqual(['stale', '10 fr · stale']);
});

test('the poster of a shot is its keyframe nearest to its middle, or its middle without one', () => {
  const keyed = (...frames: readonly number[]): number => binRows({ ...document, keyframes: frames.map((frame) => Keyframe.parse({ id: `f${frame}`, shotId: 's1', frame, approved: false, hints: [] })) }, shots, { colours, text: 'hall', sort: 'order' })[0]!.posterFrame;
  expect([keyed(), keyed(10, 17), keyed(10, 17, 16)]).toEqual([15, 17, 16]);
});
