import { expect, test } from 'vitest';
import { Swatch } from './document.ts';
import { Hint, type ImagePoint } from './hint.ts';
import { hintKinds, isColourHint, isPathHint, positionsOf, withEffectiveAb, withPositions } from './hint-kinds.ts';

const hints: readonly Hint[] = [
  { kind: 'point', id: 'p', at: [0.1, 0.2], radius: 0.01, ab: [10, 20], swatch: 'coat' },
  { kind: 'stroke', id: 's', path: [[0.1, 0.2], [0.3, 0.4]], radius: 0.01, ab: [10, 20] },
  { kind: 'boundary', id: 'b', path: [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]] },
  { kind: 'auto', id: 'a', at: [0.5, 0.5], radius: 0.1 },
].map((hint) => Hint.parse(hint));

test('every kind of hint is covered, and replaced positions leave the other fields unchanged', () => {
  expect(hints.map(({ kind }) => kind).toSorted()).toEqual(Object.keys(hintKinds).toSorted());
  for (const hint of hints) {
    expect(withPositions(hint, positionsOf(hint))).toEqual(hint);
    const moved = positionsOf(hint).map(([x, y]): ImagePoint => [x + 0.1, y + 0.1]);
    const other = Hint.parse(withPositions(hint, moved));
    expect(positionsOf(other)).toEqual(moved);
    expect(withPositions(other, positionsOf(hint))).toEqual(hint);
    expect(positionsOf(hint).length).toBeGreaterThanOrEqual(hintKinds[hint.kind].fewestPositions);
  }
});

test('the record of each kind agrees with its hints', () => {
  for (const hint of hints) {
    expect([isColourHint(hint), isPathHint(hint)]).toEqual(['ab' in hint, 'path' in hint]);
    expect('swatch' in hint && !isColourHint(hint)).toBe(false);
  }
});

test('a hint that follows a swatch has the swatch\'s colour, others keep their own', () => {
  const swatches = [Swatch.parse({ id: 'coat', name: 'Coat', lab: [40, -5, 15], tolerance: 5, note: '' })];
  expect(hints.map((hint) => withEffectiveAb(hint, swatches)).map((hint) => ('ab' in hint ? hint.ab : undefined))).toEqual([[-5, 15], [10, 20], undefined, undefined]);
  expect(withEffectiveAb(hints[3]!, swatches)).toBe(hints[3]);
});
