import Sqlite from 'better-sqlite3';
import { apply as applyPatches } from 'mutative';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { Acceptance } from '../../shared/model/acceptance.ts';
import { Keyframe, KeyframeStill, Note, ProjectCommand, type ProjectDocument, Reference, Scene, Shot, Still, Swatch } from '../../shared/model/document.ts';
import { BoundaryHint, AutoHint, PointHint, StrokeHint } from '../../shared/model/hint.ts';
import { Sequence, SequenceEvent } from '../../shared/model/sequence.ts';
import { createProject, openProject, type ProjectStore } from './index.ts';
import type { ProjectChange } from './project-store.ts';
import { sampleAcceptance, sampleApproval, sampleClip, sampleGroup, sampleKeyframe, sampleLayer, sampleMask, sampleNetworks, sampleNote, samplePoint, sampleReference, sampleSequence, sampleShots, sampleStill, sampleSwatch } from './testing/sample-project.ts';
import { useTemporaryFolder } from './testing/temporary-folder.ts';

const inFolder = useTemporaryFolder();

function give(store: ProjectStore, command: z.input<typeof ProjectCommand>, options: { readonly mergeKey?: string; readonly baseRevision?: number } = {}): ProjectChange {
  return store.apply({ baseRevision: store.revision, command: ProjectCommand.parse(command), ...options });
}

/** A project with one clip in two shots and a keyframe. */
function filmProject(name = 'kid.tintype'): ProjectStore {
  const store = createProject(inFolder(name));
  const clip = sampleClip('film', 100);
  give(store, { kind: 'addClip', clip, shots: sampleShots(clip, [0, 50]) });
  give(store, { kind: 'addKeyframe', keyframe: sampleKeyframe('key', 'film-1', 10, [], true) });
  return store;
}

/** A project in which every table has rows and every optional field is set once. */
function fullProject(): ProjectStore {
  const store = filmProject();
  give(store, { kind: 'addSwatch', swatch: sampleSwatch('coat') });
  give(store, { kind: 'addReference', reference: sampleReference('still') });
  give(store, { kind: 'addNote', note: sampleNote('note', 'film', 3) });
  give(store, { kind: 'addScene', scene: { id: 'night', name: 'Night' } });
  give(store, { kind: 'moveShotsToScene', shotIds: ['film-2'], sceneId: 'night' });
  give(store, { kind: 'setShotNetworks', shotId: 'film-2', networks: sampleNetworks('1.2.0') });
  give(store, { kind: 'setShotFlag', shotIds: ['film-2'], flag: 'blue' });
  give(store, { kind: 'setAutomaticModel', shotIds: ['film-2'], model: { id: 'ddcolor', version: '1+0123456789ab' } });
  give(store, { kind: 'setVividness', shotIds: ['film-2'], vividness: 0.25 });
  give(store, { kind: 'addVersion', shotId: 'film-2', id: 'version-a' });
  give(store, { kind: 'addMask', shotId: 'film-2', mask: sampleMask('face', 60) });
  give(store, { kind: 'addHintGroup', shotId: 'film-2', group: { ...sampleGroup('dress'), mask: 'face', swatch: 'coat', locked: true, off: true }, hintIds: [] });
  give(store, { kind: 'addLayer', shotId: 'film-2', layer: { ...sampleLayer('trim'), mask: 'face' } });
  store.keepPlane('a plane', new Uint8Array([1]));
  give(store, { kind: 'addStill', still: sampleStill('grabbed', 'film', 7, { plane: 'a plane', layers: [{ layers: [sampleLayer('then')], weight: 1 }], hints: [samplePoint('carried', { group: 'coat' })], groups: [{ id: 'coat', name: 'Coat', ab: [1, 2] }] }) });
  give(store, { kind: 'setSceneMemory', shotIds: ['film-2'], stillId: 'grabbed', remembered: true });
  give(store, { kind: 'setClipCoding', clipId: 'film', coding: { primaries: 'bt470bg', transfer: 'gamma28', matrix: 'bt601', range: 'full' } });
  give(store, { kind: 'relinkClip', clipId: 'film', source: { kind: 'sequence', pattern: '/films/film-%04d.png', firstNumber: 1 }, unreadable: [{ from: 3, to: 4 }], damaged: [{ first: 3, last: 5 }], remarks: ['damaged'] });
  give(store, { kind: 'setClipRate', clipId: 'film', rate: { num: 18, den: 1 } });
  give(store, { kind: 'setSequence', sequence: sampleSequence('reel', 'film') });
  give(store, { kind: 'acceptFinding', acceptance: sampleAcceptance('accepted', 'film', 12) });
  give(store, { kind: 'setTransitionIn', shotId: 'film-2', transitionIn: { kind: 'dissolve', frames: { first: 47, last: 52 } } });
  give(store, { kind: 'setKeyframeStill', keyframeId: 'key', still: { path: '/stills/a.png', contentHash: 'a', mask: { path: '/stills/a.mask.png', contentHash: 'm' } } });
  give(store, { kind: 'setKeyframeReference', keyframeId: 'key', referenceId: 'still' });
  give(store, { kind: 'approveKeyframe', keyframeId: 'key', approved: true });
  give(store, { kind: 'setHints', keyframeId: 'key', hints: [
    { kind: 'stroke', id: 'stroke', path: [[0, 0.1], [0.3333333333333333, 1]], radius: 0.02, widths: [0.4, 1.6], ab: [-110, 1e-7], swatch: 'coat', strength: 0.5, reach: 2, softEdge: 0, group: 'dress', made: 'like', locked: true, hidden: true },
    { kind: 'boundary', id: 'edge', path: [[0.5, 0.5]], group: 'dress', made: 'like', locked: true, hidden: true }, { kind: 'auto', id: 'auto', at: [1, 0], radius: 1, group: 'dress', made: 'like', locked: true, hidden: true }, { kind: 'point', id: 'point', at: [0.25, 0.5], radius: 3 / 256, ab: [12.5, 30], swatch: 'coat', strength: 1, reach: 0, softEdge: 0.3, group: 'dress', made: 'like', locked: true, hidden: true },
  ] });
  give(store, { kind: 'setShotStatus', shotIds: ['film-2'], status: 'approved', approvals: [{ shotId: 'film-2', approval: sampleApproval(store.document.shots[1]!, '2026-11-29T12:00:00.000Z') }] });
  return store;
}

