import { describe, expect, test } from 'vitest';
import { Hint } from '../../../shared/model/hint.ts';
import { emptyDocument, ProjectCommand, type ProjectDocument, type Shot } from '../../../shared/model/document.ts';
import { sampleClip, sampleKeyframe, sampleMask, samplePoint, sampleShots, sampleSwatch } from '../testing/sample-project.ts';
import { applyCommand } from './apply-command.ts';

const clip = sampleClip('film', 60);
const shots = sampleShots(clip, [0, 30]);
const [first, second] = shots;
const film: ProjectDocument = {
  ...emptyDocument, clips: [clip], shots, swatches: [sampleSwatch('cloth', [40, 33, 11])],
  keyframes: [sampleKeyframe('k', first!.id, 2, [samplePoint('a'), samplePoint('b'), samplePoint('c')]), sampleKeyframe('l', first!.id, 9, [samplePoint('d')]), sampleKeyframe('m', second!.id, 40, [samplePoint('e')])],
};

function after(...commands: readonly unknown[]): ProjectDocument {
  return commands.reduce<ProjectDocument>((document, command) => applyCommand(document, ProjectCommand.parse(command)), film);
}
const dress = { id: 'dress', name: 'Dress' };
const group = (hintIds: readonly string[], more: object = {}): unknown => ({ kind: 'addHintGroup', shotId: first!.id, group: { ...dress, ...more }, hintIds });
const update = (more: object): unknown => ({ kind: 'updateHintGroup', shotId: first!.id, group: { ...dress, ...more } });
const move = (hintIds: readonly string[], groupId?: string): unknown => ({ kind: 'moveHintsToGroup', shotId: first!.id, hintIds, ...(groupId === undefined ? {} : { groupId }) });
const colour = (ab?: readonly [number, number], swatch?: string): unknown => ({ kind: 'setHintGroupColour', shotId: first!.id, groupId: 'dress', ...(ab === undefined ? {} : { ab }), ...(swatch === undefined ? {} : { swatch }) });
const hintsOf = (document: ProjectDocument): readonly unknown[][] => document.keyframes.flatMap(({ hints }) => hints.map((hint) => [hint.id, hint.group, 'ab' in hint ? hint.ab : undefined]));

test('hints of all keyframes of a shot are put into a group and taken out of it; a dissolved group leaves its hints', () => {
  const made = after(group(['a', 'd']));
  expect(made.shots[0]!.hintGroups).toEqual([dress]);
  expect(made.keyframes.map(({ hints }) => hints.map((hint) => hint.group))).toEqual([['dress', undefined, undefined], ['dress'], [undefined]]);
  expect(after(group(['a']), move(['b', 'd'], 'dress'), move(['a'])).keyframes.map(({ hints }) => hints.map((hint) => hint.group))).toEqual([[undefined, 'dress', undefined], ['dress'], [undefined]]);
  expect(after(group(['a', 'd']), { kind: 'removeHintGroup', shotId: first!.id, groupId: 'dress' })).toEqual(film);
  expect(() => after(group(['e']))).toThrow('not in the project');
  expect(() => after(group([]), group([]))).toThrow('already in the project');
  expect(() => after(move(['a'], 'dress'))).toThrow('not in the project');
});

test('a group’s colour is that of all its hints on all keyframes; hints that join take it, and follow its swatch', () => {
  const red = after(group(['a', 'd']), colour([50, 20]), move(['b'], 'dress'));
  expect(hintsOf(red)).toEqual([['a', 'dress', [50, 20]], ['b', 'dress', [50, 20]], ['c', undefined, [12.5, 30]], ['d', 'dress', [50, 20]], ['e', undefined, [12.5, 30]]]);
  const linked = after(group(['a', 'd']), colour([33, 11], 'cloth'));
  expect(linked.keyframes[1]!.hints[0]).toMatchObject({ swatch: 'cloth' });
  const gone = after(group(['a', 'd']), colour([33, 11], 'cloth'), { kind: 'updateSwatch', swatch: sampleSwatch('cloth', [50, 1, 2]) }, { kind: 'removeSwatch', swatchId: 'cloth' });
  expect(gone.shots[0]!.hintGroups).toEqual([{ ...dress, ab: [1, 2] }]);
  expect(after(group(['a']), colour([50, 20]), update({ name: 'Gown' })).shots[0]!.hintGroups).toEqual([{ id: 'dress', name: 'Gown', ab: [50, 20] }]);
  expect(after(group(['a']), colour([50, 20]), colour()).shots[0]!.hintGroups).toEqual([dress]);
  expect(() => after(group(['a']), colour([50, 20], 'gone'))).toThrow('not in the project');
});

