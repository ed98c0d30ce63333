import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../../../shared/errors/app-error.ts';
import { emptyDocument, ProjectCommand, type ProjectDocument, type Shot } from '../../../shared/model/document.ts';
import { frameIndex, rangeIncludes } from '../../../shared/model/frame.ts';
import { versionName, versionsOf, withVersionShown } from '../../../shared/model/version.ts';
import { sampleClip, sampleKeyframe, sampleLayer, sampleMask, samplePoint, sampleReference, sampleShots, sampleSwatch } from '../testing/sample-project.ts';
import { applyCommand } from './apply-command.ts';

const clip = sampleClip('film', 60);
const [one, two] = sampleShots(clip, [0, 30]);
const film: ProjectDocument = {
  ...emptyDocument, clips: [clip], shots: [one!, two!], swatches: [sampleSwatch('coat')], references: [sampleReference('still')],
  keyframes: [{ ...sampleKeyframe('first', 'film-1', 5, [samplePoint('hint', { swatch: 'coat' })]), referenceId: sampleReference('still').id }, sampleKeyframe('late', 'film-1', 20), sampleKeyframe('second', 'film-2', 40)],
};

function after(document: ProjectDocument, ...commands: readonly unknown[]): ProjectDocument {
  return commands.reduce<ProjectDocument>((now, command) => applyCommand(now, ProjectCommand.parse(command)), document);
}
const duplicate = (id: string): unknown => ({ kind: 'addVersion', shotId: 'film-1', id });
const show = (versionId: string, id: string): unknown => ({ kind: 'showVersion', versionId, id });
const layer = { kind: 'addLayer', shotId: 'film-1', layer: sampleLayer('warm') };

test('a duplicate is shown and changed, the first version is as it was; showing that again brings back every bit of it', () => {
  const changed = after(film, duplicate('a'), { kind: 'setVividness', shotIds: ['film-1'], vividness: 1 }, layer, { kind: 'setHints', keyframeId: 'first', hints: [] });
  expect(versionName(changed.shots[0]!)).toBe('B');
  expect(versionsOf(changed, one!.id).map(({ name }) => name)).toEqual(['A']);
  const back = after(changed, show('a', 'b'));
  expect({ ...back, versions: [] }).toStrictEqual(film);
  expect(versionsOf(back, one!.id)).toMatchObject([{ id: 'b', name: 'B', vividness: 1, layers: [{ id: 'warm' }], keyframes: [{ id: 'first', hints: [] }, { id: 'late' }] }]);
  // And there again.
  expect({ ...after(back, show('b', 'a')), versions: [] }).toStrictEqual({ ...changed, versions: [] });
  expect(withVersionShown(changed, changed.versions[0]!).keyframes).toStrictEqual(film.keyframes);
});

test('a new version takes the first free letter, and one that is deleted gives way to another', () => {
  const three = after(film, duplicate('a'), duplicate('b'));
  expect([versionName(three.shots[0]!), ...versionsOf(three, one!.id).map(({ name }) => name)]).toEqual(['C', 'A', 'B']);
  const without = after(three, { kind: 'discardVersion', shownNext: 'a' });
  expect([versionName(without.shots[0]!), ...versionsOf(without, one!.id).map(({ name }) => name)]).toEqual(['A', 'B']);
  expect(versionName(after(without, duplicate('c')).shots[0]!)).toBe('C');
  expect(() => after(three, show('gone', 'x'))).toThrow('not in the project');
});

test('swatches and references that are removed are removed from versions that are not shown; their hints keep the colour', () => {
  const removed = after(film, duplicate('a'), { kind: 'removeSwatch', swatchId: 'coat' }, { kind: 'removeReference', referenceId: 'still' });
  expect(removed.versions[0]!.keyframes[0]).toStrictEqual(removed.keyframes[0]);
  expect(removed.versions[0]!.keyframes[0]!.hints[0]).toMatchObject({ ab: [20, -30] });
  expect(removed.versions[0]!.keyframes[0]).not.toHaveProperty('referenceId');
});

/** Versions that are not shown: shot, letter, frames of the keyframes. */
const kept = ({ versions }: ProjectDocument): readonly unknown[] => versions.map(({ shotId, name, keyframes }) => [shotId, name, keyframes.map(({ frame, shotId: of }) => (of === shotId ? frame : `${frame} of ${of}`))]);
const shownFrames = ({ keyframes }: ProjectDocument): readonly unknown[] => keyframes.map(({ shotId, frame }) => [shotId, frame]);
const unique = ({ versions }: ProjectDocument): void => { expect(new Set(versions.map(({ id }) => id)).size).toBe(versions.length); };
const replace = (shots: readonly Shot[]): unknown => ({ kind: 'replaceShots', clipId: 'film', shots });