test('every field of every record is in the tables: a reopened project equals the closed one', () => {
  const store = fullProject();
  const { document, path } = store;
  store.close();
  using again = opened(path);
  expect(again.store.document).toStrictEqual(document);
  // A new field of the model fails here until the sample has it, and the tables store it.
  const keys = (value: object | undefined): string[] => Object.keys(value ?? {}).sort();
  const fields = (schema: z.ZodObject): string[] => Object.keys(schema.shape).sort();
  // All other fields of a clip are stored as JSON, so none can be missed.
  const { shots: [, shot], keyframes: [keyframe], swatches: [swatch], references: [reference], notes: [note], scenes: [scene], sequences: [sequence], acceptances: [acceptance], stills: [still] } = document;
  expect([keys(shot), keys(keyframe), keys(swatch), keys(reference), keys(note), keys(scene), keys(sequence), keys(sequence?.events[0]), keys(acceptance), keys(keyframe?.still), keys(still)]).toEqual([Shot, Keyframe, Swatch, Reference, Note, Scene, Sequence, SequenceEvent, Acceptance, KeyframeStill, Still].map((schema) => fields(schema)));
  expect(keyframe?.hints.map(keys)).toEqual([StrokeHint, BoundaryHint, AutoHint, PointHint].map((schema) => fields(schema)));
});

test('hints that change their order, and a swatch removed from the middle, are read back in order', () => {
  const store = fullProject();
  const order = (document: ProjectDocument): string[][] => [document.keyframes[0]!.hints.map((hint) => hint.id), document.swatches.map((swatch) => swatch.id)];
  for (const id of ['hat', 'glove']) give(store, { kind: 'addSwatch', swatch: sampleSwatch(id) });
  const before = order(store.document);
  let mirror: ProjectDocument = store.document;
  store.subscribe((change) => { mirror = applyPatches(mirror, change.patches.map((each) => ({ ...each }))); });
  give(store, { kind: 'setHints', keyframeId: 'key', hints: store.document.keyframes[0]!.hints.toReversed() });
  give(store, { kind: 'removeSwatch', swatchId: 'hat' });
  give(store, { kind: 'addSwatch', swatch: sampleSwatch('shoe') });
  expect(mirror).toStrictEqual(store.document);
  store.close();
  using again = opened(store.path);
  expect(order(again.store.document)).toEqual([['point', 'auto', 'edge', 'stroke'], ['coat', 'glove', 'shoe']]);
  while (again.store.undoLabel !== 'Set hints') again.store.undo();
  again.store.undo();
  expect(order(again.store.document)).toEqual(before);
  again.store.close();
  using third = opened(store.path);
  expect(order(third.store.document)).toEqual(before);
});

