import { expect, test } from 'vitest';
import type { Clip } from './clip.ts';
import { deliveryParts, namingDate, namingValues } from './delivery-parts.ts';
import { withDeliveryTags } from './delivery-tags.ts';
import type { Shot } from './document.ts';
import { frameIndex, frameRange } from './frame.ts';
import { ClipId, ShotId } from './ids.ts';

const clip: Clip = {
  id: ClipId.parse('reel'), source: { kind: 'file', path: '/films/reel.mov' }, contentHash: 'x', name: 'reel', codec: 'prores', rate: { num: 24, den: 1 }, timing: 'constant', frameCount: 100, audioTracks: 0, durationSeconds: 100 / 24, remarks: [],
  startTimecode: '01:00:00:00', reelName: 'A001',
  picture: { width: 96, height: 64, sampleAspect: { num: 1, den: 1 }, rotation: 0, pixelFormat: 'yuv420p', family: 'yuv', bitDepth: 8, range: 'limited', matrix: 'bt709', scan: 'progressive' },
};
const shot = (id: string, first: number, last: number, version?: string): Shot => ({ id: ShotId.parse(id), clipId: clip.id, name: `Shot ${id}`, range: { first: frameIndex(first), last: frameIndex(last) }, transitionIn: { kind: 'cut' }, ...(version === undefined ? {} : { version }) });
const shots = [shot('a', 0, 39), shot('b', 40, 99, 'C')];
const context = { clip, clipName: 'reel', shots, codec: 'h264', date: '2026-11-29' } as const;

test('each file has the values of its frames: number, version, first and last timecode', () => {
  const [second] = deliveryParts({ kind: 'shots', shotIds: [shots[1]!.id] }, { clip, shots });
  expect(namingValues(second!, context)).toEqual({ clip: 'reel', name: 'Shot b', shot: '02', version: 'C', in: '01:00:01:16', out: '01:00:04:03', reel: 'A001', codec: 'h264', date: '2026-11-29' });
});

test('the whole clip and a range have no shot number; what shots differ in is said to be mixed', () => {
  const [whole] = deliveryParts({ kind: 'clip', clipId: clip.id }, { clip, shots });
  expect(namingValues(whole!, context)).toMatchObject({ shot: 'whole', version: 'mixed', name: 'reel' });
  const [part] = deliveryParts({ kind: 'range', clipId: clip.id, range: frameRange(50, 59) }, { clip, shots });
  expect(namingValues(part!, context)).toMatchObject({ shot: 'f50-f59', version: 'C', name: 'Shot b' });
});

test('names have the timecode and reel that are written', () => {
  const part = { range: frameRange(50, 59), shot: undefined };
  const tags = { startTimecode: '10:00:00:00', reelName: 'B002' };
  expect(namingValues(part, { ...context, tags })).toMatchObject({ in: '10:00:00:00', out: '10:00:00:09', reel: 'B002' });
  expect(namingValues(part, { ...context, clip: withoutReel() })).toMatchObject({ reel: 'reel' });
});

function withoutReel(): Clip {
  const { reelName: _reel, ...rest } = clip;
  return rest;
}

test('a chosen timecode is that of the file’s first frame, also past midnight and drop-frame; what is none is refused', () => {
  expect(withDeliveryTags(clip, { first: frameIndex(50) }, { startTimecode: '00:00:01:00' }).startTimecode).toBe('23:59:58:22');
  const ntsc = { ...clip, rate: { num: 30000, den: 1001 } };
  expect(withDeliveryTags(ntsc, { first: frameIndex(0) }, { startTimecode: '01:00:00;00' }).startTimecode).toBe('01:00:00;00');
  expect(() => withDeliveryTags(clip, { first: frameIndex(0) }, { startTimecode: '01:00:00:24' })).toThrow('is no timecode of this clip');
});

test('the day is that of this machine', () => {
  expect(namingDate(new Date(2026, 0, 5, 23, 59))).toBe('2026-01-05');
});