test('both parts of a split shot have its versions, each with the keyframes that lie in it; shown again and merged again, none is lost', () => {
  const split = after(film, duplicate('a'), { kind: 'splitShot', shotId: 'film-1', at: 10, newShotId: 'other' });
  expect(kept(split)).toEqual([['film-1', 'A', [5]], ['other', 'A', [20]]]);
  expect(split.shots.map((shot) => versionName(shot))).toEqual(['B', 'B', 'A']);
  unique(split);
  const shown = after(split, show(split.versions[1]!.id, 'b'), show(split.versions[0]!.id, 'c'));
  expect(shownFrames(shown)).toEqual([['film-1', 5], ['other', 20], ['film-2', 40]]);
  const merged = after(shown, { kind: 'mergeShots', first: 'film-1', second: 'other' });
  expect(kept(merged)).toEqual([['film-1', 'B', [5, 20]]]);
  expect(kept(after(split, { kind: 'splitShot', shotId: 'film-1', at: 7, newShotId: 'third' }))).toEqual([['film-1', 'A', [5]], ['other', 'A', [20]]]);
});

test('a part without a keyframe of a version has it only where it would look different', () => {
  const split = (...more: readonly unknown[]): ProjectDocument => after(film, duplicate('a'), ...more, { kind: 'splitShot', shotId: 'film-1', at: 25, newShotId: 'other' });
  expect(kept(split())).toEqual([['film-1', 'A', [5, 20]]]);
  const different = split(layer);
  expect(kept(different)).toEqual([['film-1', 'A', [5, 20]], ['other', 'A', []]]);
  expect(different.versions[1]).not.toHaveProperty('layers');
  expect(different.shots[1]!.layers).toHaveLength(1);
});

test('a part in which a version has no colour, and what is shown has, has that version: merged again, it is as it was', () => {
  const before = after(film, duplicate('a'), { kind: 'addKeyframe', keyframe: sampleKeyframe('new', 'film-1', 27) });
  const split = after(before, { kind: 'splitShot', shotId: 'film-1', at: 25, newShotId: 'other' });
  expect(kept(split)).toEqual([['film-1', 'A', [5, 20]], ['other', 'A', []]]);
  expect(after(split, { kind: 'mergeShots', first: 'film-1', second: 'other' })).toStrictEqual(before);
});

test('versions of one letter with settings of their own stay two when their shots are merged', () => {
  const vivid = (id: string, vividness: number): unknown => ({ kind: 'setVividness', shotIds: [id], vividness });
  const before = after(film, vivid('film-1', 0.1), duplicate('a'), vivid('film-1', 0.2), { kind: 'addVersion', shotId: 'film-2', id: 'x' }, vivid('film-2', 0.4));
  const merged = after(before, vivid('film-2', 0.2), { kind: 'mergeShots', first: 'film-1', second: 'film-2' });
  // The second shot's A states nothing.
  expect(merged.versions.map(({ name, vividness }) => [name, vividness])).toEqual([['A', 0.1]]);
  const stated = after(before, show('x', 'y'), vivid('film-2', 0.3), show('y', 'z'), vivid('film-2', 0.2), { kind: 'mergeShots', first: 'film-1', second: 'film-2' });
  expect(stated.versions.map(({ name, vividness, keyframes }) => [name, vividness, keyframes.map(({ frame }) => frame)])).toEqual([['A', 0.1, [5, 20, 40]], ['C', 0.3, [5, 20, 40]]]);
  unique(stated);
});

test('a shot that is merged away takes its versions along: the other shot takes part with what it shows', () => {
  const merged = after(film, { kind: 'addVersion', shotId: 'film-2', id: 'x' }, { kind: 'removeKeyframe', keyframeId: 'second' }, { kind: 'mergeShots', first: 'film-1', second: 'film-2' });
  // The first shot shows A, so the second one's gets the first free letter.
  expect(merged.shots.map((shot) => versionName(shot))).toEqual(['A']);
  expect(kept(merged)).toEqual([['film-1', 'B', [5, 20, 40]]]);
  expect(shownFrames(merged)).toEqual([['film-1', 5], ['film-1', 20]]);
});