test('hints of a locked group can be neither changed, removed nor taken out, and it says why; others can, and so can they once unlocked', () => {
  const locked = [group(['a', 'd']), update({ locked: true })];
  const refused = '“Dress” is locked: unlock the group to change its hints.';
  const moved = { ...samplePoint('a', { at: [0.9, 0.9] }), group: 'dress' };
  for (const command of [
    { kind: 'updateHint', keyframeId: 'k', hint: moved }, { kind: 'removeHints', keyframeId: 'k', hintIds: ['a'] }, { kind: 'setHints', keyframeId: 'k', hints: [] },
    { kind: 'removeKeyframe', keyframeId: 'l' }, colour([1, 1]), move(['a']), { kind: 'removeHintGroup', shotId: first!.id, groupId: 'dress' },
  ]) expect(() => after(...locked, command)).toThrow(refused);
  expect(after(...locked, { kind: 'removeHints', keyframeId: 'k', hintIds: ['b'] }).keyframes[0]!.hints.map(({ id }) => id)).toEqual(['a', 'c']);
  expect(after(...locked, { kind: 'addHint', keyframeId: 'k', hint: samplePoint('f', { group: 'dress' }) }).keyframes[0]!.hints).toHaveLength(4);
  expect(after(...locked, update({}), { kind: 'updateHint', keyframeId: 'k', hint: moved }).keyframes[0]!.hints[0]).toEqual(moved);
});

test('a group is limited by a mask of its shot; when that is removed, its hints no longer colour', () => {
  const limited = [{ kind: 'addMask', shotId: first!.id, mask: sampleMask('m') }, group(['a']), update({ mask: 'm' })];
  expect(after(...limited).shots[0]!.hintGroups).toEqual([{ ...dress, mask: 'm' }]);
  expect(after(...limited, { kind: 'removeMask', shotId: first!.id, maskId: 'm' }).shots[0]!.hintGroups).toEqual([{ ...dress, off: true }]);
  expect(() => after(group(['a']), update({ mask: 'm' }))).toThrow('not in the project');
});

test('groups belong to the version that is shown, are in both parts of a split shot, and come along when shots are merged', () => {
  const versions = after(group(['a']), { kind: 'addVersion', shotId: first!.id, id: 'kept' }, update({ off: true }), { kind: 'showVersion', versionId: 'kept', id: 'other' });
  expect(versions.shots[0]!.hintGroups).toEqual([dress]);
  expect(versions.versions[0]!.hintGroups).toEqual([{ ...dress, off: true }]);
  expect(after(group(['a']), { kind: 'splitShot', shotId: first!.id, at: 10, newShotId: 'x' }).shots.map(({ hintGroups }) => hintGroups?.length)).toEqual([1, 1, undefined]);
  const merged = after({ kind: 'addHintGroup', shotId: second!.id, group: dress, hintIds: ['e'] }, { kind: 'mergeShots', first: first!.id, second: second!.id });
  expect(merged.shots[0]!.hintGroups).toEqual([dress]);
});

test('where a cut is moved, a keyframe takes its groups into the other shot', () => {
  const cut = { kind: 'moveCut', shotId: second!.id, to: 5 };
  const moved = after(group(['a', 'd']), group(['b'], { id: 'hull', name: 'Hull' }), cut);
  expect(moved.keyframes.map(({ shotId }) => shotId)).toEqual([first!.id, second!.id, second!.id]);
  expect(moved.shots.map(({ hintGroups }) => hintGroups?.map(({ name }) => name))).toEqual([['Dress', 'Hull'], ['Dress']]);
  expect(after(cut).shots[1]!.hintGroups).toBeUndefined();
});

