import { expect, test } from 'vitest';
import type { Clipping } from '../../shared/model/clipping.ts';
import { emptyDocument, Keyframe, ProjectCommand, type ProjectDocument, Shot, Still, Swatch } from '../../shared/model/document.ts';
import { clippingCommands, clippingOfHints, clippingOfStill, clippingOfSwatches, pastedWords } from './clippings.ts';

const swatch = (id: string, name: string, lab: readonly [number, number, number] = [60, 18, 20]): Swatch => Swatch.parse({ id, name, lab, tolerance: 4, note: '' });
const oval = { id: 'oval', name: 'Face', visible: true, inverted: true, feather: 0.02, keys: [0, 10].map((frame) => ({ frame, shape: { kind: 'ellipse', at: [0.2 + frame / 20, 0.5], radii: [0.1, 0.1], angle: 0 } })) };
const from = Shot.parse({ id: 'one', clipId: 'film', name: 'Shot 01', range: { first: 0, last: 19 }, transitionIn: { kind: 'cut' }, masks: [oval], hintGroups: [{ id: 'g', name: 'Her face', swatch: 'skin', ab: [18, 20], mask: 'oval', locked: true }, { id: 'h', name: 'Coat' }] });
const key = Keyframe.parse({ id: 'k', shotId: 'one', frame: 5, approved: false, hints: [
  { kind: 'point', id: 'a', at: [0.4, 0.5], radius: 0.01, ab: [18, 20], swatch: 'skin', group: 'g' }, { kind: 'point', id: 'b', at: [0.6, 0.5], radius: 0.01, ab: [1, 2] }, { kind: 'boundary', id: 'c', path: [[0, 0], [1, 1]] },
] });
const source: ProjectDocument = { ...emptyDocument, shots: [from], keyframes: [key], swatches: [swatch('skin', 'Skin'), swatch('sky', 'Sky')] };
const to = Shot.parse({ id: 'two', clipId: 'other', name: 'Shot 07', range: { first: 100, last: 119 }, transitionIn: { kind: 'cut' } });
const target = (more: object = {}, swatches: readonly Swatch[] = []): ProjectDocument => ({ ...emptyDocument, shots: [{ ...to, ...more }], swatches });
const hintsClipping = clippingOfHints(source, key, { shot: from, hints: key.hints });
const paste = (clipping: Clipping, document: ProjectDocument): readonly ProjectCommand[] => clippingCommands(document, clipping, { shot: document.shots[0], frame: 108 }).map((command) => ProjectCommand.parse(command));

test('copied hints name their groups, the masks of those with the shape of that frame, and the swatches', () => {
  expect(hintsClipping).toMatchObject({ name: '3 hints', groups: [{ name: 'Her face' }], masks: [{ name: 'Face', keys: [{ frame: 5, shape: { at: [expect.closeTo(0.45), 0.5] } }] }], swatches: [{ name: 'Skin' }], keyframe: { id: 'k' } });
  expect(clippingOfHints(source, key, { shot: from, hints: [key.hints[1]!] })).toMatchObject({ name: '1 hint', groups: [], masks: [], swatches: [] });
});

test('in another project the swatch, the mask and the group come along, and the hints name them there', () => {
  const [addSwatch, addMask, addGroup, copy, ...rest] = paste(hintsClipping, target());
  expect([addSwatch, rest]).toMatchObject([{ kind: 'addSwatch', swatch: { id: 'skin', name: 'Skin' } }, []]);
  if (addMask?.kind !== 'addMask' || addGroup?.kind !== 'addHintGroup' || copy?.kind !== 'copyHints') throw new Error('Other commands.');
  expect(addMask.mask).toMatchObject({ name: 'Face', inverted: true, feather: 0.02, keys: [{ frame: 108, shape: { at: [expect.closeTo(0.45), 0.5] } }] });
  expect(addGroup.group).toEqual({ id: addGroup.group.id, name: 'Her face', ab: [18, 20], swatch: 'skin', mask: addMask.mask.id });
  expect(copy).toMatchObject({ shotId: 'two', frame: 108, hints: [{ at: [0.4, 0.5], swatch: 'skin', group: addGroup.group.id }, { at: [0.6, 0.5], ab: [1, 2] }, { kind: 'boundary' }] });
  expect(new Set([...copy.hints.map(({ id }) => id), ...key.hints.map(({ id }) => id)]).size).toBe(6);
  expect(pastedWords(hintsClipping, paste(hintsClipping, target()))).toBe('Pasted 3 hints, 1 swatch, 1 mask, at the same position.');
});