test('shots that are found anew have the versions of all that they take the place of, with their keyframes, layers, groups and masks', () => {
  const mask = sampleMask('face');
  const before = after(film, { kind: 'addMask', shotId: 'film-1', mask }, { kind: 'addLayer', shotId: 'film-1', layer: { ...sampleLayer('warm'), mask: 'face' } }, duplicate('a'), { kind: 'removeLayer', shotId: 'film-1', layerId: 'warm' }, { kind: 'addVersion', shotId: 'film-2', id: 'x' });
  const found = after(before, replace(sampleShots(clip, [0, 12, 35], 'new')));
  expect(kept(found)).toEqual([['new-1', 'A', [5]], ['new-3', 'A', [40]], ['new-2', 'A', [20]]]);
  unique(found);
  for (const { layers } of [found.versions[0]!, found.versions[2]!]) expect(layers?.[0]).toMatchObject({ id: 'warm', mask: 'face', on: true });
  expect(found.shots.map(({ masks }) => masks?.map(({ id }) => id))).toEqual([['face'], ['face'], undefined]);
  // One shot in the place of both, which shows what most of its frames showed.
  const whole = after(before, replace(sampleShots(clip, [0], 'whole')));
  expect(kept(whole)).toEqual([['whole-1', 'A', [5, 20, 40]]]);
});

const moveTo = (to: number): unknown => ({ kind: 'moveCut', shotId: 'film-2', to });
const changedHint = { kind: 'setHints', keyframeId: 'late', hints: [] };

test('a moved boundary gives the keyframes of versions that are not shown to the shot of their frames, and takes them back', () => {
  const before = after(film, duplicate('a'), { kind: 'addHint', keyframeId: 'late', hint: samplePoint('new') }, layer);
  const moved = after(before, moveTo(15));
  // The second shot shows A, so what was hidden comes into the letter that the first one shows; its layers stay its own.
  expect(kept(moved)).toEqual([['film-1', 'A', [5]], ['film-2', 'B', [20, 40]]]);
  expect(moved.versions[1]!.keyframes[0]).toEqual({ ...film.keyframes[1]!, shotId: 'film-2' });
  expect(moved.versions[1]).not.toHaveProperty('layers');
  expect(moved.keyframes.find(({ id }) => id === 'late')!.hints).toHaveLength(1);
  expect(after(moved, moveTo(30))).toStrictEqual(before);
  // Frame by frame as with the keys.
  const there = after(before, ...[29, 28, 20, 19, 12].map(moveTo));
  expect(after(there, ...[13, 19, 20, 21, 30].map(moveTo))).toStrictEqual(before);
  expect(kept(after(there, show(there.versions[1]!.id, 'x'), moveTo(30)))).toEqual([['film-1', 'A', [5, 20]], ['film-2', 'A', [40]]]);
});

test('a duplicate that is not changed yet stays when a boundary is moved', () => {
  const moved = after(film, duplicate('a'), moveTo(15));
  expect(kept(moved)).toEqual([['film-1', 'A', [5]]]);
  expect(shownFrames(moved)).toEqual([['film-1', 5], ['film-2', 20], ['film-2', 40]]);
  expect(kept(after(moved, moveTo(30)))).toEqual([['film-1', 'A', [5, 20]]]);
});

test('versions of the neighbour with the same letter take the frames, and those of another letter what was shown of them', () => {
  const both = after(film, duplicate('a'), { kind: 'addVersion', shotId: 'film-2', id: 'x' }, { kind: 'addVersion', shotId: 'film-2', id: 'y' }, changedHint, { kind: 'addHint', keyframeId: 'late', hint: samplePoint('new') });
  const moved = after(both, moveTo(15));
  expect(kept(moved)).toEqual([['film-1', 'A', [5]], ['film-2', 'A', [20, 40]], ['film-2', 'B', [20, 40]]]);
  const hints = moved.versions.slice(1).map(({ keyframes }) => keyframes[0]!.hints.length);
  expect(hints).toEqual([0, 1]);
  expect(after(moved, moveTo(30))).toStrictEqual(both);
});

