import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyDocument, type ProjectDocument, Shot } from './document.ts';
import { ClipId } from './ids.ts';
import { documentIndex } from './document-index.ts';

const clipId = ClipId.parse('film');

function documentOfCuts(cuts: readonly number[], frameCount: number): ProjectDocument {
  const firsts = [0, ...cuts];
  const shots = firsts.map((first, index) => Shot.parse({ id: `s${index}`, clipId, name: `Shot ${index}`, range: { first, last: (firsts[index + 1] ?? frameCount) - 1 }, transitionIn: { kind: 'cut' } }));
  return { ...emptyDocument, shots };
}

test('the shot of a frame is the one whose range contains it, for any cuts; outside the clip there is none', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { maxLength: 30 }), fc.integer({ min: -5, max: 520 }), (cuts, frame) => {
    const document = documentOfCuts(cuts.toSorted((a, b) => a - b), 501);
    const expected = document.shots.find((shot) => frame >= shot.range.first && frame <= shot.range.last);
    expect(documentIndex({ ...document, shots: document.shots.toReversed() }).shotAt(clipId, frame)).toEqual(expected);
  }));
});

test('one document has one index, and another clip or none has no shots', () => {
  const document = documentOfCuts([5], 10);
  expect(documentIndex(document)).toBe(documentIndex(document));
  expect(documentIndex(document).shots(ClipId.parse('other'))).toEqual([]);
  expect(documentIndex(document).shotAt(null, 3)).toBeUndefined();
});
