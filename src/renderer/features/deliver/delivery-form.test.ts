import { expect, test } from 'vitest';
import type { Clip } from '../../../shared/model/clip.ts';
import { emptyDocument, type ProjectDocument, type Shot } from '../../../shared/model/document.ts';
import { frameRange } from '../../../shared/model/frame.ts';
import { ClipId, EventId, newId, SequenceId, ShotId } from '../../../shared/model/ids.ts';
import type { Sequence } from '../../../shared/model/sequence.ts';
import { clipDifferences, factOfClips } from './codec-facts.ts';
import { chosenIds, clipsOfFiles, filesOfForm, missingOf, newForm, offeredShots, requestOf, withChosen, withSequence, withShots } from './delivery-form.ts';
import { namedApart, sequenceText } from './sequence-text.ts';
import { withWhatIsThere } from './use-delivery-form.ts';

const clipOf = (name: string, width: number, frames: number): Clip => ({
  id: ClipId.parse(name), source: { kind: 'file', path: `/films/${name}.mov` }, contentHash: name, name, codec: 'prores', rate: { num: 24, den: 1 }, timing: 'constant', frameCount: frames, audioTracks: 0, durationSeconds: frames / 24, remarks: [],
  picture: { width, height: 64, sampleAspect: { num: 1, den: 1 }, rotation: 0, pixelFormat: 'yuv420p', family: 'yuv', bitDepth: 8, range: 'limited', matrix: 'bt709', scan: 'progressive' },
});
const [harbour, pier] = [clipOf('harbour', 96, 60), { ...clipOf('pier', 128, 40), rate: { num: 30, den: 1 } }];
const shot = (clip: Clip, id: string, first: number, last: number): Shot => ({ id: ShotId.parse(id), clipId: clip.id, name: 'Shot', range: frameRange(first, last), transitionIn: { kind: 'cut' } });
const shots = [shot(harbour, 'h1', 0, 19), shot(harbour, 'h2', 20, 59), shot(pier, 'p1', 0, 9), shot(pier, 'p2', 10, 39)];
/** The second shot of the harbour twice, between them the second of the pier; one event without a clip. */
const sequence: Sequence = {
  id: newId(SequenceId), name: 'Reel 1/2', rate: { num: 24, den: 1 }, dropFrame: false,
  events: ([[harbour, 20, 29], [pier, 12, 15], [harbour, 40, 44], [undefined, 0, 9]] as const).map(([clip, first, last], index) => ({
    id: newId(EventId), name: 'event', ...(clip === undefined ? {} : { clipId: clip.id }), range: frameRange(first, last), handles: { before: 0, after: 0 }, recordStart: 100 * index, transitionIn: { kind: 'cut' },
  })),
};
const document: ProjectDocument = { ...emptyDocument, clips: [harbour, pier], shots, sequences: [sequence] };
const context = { clip: harbour, document, marked: undefined };
const whole = newForm(harbour, [shots[0]!], { remembered: undefined, folder: '/out', project: undefined });
const ofSequence = { ...whole, ...withSequence(sequence, document) };

test('a sequence is its shots of all clips, each once, in the order of the record', () => {
  expect(offeredShots(ofSequence, document).map(({ id }) => id)).toEqual(['h2', 'p2']);
  expect(requestOf({ ...ofSequence, timeline: '.otio' }, context)).toMatchObject({ what: { kind: 'shots', shotIds: ['h2', 'p2'] }, sequenceId: sequence.id, timeline: { path: 'Reel 1-2.otio' } });
  const files = filesOfForm(ofSequence, { ...context, date: '2026-11-30' });
  expect(files.map(({ name }) => name)).toEqual(['harbour-02.mov', 'pier-02.mov']);
  expect(filesOfForm({ ...ofSequence, naming: '{event} {clip}', ...withChosen(ofSequence, new Set([ShotId.parse('p2')])) }, { ...context, date: '2026-11-30' }).map(({ name }) => name)).toEqual(['002 pier.mov']);
  expect(clipsOfFiles(files)).toEqual([harbour, pier]);
  expect(sequenceText(sequence, offeredShots(ofSequence, document))).toBe('2 shots of 2 clips for 3 events, in record order. 1 event has no clip and is left out.');
});

test('shots that are ticked in another order are asked for in that of the film', () => {
  const ticked = { ...whole, shotIds: new Set([ShotId.parse('h2'), ShotId.parse('h1')]) };
  expect(requestOf({ ...ticked, timeline: '.edl' }, context)).toMatchObject({ what: { shotIds: ['h1', 'h2'] }, timeline: { path: 'harbour.edl' } });
});

