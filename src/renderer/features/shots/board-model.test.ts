import { expect, test } from 'vitest';
import { Job } from '../../../shared/contract/jobs.ts';
import { ShotColour } from '../../../shared/contract/propagate.ts';
import { emptyDocument, Keyframe, Note, type ProjectDocument, Shot } from '../../../shared/model/document.ts';
import { frameIndex } from '../../../shared/model/frame.ts';
import { ClipId, EventId, newId, SceneId, SequenceId, type ShotId, SwatchId, VersionId } from '../../../shared/model/ids.ts';
import { Sequence } from '../../../shared/model/sequence.ts';
import { shownVersion } from '../../../shared/model/version.ts';
import { workOfShots, batchPropagation, type BoardRow, type BoardLine, boardLines, boardRows, leftOutText, passes, presentScope, sharedLines, shotsOfScope, stepOnBoard } from './board-model.ts';

const clipId = ClipId.parse('film');
const [night, day] = [{ id: SceneId.parse('night'), name: 'Night' }, { id: SceneId.parse('day'), name: 'Day' }];
/** Seven shots of ten frames: s0 to s2 at night, s3 and s4 by day, the rest in no scene. */
const shots = Array.from({ length: 7 }, (_, index) => Shot.parse({
  id: `s${index}`, clipId, name: `Shot 0${index}`, range: { first: index * 10, last: index * 10 + 9 }, transitionIn: { kind: 'cut' },
  ...(index < 3 ? { sceneId: 'night' } : index < 5 ? { sceneId: 'day' } : {}), ...(index === 1 || index === 3 ? { status: 'approved' } : index === 2 ? { status: 'review' } : {}),
}));
const document: ProjectDocument = {
  ...emptyDocument, shots, scenes: [day, night],
  keyframes: [0, 1, 3, 4].map((index) => Keyframe.parse({ id: `k${index}`, shotId: `s${index}`, frame: index * 10, approved: false, hints: index === 4 ? [] : [
    { kind: 'point', id: `p${index}`, at: [0.5, 0.5], radius: 0.05, ab: [20, 10], swatch: 'skin' }, { kind: 'point', id: `q${index}`, at: [0.2, 0.5], radius: 0.05, ab: [0, 10], ...(index === 3 ? { swatch: 'coat' } : {}) },
  ] })),
  notes: [Note.parse({ id: 'n', clipId, frame: 24, text: 'Wall flickers' })],
};
const colour = (index: number, stale: boolean): readonly [ShotId, ShotColour] => [shots[index]!.id, ShotColour.parse({ shotId: `s${index}`, range: shots[index]!.range, frames: Array.from({ length: 10 }, () => ({ key: 'k', confidence: 0.9, stale })) })];
const colours = new Map([colour(1, false), colour(3, true), colour(4, false)]);
const job = (index: number, kind: string, state: string): Job => Job.parse({ id: `${kind}${index}`, kind, label: kind, shotId: `s${index}`, state, done: 0, total: 10, secondsLeft: null, createdAt: '' });
const jobs = [job(0, 'propagate', 'done'), job(1, 'propagate', 'running'), job(3, 'updateStale', 'running'), job(4, 'propagate', 'queued'), job(5, 'suggestKeyframe', 'running'), job(6, 'propagate', 'paused')];
const rows = boardRows(document, shots, { colours, suggestions: new Map(), work: workOfShots(jobs), changes: new Map([[shots[1]!.id, [{ kind: 'hints', frame: frameIndex(12) }]], [shots[2]!.id, [{ kind: 'automatic' }]]]), text: '', sort: 'order' });
const named = (filter: Parameters<typeof passes>[1]): readonly string[] => rows.filter((row) => passes(row, filter)).map(({ shot }) => shot.id);

test('a shot is as far as its keyframes say until a person says otherwise', () => {
  expect(rows.map(({ stage }) => stage)).toEqual(['inProgress', 'approved', 'review', 'approved', 'inProgress', 'notStarted', 'notStarted']);
});

