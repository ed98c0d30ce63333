import { expect, test } from 'vitest';
import type { Clip } from './clip.ts';
import type { NamingValues } from './delivery-naming.ts';
import { type DeliveryWhat, namedParts, namingDate } from './delivery-parts.ts';
import { type DeliveryTags, withDeliveryTags } from './delivery-tags.ts';
import { emptyDocument, type ProjectDocument, type Shot } from './document.ts';
import { frameIndex, frameRange } from './frame.ts';
import { ClipId, ShotId } from './ids.ts';

const clip: Clip = {
  id: ClipId.parse('reel'), source: { kind: 'file', path: '/films/reel.mov' }, contentHash: 'x', name: 'reel', codec: 'prores', rate: { num: 24, den: 1 }, timing: 'constant', frameCount: 100, audioTracks: 0, durationSeconds: 100 / 24, remarks: [],
  startTimecode: '01:00:00:00', reelName: 'A001',
  picture: { width: 96, height: 64, sampleAspect: { num: 1, den: 1 }, rotation: 0, pixelFormat: 'yuv420p', family: 'yuv', bitDepth: 8, range: 'limited', matrix: 'bt709', scan: 'progressive' },
};
const shot = (id: string, first: number, last: number, version?: string): Shot => ({ id: ShotId.parse(id), clipId: clip.id, name: `Shot ${id}`, range: { first: frameIndex(first), last: frameIndex(last) }, transitionIn: { kind: 'cut' }, ...(version === undefined ? {} : { version }) });
const shots = [shot('a', 0, 39), shot('b', 40, 99, 'C')];
const other: Clip = { ...clip, id: ClipId.parse('pier'), source: { kind: 'file', path: '/films/pier.mov' }, name: 'pier', frameCount: 50, reelName: 'A002' };
const inPier: Shot = { ...shot('p', 10, 29), clipId: other.id };
const document: ProjectDocument = { ...emptyDocument, clips: [clip, other], shots: [...shots, { ...shot('o', 0, 9), clipId: other.id }, inPier] };
const context = { codec: 'h264', date: '2026-11-29' } as const;
const valuesOf = (what: DeliveryWhat, inDocument: ProjectDocument = document, tags?: DeliveryTags): readonly NamingValues[] => namedParts(what, inDocument, { ...context, tags }).map(({ values }) => values);

test('each file has the values of its frames: number, version, first and last timecode', () => {
  expect(valuesOf({ kind: 'shots', shotIds: [shots[1]!.id] })).toEqual([{ clip: 'reel', name: 'Shot b', shot: '02', event: '001', version: 'C', in: '01:00:01:16', out: '01:00:04:03', reel: 'A001', codec: 'h264', date: '2026-11-29' }]);
});

test('a shot without a name has that of its clip', () => {
  expect(valuesOf({ kind: 'shots', shotIds: [shots[0]!.id] }, { ...document, shots: shots.map((each) => ({ ...each, name: ' ' })) })).toMatchObject([{ name: 'reel', shot: '01' }]);
});

test('shots of several clips keep their order; each is numbered and named within its own clip', () => {
  const parts = namedParts({ kind: 'shots', shotIds: [shots[1]!.id, inPier.id, shots[0]!.id, ShotId.parse('gone')] }, document, context);
  expect(parts.map(({ clip: { name }, values }) => [name, values.clip, values.shot, values.event, values.reel, values.in])).toEqual([
    ['reel', 'reel', '02', '001', 'A001', '01:00:01:16'], ['pier', 'pier', '02', '002', 'A002', '01:00:00:10'], ['reel', 'reel', '01', '003', 'A001', '01:00:00:00'],
  ]);
});

test('the whole clip and a range have no shot number; what shots differ in is said to be mixed', () => {
  expect(valuesOf({ kind: 'clip', clipId: clip.id })).toMatchObject([{ shot: 'whole', version: 'mixed', name: 'reel' }]);
  expect(valuesOf({ kind: 'range', clipId: clip.id, range: frameRange(50, 59) })).toMatchObject([{ shot: 'f50-f59', version: 'C', name: 'Shot b' }]);
});

test('names have the timecode and reel that are written', () => {
  const what: DeliveryWhat = { kind: 'range', clipId: clip.id, range: frameRange(50, 59) };
  expect(valuesOf(what, document, { startTimecode: '10:00:00:00', reelName: 'B002' })).toMatchObject([{ in: '10:00:00:00', out: '10:00:00:09', reel: 'B002' }]);
  expect(valuesOf(what, { ...document, clips: [withoutReel(), other] })).toMatchObject([{ reel: 'reel' }]);
});

function withoutReel(): Clip {
  const { reelName: _reel, ...rest } = clip;
  return rest;
}

test('a chosen timecode is that of the file’s first frame, also past midnight and drop-frame; what is none is refused', () => {
  expect(withDeliveryTags(clip, { first: frameIndex(50) }, { startTimecode: '00:00:01:00' }).startTimecode).toBe('23:59:58:22');
  const ntsc = { ...clip, rate: { num: 30000, den: 1001 } };
  expect(withDeliveryTags(ntsc, { first: frameIndex(0) }, { startTimecode: '01:00:00;00' }).startTimecode).toBe('01:00:00;00');
  expect(() => withDeliveryTags(clip, { first: frameIndex(0) }, { startTimecode: '01:00:00:24' })).toThrow('is no timecode of “');
});

test('the day is that of this machine', () => {
  expect(namingDate(new Date(2026, 0, 5, 23, 59))).toBe('2026-01-05');
});