test('shots of several clips are delivered together, in the order of the clips, and all shots of those clips are offered', () => {
  const several = { ...whole, ...withShots(harbour.id, [shots[3]!, shots[1]!]) };
  expect(offeredShots(several, document).map(({ id }) => id)).toEqual(['h1', 'h2', 'p1', 'p2']);
  expect(requestOf({ ...several, timeline: '.edl' }, context)).toMatchObject({ what: { kind: 'shots', shotIds: ['h2', 'p2'] }, timeline: { path: 'Shots of 2 clips.edl' } });
  expect(requestOf({ ...several, ...withChosen(several, new Set([ShotId.parse('p2')])), timeline: '.edl' }, context)?.timeline).toEqual({ path: 'pier.edl' });
  const ofOne = { ...several, ...withChosen(several, new Set([ShotId.parse('h2')])) };
  expect(offeredShots(ofOne, document)).toHaveLength(4);
  expect(offeredShots({ ...whole, ...withShots(harbour.id, [shots[1]!]) }, document).map(({ id }) => id)).toEqual(['h1', 'h2']);
});

test('of a sequence single shots are left out, and those of the clip stay chosen beside it', () => {
  const one = { ...ofSequence, ...withChosen(ofSequence, new Set([ShotId.parse('p2')])) };
  expect(requestOf(one, context)?.what).toEqual({ kind: 'shots', shotIds: ['p2'] });
  expect([...chosenIds({ ...one, what: 'shots' })]).toEqual(['h1']);
  expect(missingOf({ ...ofSequence, ...withChosen(ofSequence, new Set()) }, context)).toBe('Select at least one shot.');
  const without: ProjectDocument = { ...document, clips: [], shots: [] };
  expect(missingOf(ofSequence, { ...context, document: without })).toContain('No clip of this project has frames of this sequence');
});

test('a sequence that was removed leaves the shots of the clip; shots that are gone are not chosen', () => {
  expect(withWhatIsThere(ofSequence, { ...document, sequences: [] })).toMatchObject({ form: { what: 'shots', sequence: null, shotIds: whole.shotIds } });
  const { form } = withWhatIsThere(ofSequence, { ...document, shots: shots.slice(0, 2) });
  expect([...chosenIds(form)]).toEqual(['h2']);
});

test('shots that a sequence has anew are delivered, those that were taken out are not', () => {
  const one = { ...ofSequence, ...withChosen(ofSequence, new Set([ShotId.parse('p2')])) };
  const anew: ProjectDocument = { ...document, shots: [shots[0]!, shots[1]!, shots[2]!, shot(pier, 'p3', 10, 39)] };
  expect([...chosenIds(withWhatIsThere(one, anew).form)]).toEqual(['p3']);
  expect([...chosenIds(withWhatIsThere(ofSequence, anew).form)].toSorted()).toEqual(['h2', 'p3']);
  const none = { ...ofSequence, ...withChosen(ofSequence, new Set()) };
  expect([...chosenIds(withWhatIsThere(none, document).form)]).toEqual([]);
});

test('a timecode counts for names where it is one at the rate of every clip of the files', () => {
  const at = (what: typeof ofSequence): readonly string[] => filesOfForm({ ...what, naming: '{clip} {in}', tags: { startTimecode: '10:00:00:25' } }, { ...context, date: '2026-11-30' }).map(({ values }) => values.in);
  expect(at(ofSequence)).toEqual(['00:00:00:20', '00:00:00:10']);
  const ofPier = { ...ofSequence, ...withChosen(ofSequence, new Set([ShotId.parse('p2')])) };
  expect(at(ofPier)).toEqual(['10:00:00:25']);
});

test('facts that differ between clips are told with their clips, and in one line', () => {
  const names = new Map([[harbour.id, 'harbour'], [pier.id, 'pier']]);
  expect(factOfClips([harbour, pier], ({ picture: { width } }) => String(width), names)).toBe('96: harbour\n128: pier');
  expect(factOfClips([harbour, pier], ({ picture: { height } }) => String(height), names)).toBe('64');
  expect([clipDifferences([harbour, pier]), clipDifferences([harbour, { ...pier, rate: harbour.rate }]), clipDifferences([harbour])])
    .toEqual(['The clips differ in size and frame rate: each file is as its clip.', 'The clips differ in size: each file is as its clip.', undefined]);
});

test('shots that share a name are told apart by their numbers, and by their clips', () => {
  expect(namedApart([shots[1]!, shots[3]!], document).map(({ name }) => name)).toEqual(['Shot (harbour 02)', 'Shot (pier 02)']);
  expect(namedApart(shots.slice(0, 2), document).map(({ name }) => name)).toEqual(['Shot (01)', 'Shot (02)']);
  expect(namedApart([shots[0]!, { ...shots[1]!, name: 'Sail' }], document).map(({ name }) => name)).toEqual(['Shot', 'Sail']);
});
