import { expect, test } from 'vitest';
import type { Clip } from '../../shared/model/clip.ts';
import { sampleClip } from '../project/testing/sample-project.ts';
import { readEdl } from './edl/read-edl.ts';
import { flatEvents } from './flat-events.ts';
import { layOver } from './lay-over.ts';
import { framesOf } from './rational.ts';
import type { Timeline } from './timeline.ts';

const rate = { num: 24, den: 1 };
const film: Clip = { ...sampleClip('film', 100), rate, startTimecode: '01:00:00:00' };

function list(...lines: readonly string[]): Timeline {
  return readEdl(['TITLE: Reel', 'FCM: NON-DROP FRAME', ...lines].join('\n'), { name: 'cuts.edl', rate });
}

const CUTS = ['001  A V C 00:00:00:00 00:00:01:16 01:00:00:00 01:00:01:16', '002  B V C 00:00:00:00 00:00:02:12 01:00:01:16 01:00:04:04'];

function ranges(timeline: Timeline, clip: Clip, placement?: Parameters<typeof layOver>[2]): readonly string[] {
  return layOver(timeline, clip, placement).shots.map(({ name, range, transitionIn }) => `${name} ${range.first}-${range.last}${transitionIn.kind === 'dissolve' ? ` mix ${transitionIn.frames.first}-${transitionIn.frames.last}` : ''}`);
}

test('a list is placed by its record timecode, from the start, or from a frame', () => {
  expect(ranges(list(...CUTS), film)).toEqual(['A 0-39', 'B 40-99']);
  expect(ranges(list(...CUTS), { ...film, startTimecode: '00:59:59:12' })).toEqual(['Not in list 01 0-11', 'A 12-51', 'B 52-99']);
  expect(ranges(list(...CUTS), { ...film, startTimecode: '00:59:59:12' }, { kind: 'start' })).toEqual(['A 0-39', 'B 40-99']);
  expect(ranges(list(...CUTS), film, { kind: 'frame', frame: 10 })).toEqual(['Not in list 01 0-9', 'A 10-49', 'B 50-99']);
  expect(ranges(list(...CUTS), film, { kind: 'frame', frame: -10 })).toEqual(['A 0-29', 'B 30-89', 'Not in list 01 90-99']);
});

test('on a film without timecode, or with one that does not cover the list, the list is placed from the start, with a remark', () => {
  const other = layOver(list(...CUTS), { ...film, startTimecode: '10:00:00:00' });
  expect(other.placement).toEqual({ kind: 'start' });
  expect(other.remarks).toEqual(["The list's timecode (from 01:00:00:00) does not lie in that of “film” (from 10:00:00:00): its first event was laid on the first frame."]);
  const { startTimecode: _none, ...without } = film;
  expect(layOver(list(...CUTS), without).placement).toEqual({ kind: 'start' });
  expect(layOver(list(...CUTS), without, { kind: 'timecode' })).toMatchObject({ fitting: 0, firstFrame: 86_400 });
});

test('events that do not fit are reported one by one', () => {
  const laid = layOver(list(...CUTS, '003  C V C 00:00:00:00 00:00:01:00 01:00:10:00 01:00:11:00'), film);
  expect(laid).toMatchObject({ events: 3, fitting: 2 });
  expect(laid.remarks).toEqual(['event 003 “C” lies outside the clip (from frame 240) and was left out.']);
  expect(layOver(list(...CUTS), { ...film, frameCount: 70 }).remarks).toEqual(['event 002 “B” lies partly outside the clip; what lies inside was taken.']);
  expect(layOver(list('001  A V C 00:00:00:00 00:00:01:00 01:00:01:00 01:00:02:00'), film).remarks).toEqual(['Frames 0 to 23 are in no event of the list; they became a shot of their own.', 'Frames 48 to 99 are in no event of the list; they became a shot of their own.']);
});

test('a dissolve mixes the frames that the list says, with the shot boundary in its middle; a wipe becomes one', () => {
  const dissolve = list(CUTS[0]!, '002  A V C 00:00:01:16 00:00:01:16 01:00:01:16 01:00:01:16', '002  B V D 010 00:00:00:00 00:00:02:12 01:00:01:16 01:00:04:04');
  expect(ranges(dissolve, film)).toEqual(['A 0-44', 'B 45-99 mix 40-49']);
  const wipe = list(CUTS[0]!, '002  B V W012 010 00:00:00:00 00:00:02:12 01:00:01:16 01:00:04:04');
  expect(ranges(wipe, film)).toEqual(['A 0-44', 'B 45-99 mix 40-49']);
  expect(layOver(wipe, film).remarks).toEqual(['1 wipe became a dissolve: colour is mixed over the same frames.']);
  const first = list('001  A V D 010 00:00:00:00 00:00:04:04 01:00:00:00 01:00:04:04');
  expect(layOver(first, film).remarks).toEqual(['The dissolve into event 001 “A” has no shot before it and was left out.']);
});

test('a list of another rate is placed by time; 24 and 23.976 count alike', () => {
  expect(ranges(list(...CUTS), { ...film, rate: { num: 24_000, den: 1001 } })).toEqual(['A 0-39', 'B 40-99']);
  const pal = layOver(list(...CUTS), { ...film, rate: { num: 25, den: 1 }, frameCount: 104 });
  expect(pal.shots.map(({ range }) => [range.first, range.last])).toEqual([[0, 41], [42, 103]]);
  expect(pal.remarks[0]).toContain('cuts were placed by their time');
});

test('markers are imported too, in the colours of the program', () => {
  const laid = layOver(list(CUTS[0]!, '* LOC: 01:00:00:12 PINK   CHECK', '* LOC: 02:00:00:00 RED', CUTS[1]!), film);
  expect(laid.markers).toEqual([{ frame: 12, text: 'CHECK', colour: 'red' }]);
  expect(laid.remarks).toEqual(['1 marker lies outside the clip and was left out.']);
});

test('of several tracks the uppermost is seen', () => {
  const timeline = list('001  A V C 00:00:00:00 00:00:04:04 01:00:00:00 01:00:04:04', '002  B V2 C 00:00:10:00 00:00:11:00 01:00:01:00 01:00:02:00', '003  C V3 C 00:00:20:00 00:00:20:12 01:00:01:12 01:00:02:00');
  expect(flatEvents(timeline).map(({ name, record, source }) => [name, framesOf(record.start, rate).frames - 86_400, framesOf(record.duration, rate).frames, framesOf(source.start, rate).frames])).toEqual([
    ['A', 0, 24, 0], ['B', 24, 12, 240], ['C', 36, 12, 480], ['A', 48, 52, 48],
  ]);
  expect(ranges(timeline, film)).toEqual(['A 0-23', 'B 24-35', 'C 36-47', 'A 48-99']);
});
