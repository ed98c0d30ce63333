import { expect, test } from 'vitest';
import { appliedHints, isEmpty } from './applied-hints.ts';
import { HintGroup } from './hint-group.ts';
import { Hint } from './hint.ts';
import { Mask } from './mask.ts';

const picture = { width: 320, height: 180 };
const point = (id: string, group?: string): Hint => Hint.parse({ kind: 'point', id, at: [0.5, 0.5], radius: 0.02, ab: [10, 20], ...(group === undefined ? {} : { group }) });
const masks = [Mask.parse({
  id: 'm', name: 'Mask', visible: true, inverted: true, feather: 0.02,
  keys: [{ frame: 0, shape: { kind: 'ellipse', at: [0.5, 0.5], radii: [0.2, 0.1], angle: 0 } }, { frame: 10, shape: { kind: 'ellipse', at: [0.7, 0.5], radii: [0.2, 0.1], angle: 0 } }],
})];
const groups = (more: object): readonly HintGroup[] => [HintGroup.parse({ id: 'dress', name: 'Dress', ...more })];
const applied = (hints: readonly Hint[], more: object, frame = 0): ReturnType<typeof appliedHints> => appliedHints(hints, { shot: { hintGroups: groups(more), masks }, frame, swatches: [], picture });

test('without masks and groups that are off, hints count as they are; those of a group that is off are left out', () => {
  const all = [point('a', 'dress'), point('b'), point('c', 'gone')];
  expect(applied(all, {})).toEqual({ hints: all });
  expect(applied(all, { off: true }).hints.map(({ id }) => id)).toEqual(['b', 'c']);
  expect(isEmpty(applied([all[0]!], { off: true }))).toBe(true);
  expect(isEmpty(applied(all, {}))).toBe(false);
});

test('hints of a limited group are apart, with the mask on that frame', () => {
  const { hints, limited } = applied([point('a', 'dress'), point('b')], { mask: 'm' }, 5);
  expect(hints.map(({ id }) => id)).toEqual(['b']);
  expect(limited).toHaveLength(1);
  expect(limited![0]!.mask).toEqual({ inverted: true, feather: 0.02, shape: { kind: 'ellipse', at: [0.6, 0.5], radii: [0.2, 0.1], angle: 0 } });
  expect(limited![0]!.hints.map(({ id }) => id)).toEqual(['a']);
  // A mask that is gone limits nothing.
  expect(applied([point('a', 'dress')], { mask: 'gone' }).limited).toBeUndefined();
});

test('the outline of a mask that stops colour is a boundary for all hints, but not for automatic colour alone', () => {
  const shot = { masks: [{ ...masks[0]!, stopsColour: true as const }], hintGroups: groups({ mask: 'm' }) };
  const stopped = (hints: readonly Hint[]): readonly string[] => appliedHints(hints, { shot, frame: 0, swatches: [], picture }).hints.map(({ kind }) => kind);
  expect(stopped([point('b')])).toEqual(['point', 'boundary']);
  expect(stopped([])).toEqual([]);
  expect(stopped([Hint.parse({ kind: 'auto', id: 'c', at: [0.5, 0.5], radius: 0.02 })])).toEqual(['auto']);
});

test('a hint has the colour of its swatch', () => {
  const swatch = { id: 'cloth', name: 'Cloth', lab: [50, 1, 2], tolerance: 1, note: '' };
  const hint = Hint.parse({ ...point('a'), swatch: 'cloth' });
  expect(appliedHints([hint], { shot: undefined, frame: 0, swatches: [swatch as never], picture }).hints[0]).toMatchObject({ ab: [1, 2] });
});