test('the board has the shots of the clip, of all clips in their order, or of a sequence in its order; what is gone is the clip', () => {
  const other = ClipId.parse('other');
  const further = Shot.parse({ id: 'o0', clipId: other, name: 'Other', range: { first: 0, last: 9 }, transitionIn: { kind: 'cut' } });
  const clip = (id: ClipId): ProjectDocument['clips'][number] => ({ id, frameCount: 70 }) as ProjectDocument['clips'][number];
  const event = (of: ClipId, first: number): object => ({ id: newId(EventId), name: 'event', clipId: of, range: { first, last: first + 3 }, handles: { before: 0, after: 0 }, recordStart: 100 - first, transitionIn: { kind: 'cut' } });
  const sequence = Sequence.parse({ id: newId(SequenceId), name: 'Reel', rate: { num: 24, den: 1 }, dropFrame: false, events: [event(clipId, 31), event(other, 2), event(clipId, 2)] });
  const of: ProjectDocument = { ...document, clips: [clip(clipId), clip(other)], shots: [...shots, further], sequences: [sequence] };
  const ids = (scope: Parameters<typeof presentScope>[1], within = of): readonly string[] => shotsOfScope(within, presentScope(within, scope), other).map(({ id }) => id);
  expect(ids({ kind: 'clip' })).toEqual(['o0']);
  expect(ids({ kind: 'all' })).toEqual(['s0', 's1', 's2', 's3', 's4', 's5', 's6', 'o0']);
  expect(ids({ kind: 'sequence', sequenceId: sequence.id })).toEqual(['s3', 'o0', 's0']);
  expect(ids({ kind: 'sequence', sequenceId: sequence.id }, { ...of, sequences: [] })).toEqual(['o0']);
  expect(presentScope({ clips: of.clips.slice(1), sequences: [] }, { kind: 'all' })).toEqual({ kind: 'clip' });
});

test('the board is filtered by stage, stale colour, notes and scene', () => {
  expect(named({ kind: 'stage', stage: 'approved' })).toEqual(['s1', 's3']);
  expect(named({ kind: 'stale' })).toEqual(['s3']);
  expect(named({ kind: 'notes' })).toEqual(['s2']);
  expect(named({ kind: 'scene', sceneId: undefined })).toEqual(['s5', 's6']);
});

test('a swatch finds the shots whose hints follow it, on any keyframe', () => {
  expect(named({ kind: 'swatch', swatchId: SwatchId.parse('skin') })).toEqual(['s0', 's1', 's3']);
  expect(named({ kind: 'swatch', swatchId: SwatchId.parse('coat') })).toEqual(['s3']);
  expect(named({ kind: 'swatch', swatchId: SwatchId.parse('unused') })).toEqual([]);
});

test('a card says whether its colour is being made, and whether the user has asked for it', () => {
  expect(rows.map(({ work }) => work)).toEqual([undefined, 'propagating', undefined, 'updating', 'queued', undefined, 'paused']);
});

test('only a shot that is still approved counts as changed since its approval', () => {
  expect(named({ kind: 'changed' })).toEqual(['s1']);
});

/** `Day 2/20/1 @0+2` for a head, `s3 s4 @0+2` for shots: what is in each part, and its columns. */
const told = (lines: readonly BoardLine[]): readonly string[] => lines.map((line) => (line.kind === 'heads'
  ? line.parts.map(({ head, column, span }) => `${head.scene?.name ?? '–'} ${head.shots}/${head.frames}/${head.approved} @${column}+${span}`)
  : line.parts.map(({ rows: own, column, span }) => `${own.map(({ shot }) => shot.id).join(' ')} @${column}+${span}`)).join(' | '));

test('scenes stand in their order with their counts, shots without one last, and an empty scene keeps its head', () => {
  const scenes = [day, night, { id: SceneId.parse('empty'), name: 'Empty' }];
  expect(told(boardLines(rows, scenes, 2))).toEqual(['Day 2/20/1 @0+2', 's3 s4 @0+2', 'Night 3/30/1 @0+2', 's0 s1 @0+2', 's2 @0+2', 'Empty 0/0/0 @0+2', '– 2/20/0 @0+2', 's5 s6 @0+2']);
  expect(told(boardLines(rows, [], 4))).toEqual(['s0 s1 s2 s3 @0+4', 's4 s5 s6 @0+4']);
});