describe('a mask that limits a group which comes into another shot', () => {
  const [mask, part] = [{ ...sampleMask('m'), stopsColour: true }, sampleMask('p')];
  const cut = { kind: 'moveCut', shotId: second!.id, to: 5 };
  const limited = [{ kind: 'addMask', shotId: first!.id, mask }, { kind: 'addMask', shotId: first!.id, mask: part, partOf: { mask: 'm', by: 'subtract' } }, { kind: 'addMask', shotId: first!.id, mask: sampleMask('other') }, group(['a', 'd']), update({ mask: 'm' })];
  const added = (shot: Shot, ...masks: readonly object[]): readonly unknown[] => masks.map((each) => ({ kind: 'addMask', shotId: shot.id, mask: each }));
  const copy = { ...sampleMask('m'), parts: [{ mask: 'p', by: 'subtract' }] };

  test('is copied with its parts, behind the shot’s own, and stops no colour there; it stays in the shot that it comes from', () => {
    const moved = after(...added(second!, sampleMask('own')), ...limited, cut);
    expect(moved.shots.map(({ hintGroups }) => hintGroups)).toEqual([[{ ...dress, mask: 'm' }], [{ ...dress, mask: 'm' }]]);
    expect(moved.shots[0]!.masks!.map(({ id, stopsColour }) => [id, stopsColour])).toEqual([['m', true], ['p', undefined], ['other', undefined]]);
    expect(moved.shots[1]!.masks).toEqual([sampleMask('own'), copy, part]);
    expect(after(...limited, { kind: 'mergeShots', first: first!.id, second: second!.id }).shots[0]!.masks).toHaveLength(3);
    // Into the first shot, too.
    const merged = after({ kind: 'addMask', shotId: second!.id, mask }, { kind: 'addHintGroup', shotId: second!.id, group: { ...dress, mask: 'm' }, hintIds: ['e'] }, { kind: 'mergeShots', first: first!.id, second: second!.id });
    expect([merged.shots[0]!.hintGroups, merged.shots[0]!.masks]).toEqual([[{ ...dress, mask: 'm' }], [sampleMask('m')]]);
  });

  test('is the shot’s own where a split gave it the same', () => {
    const changed = { ...sampleMask('m'), feather: 0.1 };
    expect(after(...added(second!, changed), ...limited, cut).shots[1]!.masks).toEqual([changed]);
  });

  test('stays behind where the shot cannot take it, and what it limits is off', () => {
    const full = Array.from({ length: 63 }, (_, index) => sampleMask(`own ${index}`));
    expect(after(...added(second!, ...full), ...limited, cut).shots[1]).toMatchObject({ hintGroups: [{ ...dress, off: true }], masks: full });
    // There the part has parts itself.
    const joined = [sampleMask('p'), sampleMask('q')];
    const ofParts = after(...added(second!, ...joined), { kind: 'updateMask', shotId: second!.id, mask: { ...part, parts: [{ mask: 'q', by: 'add' }] } }, ...limited, cut);
    expect(ofParts.shots[1]).toMatchObject({ hintGroups: [{ ...dress, off: true }] });
    expect(ofParts.shots[1]!.masks!.map(({ id }) => id)).toEqual(['p', 'q']);
  });
});

