import { expect, test } from 'vitest';
import type { Clip } from './clip.ts';
import { emptyDocument, type ProjectDocument, type Shot } from './document.ts';
import { frameRange } from './frame.ts';
import { ClipId, EventId, newId, ShotId } from './ids.ts';
import type { SequenceEvent } from './sequence.ts';
import { firstEvents } from './sequence-uses.ts';

const clips = (['a', 'b'] as const).map((name): Clip => ({
  id: ClipId.parse(name), source: { kind: 'file', path: `/films/${name}.mov` }, contentHash: name, name, codec: 'prores', rate: { num: 24, den: 1 }, timing: 'constant', frameCount: 100, audioTracks: 0, durationSeconds: 100 / 24, remarks: [],
  picture: { width: 96, height: 64, sampleAspect: { num: 1, den: 1 }, rotation: 0, pixelFormat: 'yuv420p', family: 'yuv', bitDepth: 8, range: 'limited', matrix: 'bt709', scan: 'progressive' },
}));
const shots = clips.flatMap(({ id, name }) => ([[0, 19], [20, 59], [60, 99]] as const).map(([first, last], index): Shot => ({ id: ShotId.parse(`${name}${index + 1}`), clipId: id, name, range: frameRange(first, last), transitionIn: { kind: 'cut' } })));
const document: ProjectDocument = { ...emptyDocument, clips, shots };

function event(clip: number | undefined, first: number, last: number, part: Partial<SequenceEvent> = {}): SequenceEvent {
  return { id: newId(EventId), name: 'event', ...(clip === undefined ? {} : { clipId: clips[clip]!.id }), range: frameRange(first, last), handles: { before: 5, after: 5 }, recordStart: 0, transitionIn: { kind: 'cut' }, ...part };
}
const used = (...events: readonly SequenceEvent[]): readonly string[] => [...firstEvents({ events: events.map((each, index) => ({ ...each, recordStart: each.recordStart || 1000 * index })) }, document)].map(([{ id }, number]) => `${number} ${id}`);

test('shots of all clips are in the order of the events that show them first, each once; those in handles alone are none', () => {
  expect(used(event(1, 30, 40), event(0, 10, 25), event(undefined, 0, 9), event(1, 59, 60), event(0, 20, 59))).toEqual(['1 b2', '2 a1', '2 a2', '4 b3']);
  expect(used(event(0, 20, 59))).toEqual(['1 a2']);
  expect(used(event(undefined, 0, 9))).toEqual([]);
});
