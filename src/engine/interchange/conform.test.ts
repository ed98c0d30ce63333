import { expect, test } from 'vitest';
import type { Clip } from '../../shared/model/clip.ts';
import { eventOutOfOrder, Sequence } from '../../shared/model/sequence.ts';
import { sampleClip } from '../project/testing/sample-project.ts';
import { conform } from './conform.ts';
import { readEdl } from './edl/read-edl.ts';
import type { Timeline } from './timeline.ts';

const rate = { num: 24, den: 1 };
const harbour: Clip = { ...sampleClip('harbour', 240), rate, startTimecode: '10:00:00:00', reelName: 'A001C003' };
const street: Clip = { ...sampleClip('street', 240), rate, startTimecode: '11:00:00:00' };
const clips = [harbour, street];

function list(...lines: readonly string[]): Timeline {
  return readEdl(['TITLE: Reel', 'FCM: NON-DROP FRAME', ...lines].join('\n'), { name: 'cuts.edl', rate });
}

test('events are found by reel, by file and by name, each at its source timecode', () => {
  const { sequence, found, missing } = conform(list(
    '001  A001C003 V C 10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00',
    '002  AX V C 11:00:00:12 11:00:01:12 01:00:01:00 01:00:02:00', '* SOURCE FILE: /Volumes/Raid/street.mov',
    '003  AX V C 10:00:05:00 10:00:06:00 01:00:02:00 01:00:03:00', '* FROM CLIP NAME: Harbour',
  ), clips);
  expect({ found, missing }).toEqual({ found: 3, missing: [] });
  expect(sequence.events.map(({ clipId, range, recordStart }) => [clipId, range.first, range.last, recordStart])).toEqual([['harbour', 24, 47, 86_400], ['street', 12, 35, 86_424], ['harbour', 120, 143, 86_448]]);
});

test('what is not found is listed with the reason, and kept without a clip', () => {
  const { sequence, missing } = conform(list(
    '001  B777 V C 10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00', '* FROM CLIP NAME: Unknown',
    '002  A001C003 V C 09:00:00:00 09:00:01:00 01:00:01:00 01:00:02:00',
  ), clips);
  expect(missing).toEqual([{ label: 'event 001', name: 'Unknown', why: 'no clip of the project has its reel, file or name' }, { label: 'event 002', name: 'A001C003', why: 'a clip has the reel “A001C003”, but not these frames' }]);
  expect(sequence.events.map(({ clipId, range }) => [clipId, range.first])).toEqual([[undefined, 864_024], [undefined, 777_600]]);
  expect(conform(list('001  A001C003 V C 10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00'), [{ ...harbour, rate: { num: 25, den: 1 } }]).missing[0]!.why).toBe('“harbour” has 25 frames a second and the list 24');
});

test('a dissolve between clips has its frames in the handles; ranges may overlap; the events lie in record order', () => {
  const timeline = list(
    '001  A001C003 V C 10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00',
    '002  A001C003 V C 10:00:02:00 10:00:02:00 01:00:01:00 01:00:01:00', '002  AX V D 012 11:00:00:12 11:00:02:12 01:00:01:00 01:00:03:00', '* TO CLIP NAME: street',
    '003  A001C003 V C 10:00:01:12 10:00:02:12 01:00:03:00 01:00:04:00',
  );
  const { sequence, missing } = conform(timeline, clips, { handles: 6 });
  expect(missing).toEqual([]);
  expect(sequence.events.map(({ range, handles, transitionIn }) => ({ range, handles, transitionIn }))).toEqual([
    { range: { first: 24, last: 47 }, handles: { before: 6, after: 18 }, transitionIn: { kind: 'cut' } },
    { range: { first: 12, last: 59 }, handles: { before: 6, after: 6 }, transitionIn: { kind: 'dissolve', frames: 12 } },
    { range: { first: 36, last: 59 }, handles: { before: 6, after: 6 }, transitionIn: { kind: 'cut' } },
  ]);
  expect(eventOutOfOrder(Sequence.parse(sequence).events)).toBeUndefined();
  // As far as the clip has frames; without handles, those of the mix.
  const after = (handles: number, frameCount: number): number => conform(timeline, clips.map((clip) => ({ ...clip, frameCount })), { handles }).sequence.events[0]!.handles.after;
  expect([after(0, 240), after(6, 62), after(6, 240)]).toEqual([12, 14, 18]);
});

test('a clip without timecode is entered from where the list says that its media begins', () => {
  const { startTimecode: _none, ...bare } = street;
  const timeline = list('001  AX V C 11:00:00:12 11:00:01:12 01:00:00:00 01:00:01:00', '* FROM CLIP NAME: street');
  const withMedia = { ...timeline, events: timeline.events.map((event) => ({ ...event, available: { start: { num: 39_600n, den: 1n }, duration: { num: 10n, den: 1n } } })) };
  expect(conform(withMedia, [bare]).sequence.events[0]).toMatchObject({ clipId: 'street', range: { first: 12, last: 35 } });
  expect(conform(timeline, [bare]).found).toBe(0);
});

test('images without timecode are entered by the numbers in their names, where the list counts so', () => {
  const { startTimecode: _none, ...bare } = street;
  const images: Clip = { ...bare, source: { kind: 'sequence', pattern: '/scans/street_%06d.dpx', firstNumber: 1001 } };
  const at = (from: string, to: string): unknown => conform(list(`001  STREET V C ${from} ${to} 01:00:00:00 01:00:01:00`), [images]).sequence.events[0]!.range;
  // 1001 + 5 = 41 s and 22 frames.
  expect(at('00:00:41:22', '00:00:42:22')).toEqual({ first: 5, last: 28 });
  expect(at('00:00:00:05', '00:00:01:05')).toEqual({ first: 5, last: 28 });
  expect(conform(list('001  STREET V C 00:01:41:22 00:01:42:22 01:00:00:00 01:00:01:00'), [images]).missing[0]!.why).toBe('a clip has the reel “STREET”, but not these frames');
});