test('short scenes stand beside each other, as long as a line has room for the whole of them', () => {
  expect(told(boardLines(rows, [day, night], 6))).toEqual(['Day 2/20/1 @0+2 | Night 3/30/1 @2+4', 's3 s4 @0+2 | s0 s1 s2 @2+4', '– 2/20/0 @0+6', 's5 s6 @0+6']);
  const [dusk, dawn] = [{ id: SceneId.parse('dusk'), name: 'Dusk' }, { id: SceneId.parse('dawn'), name: 'Dawn' }];
  expect(told(boardLines(rows, [dusk, dawn, day, night], 4))).toEqual(['Dusk 0/0/0 @0+2 | Dawn 0/0/0 @2+2', 'Day 2/20/1 @0+4', 's3 s4 @0+4', 'Night 3/30/1 @0+4', 's0 s1 s2 @0+4', '– 2/20/0 @0+4', 's5 s6 @0+4']);
  // A scene that is longer than a line shares none; one of a single shot, or empty, has room for its name.
  expect(sharedLines([3, 9, 1, 0, 3, 4], 7).map((line) => line.map(({ index, column, span }) => [index, column, span]))).toEqual([[[0, 0, 7]], [[1, 0, 7]], [[2, 0, 2], [3, 2, 2], [4, 4, 3]], [[5, 0, 7]]]);
});

test('arrow keys follow the lines that are seen', () => {
  const lines = boardLines(rows, [day, night], 2);
  const from = (id: string, key: string): string | undefined => stepOnBoard(lines, shots.find((shot) => shot.id === id)?.id, key);
  expect([from('s4', 'ArrowRight'), from('s4', 'ArrowDown'), from('s1', 'ArrowDown'), from('s2', 'ArrowDown'), from('s3', 'ArrowUp'), from('s3', 'ArrowLeft')]).toEqual(['s0', 's1', 's2', 's5', 's3', 's3']);
  expect([from('s3', 'End'), from('s6', 'Home'), from('unknown', 'ArrowUp')]).toEqual(['s6', 's3', 's3']);
  const shared = boardLines(rows, [day, night], 6);
  expect([stepOnBoard(shared, shots[2]!.id, 'ArrowDown'), stepOnBoard(shared, shots[6]!.id, 'ArrowUp'), stepOnBoard(shared, shots[4]!.id, 'ArrowRight')]).toEqual(['s6', 's4', 's0']);
});

test('propagating a selection leaves out approved shots that are not stale, and tells what is left out', () => {
  const batch = batchPropagation(rows);
  // s1 is approved and whole; s3 is approved but stale, so it is taken; s4 is whole; s2, s5, s6 have no keyframe.
  expect(batch).toEqual({ shotIds: ['s0', 's3'], approved: 1, withoutKeyframe: 3, coloured: 1 });
  expect(leftOutText(batch)).toBe('Leaves out 1 approved, 3 without a keyframe, 1 already coloured.');
  expect(leftOutText(batchPropagation(rows.filter((row: BoardRow) => row.shot.id === 's0')))).toBe('');
});

test('a card has the letter of its version where the shot has several', () => {
  const versions = [{ ...shownVersion(document, shots[1]!, newId(VersionId)), name: 'B' }];
  const shown = boardRows({ ...document, shots: shots.map((shot, index) => (index === 2 ? { ...shot, version: 'C' } : shot)), versions }, shots.map((shot, index) => (index === 2 ? { ...shot, version: 'C' } : shot)), { colours, suggestions: new Map(), work: new Map(), changes: new Map(), text: '', sort: 'order' });
  expect(shown.slice(0, 3).map(({ version }) => version)).toEqual([undefined, 'A', 'C']);
});