test('the document is deeply frozen, when opened and after a change', () => {
  const store = fullProject();
  store.close();
  using again = opened(store.path);
  give(again.store, { kind: 'addHint', keyframeId: 'key', hint: samplePoint('more') });
  const thawed: unknown[] = [];
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (!Object.isFrozen(value)) thawed.push(value);
    Object.values(value).forEach(look);
  };
  look(again.store.document);
  expect(thawed).toEqual([]);
});

test('undo and redo are available after closing and opening, with their labels', () => {
  const store = filmProject();
  give(store, { kind: 'addHint', keyframeId: 'key', hint: samplePoint('a') });
  const withHint = store.document;
  expect([store.undoLabel, store.redoLabel]).toEqual(['Add point', undefined]);
  store.undo();
  expect([store.undoLabel, store.redoLabel]).toEqual(['Add keyframe', 'Add point']);
  store.close();
  using again = opened(store.path);
  expect([again.store.undoLabel, again.store.redoLabel, again.store.revision]).toEqual(['Add keyframe', 'Add point', 0]);
  expect(again.store.redo()).toMatchObject({ revision: 1, undoLabel: 'Add point' });
  expect(again.store.document).toStrictEqual(withHint);
  expect(again.store.redo()).toBeUndefined();
});

test('a new command after an undo drops the steps to redo', () => {
  using held = closing(filmProject());
  const { store } = held;
  give(store, { kind: 'addHint', keyframeId: 'key', hint: samplePoint('a') });
  store.undo();
  give(store, { kind: 'addHint', keyframeId: 'key', hint: samplePoint('b') });
  expect(store.redo()).toBeUndefined();
  store.undo();
  expect(store.document.keyframes[0]?.hints).toEqual([]);
});

test('a drag is one step; a second drag is another, and so is the same merge key after an undo', () => {
  using held = closing(filmProject());
  const { store } = held;
  const xOf = (): number | undefined => store.document.keyframes[0]?.hints.map((hint) => ('at' in hint ? hint.at[0] : undefined))[0];
  const drag = (mergeKey: string, ...xs: number[]): void => xs.forEach((x) => give(store, { kind: 'updateHint', keyframeId: 'key', hint: samplePoint('a', { at: [x, 0.5] }) }, { mergeKey }));
  give(store, { kind: 'addHint', keyframeId: 'key', hint: samplePoint('a', { at: [0, 0.5] }) });
  drag('first', 0.1, 0.2, 0.3);
  drag('second', 0.4, 0.5);
  store.undo();
  expect(xOf()).toBe(0.3);
  drag('second', 0.6, 0.7);
  store.undo();
  expect(xOf()).toBe(0.3);
  store.undo();
  expect(xOf()).toBe(0);
  store.redo();
  expect(xOf()).toBe(0.3);
});

test('a drag that ends where it began leaves no step', () => {
  using held = closing(filmProject());
  const { store } = held;
  for (const to of [55, 60, 50]) give(store, { kind: 'moveCut', shotId: 'film-2', to }, { mergeKey: 'drag' });
  expect(store.undoLabel).toBe('Add keyframe');
  expect(store.revision).toBe(5);
});

test('a moved cut that takes a keyframe with its groups and their masks along is one step, and its undo leaves no copy', () => {
  using held = closing(filmProject());
  const { store } = held;
  give(store, { kind: 'setHints', keyframeId: 'key', hints: [samplePoint('a')] });
  give(store, { kind: 'addMask', shotId: 'film-1', mask: sampleMask('m') });
  give(store, { kind: 'addHintGroup', shotId: 'film-1', group: { id: 'dress', name: 'Dress', mask: 'm' }, hintIds: ['a'] });
  const before = store.document;
  give(store, { kind: 'moveCut', shotId: 'film-2', to: 8 });
  const moved = store.document;
  expect(moved.shots[1]).toMatchObject({ hintGroups: [{ id: 'dress', mask: 'm' }], masks: [{ id: 'm' }] });
  store.undo();
  expect(store.document).toEqual(before);
  store.redo();
  expect(store.document).toEqual(moved);
});