test('keyframes of versions that an earlier program left outside of their shot are not lost when it is shown', () => {
  const strayed: ProjectDocument = { ...after(film, duplicate('a')), shots: [{ ...one!, version: 'B', range: { ...one!.range, last: frameIndex(14) } }, { ...two!, range: { ...two!.range, first: frameIndex(15) } }], keyframes: [film.keyframes[0]!, film.keyframes[2]!] };
  const shown = after(strayed, show('a', 'b'));
  expect(kept(shown)).toEqual([['film-2', 'B', [20, 40]], ['film-1', 'B', [5]]]);
  expect(shownFrames(shown)).toEqual([['film-1', 5], ['film-2', 40]]);
});

test('no keyframe and no layer of a version is lost by any split, merge, moved boundary or detection, and each is in the shot of its frame', () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 59 }), { maxLength: 5 }).map((list) => [0, ...list.toSorted((a, b) => a - b)]);
  const frames = fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { minLength: 1, maxLength: 6 });
  const moves = fc.array(fc.record({ kind: fc.constantFrom('splitShot', 'mergeShots', 'moveCut', 'showVersion', 'replaceShots'), pick: fc.nat(99), frame: fc.integer({ min: 0, max: 59 }), cuts }), { maxLength: 12 });
  let done = 0;
  fc.assert(fc.property(cuts, frames, frames, moves, (first, one, other, list) => {
    const start: ProjectDocument = { ...emptyDocument, clips: [clip], shots: sampleShots(clip, first, 'a') };
    const painted = (prefix: string, at: readonly number[], document: ProjectDocument): ProjectDocument => after(document, ...at.map((frame) => ({ kind: 'addKeyframe', keyframe: sampleKeyframe(`${prefix}${frame}`, document.shots.find(({ range }) => rangeIncludes(range, frame))!.id, frame) })));
    const withOne = after(painted('one', one, start), ...start.shots.map(({ id }) => ({ kind: 'addLayer', shotId: id, layer: sampleLayer(`hidden of ${id}`) })));
    const hidden = after(withOne, ...withOne.shots.map(({ id }) => ({ kind: 'addVersion', shotId: id, id: `version of ${id}` })), ...withOne.keyframes.map(({ id }) => ({ kind: 'removeKeyframe', keyframeId: id })), ...start.shots.map(({ id }) => ({ kind: 'setLayers', shotIds: [id], layers: [sampleLayer(`shown of ${id}`)] })));
    const found = list.reduce((document, { kind, pick, frame, cuts: again }, number) => {
      const shot = document.shots[pick % document.shots.length]!;
      const version = document.versions[pick % Math.max(1, document.versions.length)];
      const command = {
        splitShot: { shotId: shot.id, at: frame, newShotId: `split ${number}` }, mergeShots: { first: shot.id, second: document.shots[document.shots.indexOf(shot) + 1]?.id },
        moveCut: { shotId: shot.id, to: frame }, showVersion: { versionId: version?.id, id: `hidden ${number}` }, replaceShots: { clipId: 'film', shots: sampleShots(clip, again, `found ${number}`) },
      }[kind];
      const parsed = ProjectCommand.safeParse({ kind, ...command });
      if (!parsed.success) return document;
      try {
        const changed = applyCommand(document, parsed.data);
        done += 1;
        assertAtHome(changed);
        return changed;
      } catch (error) {
        if (error instanceof AppError) return document;
        throw error;
      }
    }, painted('other', other, hidden));
    const layers = new Set([...found.shots, ...found.versions].flatMap((each) => each.layers ?? []).map(({ id }) => id as string));
    for (const { id } of start.shots) expect([...layers]).toEqual(expect.arrayContaining([`hidden of ${id}`, `shown of ${id}`]));
    const keyed = new Set([...found.keyframes, ...found.versions.flatMap(({ keyframes }) => keyframes)].map(({ id }) => id as string));
    for (const id of [...one.map((frame) => `one${frame}`), ...other.map((frame) => `other${frame}`)]) expect(keyed).toContain(id);
  }), { numRuns: 150 });
  expect(done).toBeGreaterThan(300);
});

function assertAtHome(document: ProjectDocument): void {
  unique(document);
  for (const { shotId, keyframes, name } of document.versions) {
    const shot = document.shots.find(({ id }) => id === shotId)!;
    expect(name).not.toBe(versionName(shot));
    expect(keyframes.every(({ frame, shotId: of }) => of === shotId && rangeIncludes(shot.range, frame))).toBe(true);
    expect(new Set(keyframes.map(({ frame }) => frame)).size).toBe(keyframes.length);
  }
  for (const { id } of document.shots) expect(new Set(versionsOf(document, id).map(({ name }) => name)).size).toBe(versionsOf(document, id).length);
}