test('the parts of a mask come along under ids of their own, before it', () => {
  const shot = Shot.parse({ ...from, masks: [{ ...oval, parts: [{ mask: 'hair', by: 'subtract' }] }, { ...oval, id: 'hair', name: 'Hair' }, { ...oval, id: 'sky', name: 'Sky' }] });
  const commands = paste(clippingOfHints({ ...source }, key, { shot, hints: key.hints }), target());
  const added = commands.flatMap((command) => (command.kind === 'addMask' ? [command.mask] : []));
  expect(added.map(({ name }) => name)).toEqual(['Hair', 'Face']);
  expect(added[1]!.parts).toEqual([{ mask: added[0]!.id, by: 'subtract' }]);
  expect(added[0]!.id).not.toBe('hair');
  expect(added[0]!.keys).toHaveLength(1);
});

test('a swatch that the project has stands for the copied one; another of its name leaves it the name', () => {
  const swatchesOf = (known: readonly Swatch[]): unknown => paste(hintsClipping, target({}, known)).flatMap((command) => (command.kind === 'addSwatch' ? [command.swatch.name] : command.kind === 'copyHints' ? command.hints.map((hint) => ('swatch' in hint ? hint.swatch : undefined)) : []));
  expect(swatchesOf([swatch('skin', 'Her skin', [50, 0, 0])])).toEqual(['skin', undefined, undefined]);
  expect(swatchesOf([swatch('own', 'Skin')])).toEqual(['own', undefined, undefined]);
  expect(swatchesOf([swatch('own', 'Skin', [30, 5, 5])])).toEqual(['Skin 2', 'skin', undefined, undefined]);
});

test('hints come into the group of the same name, which keeps its own mask', () => {
  const commands = paste(hintsClipping, target({ hintGroups: [{ id: 'mine', name: 'Her face' }] }));
  expect(commands.map(({ kind }) => kind)).toEqual(['addSwatch', 'copyHints']);
  expect(commands[1]).toMatchObject({ hints: [{ group: 'mine' }, {}, {}] });
});

test('a still brings its hints and layers, but none that a mask limits; swatches alone need no shot', () => {
  const layer = (id: string, more: object = {}): object => ({ id, name: id, on: true, opacity: 1, saturation: 0.8, hue: 0, warmth: 0, rollOff: { below: 0, above: 100 }, ...more });
  const still = Still.parse({ id: 's', name: 'Grade', clipId: 'film', frame: 5, madeAt: '2026-11-29T12:00:00.000Z', hints: [key.hints[0]], groups: [{ id: 'g', name: 'Her face' }], layers: [{ weight: 1, layers: [layer('all'), layer('part', { mask: 'oval' })] }] });
  expect(paste(clippingOfStill(source, still), target()).map((command) => (command.kind === 'setLayers' ? command.layers.map(({ name }) => name) : command.kind))).toEqual(['addSwatch', 'addHintGroup', 'copyHints', ['all']]);
  const script = clippingOfSwatches(source.swatches);
  expect(clippingCommands(target({}, [swatch('sky', 'Sky')]), script, { shot: undefined, frame: 0 })).toMatchObject([{ kind: 'addSwatch', swatch: { name: 'Skin' } }]);
  expect(pastedWords(script, [])).toBe('The swatches are in this project already.');
});