test('a command that changes nothing makes no revision, no step and no event', () => {
  using held = closing(filmProject());
  const { store } = held;
  const heard: ProjectChange[] = [];
  store.subscribe((change) => heard.push(change));
  expect(give(store, { kind: 'renameShot', shotId: 'film-1', name: 'Shot 01' })).toEqual({ revision: 2, patches: [], undoLabel: 'Add keyframe', undoFrames: [{ clipId: 'film', frame: 10 }] });
  expect([heard, store.undoLabel]).toEqual([[], 'Add keyframe']);
});

test('a mirror that applies the patches of all events has the same document', () => {
  using held = closing(filmProject());
  const { store } = held;
  let mirror: ProjectDocument = store.document;
  const unsubscribe = store.subscribe((change) => { mirror = applyPatches(mirror, change.patches.map((each) => ({ ...each }))); });
  give(store, { kind: 'splitShot', shotId: 'film-1', at: 5, newShotId: 'new' });
  give(store, { kind: 'addHint', keyframeId: 'key', hint: samplePoint('a') });
  store.undo();
  expect(mirror).toStrictEqual(store.document);
  unsubscribe();
  store.undo();
  expect(mirror).not.toEqual(store.document);
});

test('one added hint among many keyframes is sent as that hint only', () => {
  using held = closing(filmProject());
  const { store } = held;
  for (let frame = 11; frame < 50; frame++) give(store, { kind: 'addKeyframe', keyframe: sampleKeyframe(`key-${frame}`, 'film-1', frame) });
  expect(give(store, { kind: 'addHint', keyframeId: 'key-30', hint: samplePoint('a') }).patches).toEqual([{ op: 'add', path: ['keyframes', 20, 'hints', 0], value: samplePoint('a') }]);
  expect(give(store, { kind: 'removeKeyframe', keyframeId: 'key' }).patches).toEqual([{ op: 'remove', path: ['keyframes', 0] }]);
});

test('a refused command changes neither document nor history, and a document that could not be read again is refused', () => {
  using held = closing(filmProject());
  const { store } = held;
  const { document } = store;
  expect(() => give(store, { kind: 'splitShot', shotId: 'film-1', at: 99, newShotId: 'new' })).toThrow(expect.objectContaining({ code: 'input.frameOutside' }));
  const broken = { kind: 'addHint' as const, keyframeId: Keyframe.shape.id.parse('key'), hint: { ...samplePoint('a'), at: [Number.NaN, 0] } };
  expect(() => store.apply({ baseRevision: store.revision, command: broken as ProjectCommand })).toThrow(expect.objectContaining({ code: 'input.malformed' }));
  expect([store.document, store.undoLabel, store.revision]).toEqual([document, 'Add keyframe', 2]);
});

test('settings are stored with the project, outside its history', () => {
  const store = filmProject();
  store.setSetting('playhead', { frame: 12 });
  store.close();
  using again = opened(store.path);
  const Playhead = z.object({ frame: z.number() });
  expect(again.store.getSetting('playhead', Playhead)).toEqual({ frame: 12 });
  expect(again.store.getSetting('playhead', z.string())).toBeUndefined();
  expect(again.store.getSetting('elsewhere', Playhead)).toBeUndefined();
  expect(again.store.undoLabel).toBe('Add keyframe');
});

test('a damaged step of the history is refused by a message; the document is unchanged', () => {
  const store = filmProject();
  give(store, { kind: 'renameShot', shotId: 'film-1', name: 'Opening' });
  store.close();
  for (const inverse of ['{', '[{"op":"replace","path":["shots",0,"name"],"value":7}]', '[{"op":"replace","path":["nowhere",0,"name"],"value":"x"}]']) {
    const database = new Sqlite(store.path);
    database.prepare('UPDATE history SET inverse = ? WHERE position = 3').run(inverse);
    database.close();
    using again = opened(store.path);
    expect(() => again.store.undo()).toThrow(expect.objectContaining({ code: 'project.corrupt' }));
    expect(again.store.document.shots[0]?.name).toBe('Opening');
  }
});

function opened(path: string): Disposable & { readonly store: ProjectStore } {
  return closing(openProject(path));
}

function closing(store: ProjectStore): Disposable & { readonly store: ProjectStore } {
  return { store, [Symbol.dispose]: () => { store.close(); } };
}