test('a swatch’s new colour leaves locked hints as they are, which follow it no more, in all versions; the others follow', () => {
  const linked = [...['a', 'b', 'c', 'd'].map((id, index) => ({ kind: 'updateHint', keyframeId: index < 3 ? 'k' : 'l', hint: samplePoint(id, { swatch: 'cloth', ab: [33, 11] }) })), group(['a', 'd'])];
  const locked = [...linked, colour([33, 11], 'cloth'), update({ locked: true }), { kind: 'markHints', keyframeId: 'k', hintIds: ['b'], locked: true }, { kind: 'addVersion', shotId: first!.id, id: 'kept' }];
  const blue = { kind: 'updateSwatch', swatch: sampleSwatch('cloth', [40, -5, -40]) };
  const swatchOf = ({ hints }: ProjectDocument['keyframes'][number]): readonly unknown[] => hints.map((hint) => ('ab' in hint ? [hint.id, hint.swatch, hint.ab] : hint));
  const changed = after(...locked, blue);
  const kept = [[['a', undefined, [33, 11]], ['b', undefined, [33, 11]], ['c', 'cloth', [33, 11]]], [['d', undefined, [33, 11]]]];
  expect(changed.keyframes.slice(0, 2).map(swatchOf)).toEqual(kept);
  expect(changed.versions[0]!.keyframes.map(swatchOf)).toEqual(kept);
  expect(changed.shots[0]!.hintGroups).toEqual([{ ...dress, locked: true, ab: [33, 11] }]);
  // A new name, source or lightness is no new colour.
  expect(after(...locked, { ...blue, swatch: { ...sampleSwatch('cloth', [70, 33, 11]), name: 'Wool' } }).keyframes).toEqual(after(...locked).keyframes);
});

test('a hint that Colour like made and that is changed is the user’s own from then on, as is one whose group is recoloured or dissolved', () => {
  const made = Hint.parse({ ...samplePoint('a'), made: 'like' });
  const madeBy = (...commands: readonly unknown[]): unknown => after({ kind: 'setHints', keyframeId: 'k', hints: [made, samplePoint('b')] }, ...commands).keyframes[0]!.hints[0]!.made;
  expect(madeBy({ kind: 'setHints', keyframeId: 'k', hints: [made, samplePoint('f')] })).toBe('like');
  expect(madeBy({ kind: 'updateHint', keyframeId: 'k', hint: { ...made, at: [0.6, 0.6] } })).toBeUndefined();
  expect(madeBy(group(['a']))).toBeUndefined();
  const inMade = { kind: 'setHints', keyframeId: 'k', hints: [{ ...made, group: 'dress' }] };
  expect(madeBy(group([]), inMade)).toBeUndefined();
  const grouped = [group([]), { kind: 'removeHints', keyframeId: 'k', hintIds: ['a', 'b'] }, inMade];
  expect([madeBy(...grouped), madeBy(...grouped, colour([5, 5])), madeBy(...grouped, { kind: 'removeHintGroup', shotId: first!.id, groupId: 'dress' })]).toEqual(['like', undefined, undefined]);
});

test('a locked hint can be neither changed nor removed, keeps its colour in a group, and takes no other mark away', () => {
  const mark = (hintId: string, marks: object): unknown => ({ kind: 'markHints', keyframeId: 'k', hintIds: [hintId], ...marks });
  const locked = mark('a', { locked: true });
  const code = (...commands: readonly unknown[]): unknown => {
    try {
      after(...commands);
      return 'done';
    } catch (error) {
      return (error as { readonly code: string }).code;
    }
  };
  const moved = { kind: 'updateHint', keyframeId: 'k', hint: { ...samplePoint('a', { at: [0.9, 0.9] }), locked: true } };
  expect([code(locked, moved), code(locked, { kind: 'removeHints', keyframeId: 'k', hintIds: ['a'] }), code(locked, { kind: 'removeKeyframe', keyframeId: 'k' })]).toEqual(['input.hintLocked', 'input.hintLocked', 'input.hintLocked']);
  expect([code(locked, mark('a', { locked: false }), moved), code(locked, { kind: 'removeHints', keyframeId: 'k', hintIds: ['b'] })]).toEqual(['done', 'done']);
  expect(hintsOf(after(locked, group(['a', 'b'], { ab: [5, 5] }))).slice(0, 2)).toEqual([['a', 'dress', [12.5, 30]], ['b', 'dress', [5, 5]]]);
  expect(hintsOf(after(locked, group(['a', 'b']), colour([6, 6]))).slice(0, 2)).toEqual([['a', 'dress', [12.5, 30]], ['b', 'dress', [6, 6]]]);
  expect(after(locked, mark('a', { hidden: true })).keyframes[0]!.hints[0]).toEqual({ ...samplePoint('a'), locked: true, hidden: true });
  expect(after(locked, mark('a', { hidden: true }), mark('a', { locked: false })).keyframes[0]!.hints[0]).toEqual({ ...samplePoint('a'), hidden: true });
});
