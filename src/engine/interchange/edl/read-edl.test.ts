import { expect, test } from 'vitest';
import { framesOf, rational, secondsOf } from '../rational.ts';
import type { Timeline } from '../timeline.ts';
import { readEdl } from './read-edl.ts';

const FILM = { num: 24, den: 1 };
const NTSC = { num: 30_000, den: 1001 };

function list(...lines: readonly string[]): string {
  return ['TITLE: Reel 1', 'FCM: NON-DROP FRAME', ...lines].join('\n');
}

/** Name, source in, record in, length: frames. */
function facts({ events, rate }: Timeline): readonly (readonly [string, number, number, number])[] {
  return events.map(({ name, source, record }) => [name, framesOf(source.start, rate).frames, framesOf(record.start, rate).frames, framesOf(record.duration, rate).frames]);
}

test('events have name, reel, source file, source and record times', () => {
  const timeline = readEdl(list('001  A001C003 V     C        10:00:00:00 10:00:02:00 01:00:00:00 01:00:02:00', '* FROM CLIP NAME: Harbour', '* SOURCE FILE: A001C003.mov', '002  AX       V     C        00:00:05:00 00:00:06:00 01:00:02:00 01:00:03:00'), { name: 'cuts.edl', rate: FILM });
  expect(timeline).toMatchObject({ name: 'Reel 1', rate: FILM, dropFrame: false, remarks: [] });
  expect(facts(timeline)).toEqual([['Harbour', 864_000, 86_400, 48], ['AX', 120, 86_448, 24]]);
  expect(timeline.events.map(({ reel, file }) => [reel, file])).toEqual([['A001C003', 'A001C003.mov'], [undefined, undefined]]);
});

test('a dissolve begins its event; the line before it only names what it comes from', () => {
  const timeline = readEdl(list(
    '001  TST V     C        01:00:04:05 01:00:04:14 01:00:00:00 01:00:00:09', '* FROM CLIP NAME: clip_A',
    '002  TST V     C        01:00:04:14 01:00:04:14 01:00:00:09 01:00:00:09', '002  TST V     D    010 01:00:08:08 01:00:08:18 01:00:00:09 01:00:00:19', '* BLEND, DISSOLVE', '* FROM CLIP NAME: clip_A', '* TO CLIP NAME: clip_B',
  ), { name: 'cuts.edl', rate: FILM });
  expect(facts(timeline).map(([name, , record, length]) => [name, record, length])).toEqual([['clip_A', 86_400, 9], ['clip_B', 86_409, 10]]);
  expect(timeline.events[1]!.transitionIn).toEqual({ kind: 'dissolve', before: rational(0), after: secondsOf(10, FILM) });
  const wipe = readEdl(list('001  A V C 00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00', '002  B V W001 008 00:00:00:00 00:00:01:00 00:00:01:00 00:00:02:00'), { name: 'cuts.edl', rate: FILM });
  expect(wipe.events[1]!.transitionIn).toMatchObject({ kind: 'wipe', pattern: 1, after: secondsOf(8, FILM) });
});

test('drop-frame timecode is counted as such, by its separator or by what FCM says', () => {
  const semicolons = readEdl(list('001  A V C 00:00:00;00 00:01:00;02 00:00:00;00 00:01:00;02'), { name: 'cuts.edl', rate: NTSC });
  expect(facts(semicolons)[0]![3]).toBe(1800);
  expect(semicolons.dropFrame).toBe(true);
  const stated = readEdl('TITLE: x\nFCM: DROP FRAME\n001  A V C 00:00:00:00 00:01:00:02 00:00:00:00 00:01:00:02\n', { name: 'cuts.edl', rate: NTSC });
  expect(facts(stated)[0]![3]).toBe(1800);
  const throughout = readEdl(list('001  A V C 00;00;00;00 00;01;00;02 00;00;00;00 00;01;00;02'), { name: 'cuts.edl', rate: NTSC });
  expect(facts(throughout)[0]![3]).toBe(1800);
});

test('without a rate the lowest that fits the highest frame number is assumed, with a remark', () => {
  const rateOf = (time: string): readonly [number, number] => {
    const { rate, remarks } = readEdl(list(`001  A V C 00:00:00:00 ${time} 00:00:00:00 ${time}`), { name: 'cuts.edl' });
    expect(remarks[0]).toContain('does not say its rate');
    return [rate.num, rate.den];
  };
  expect(['00:00:01:23', '00:00:01:24', '00:00:01:29', '00:00:01;04', '00:00:01:49', '00:00:01;55'].map(rateOf)).toEqual([[24, 1], [25, 1], [30, 1], [30_000, 1001], [50, 1], [60_000, 1001]]);
  const wrong = readEdl(list('001  A V C 00:00:00:00 00:00:01:29 00:00:00:00 00:00:01:29'), { name: 'cuts.edl', rate: FILM });
  expect(wrong.remarks[0]).toBe('The list does not say its rate; 30 frames a second were taken, because frame 29 does not exist at 24.');
});

test('speed changes and frozen frames are reported and keep their record length', () => {
  const timeline = readEdl(list(
    '001  A V C 01:00:06:00 01:00:08:22 01:00:00:00 01:00:01:11', 'M2   A       047.6                01:00:06:00',
    '002  B V C 01:00:10:21 01:00:10:22 01:00:01:11 01:00:02:00', 'M2   B       000.0                01:00:10:21', '* FROM CLIP NAME: Wave FF', '* * FREEZE FRAME',
  ), { name: 'cuts.edl', rate: FILM });
  expect(timeline.events.map(({ name, speed }) => [name, speed])).toEqual([['A', rational(476, 240)], ['Wave', rational(0)]]);
  expect(facts(timeline).map(([, , , length]) => length)).toEqual([35, 13]);
  expect(timeline.remarks).toEqual(['Event 001 runs at 47.6 frames a second.', 'Event 002 is a frozen frame.']);
});

test('markers, reels with blanks, sound-only lines, black, upper tracks, long reel names', () => {
  const timeline = readEdl(list(
    '001  MY TAPE V     C        01:00:00:00 01:00:01:00 01:00:00:00 01:00:01:00', '* LOC: 01:00:00:12 RED     CHECK THE DRESS', '* LOC: 01:00:00:13 GREEN',
    '002  SND A2    C        01:00:00:00 01:00:01:00 01:00:01:00 01:00:02:00',
    '003  BL  V     C        00:00:00:00 00:00:01:00 01:00:01:00 01:00:02:00',
    '004  A004_C01 V2   C        01:00:00:00 01:00:01:00 01:00:00:00 01:00:01:00', 'FINAL CUT PRO REEL: A004_C012_0815 REPLACED BY: A004_C01',
    '005  B005 B    C        01:00:00:00 01:00:01:00 01:00:02:00 01:00:03:00',
  ), { name: 'cuts.edl', rate: FILM });
  expect(timeline.events.map(({ reel, track }) => [reel, track])).toEqual([['MY TAPE', 0], ['B005', 0], ['A004_C012_0815', 1]]);
  expect(timeline.markers.map(({ at, text, colour }) => [framesOf(at, FILM).frames, text, colour])).toEqual([[86_412, 'CHECK THE DRESS', 'RED'], [86_413, '', 'GREEN']]);
});

test('invalid lines are reported one by one, and the rest is read', () => {
  const timeline = readEdl(list(
    '001  A V C 01:00:00:00 01:00:02:00 01:00:00:00 01:00:01:00', '002  B V C 01:00:00:00 01:00:01:30 01:00:01:00 01:00:02:00', '003  C V C 01:00:00:00 01:00:00:00 01:00:02:00 01:00:02:00',
    '004  one two three', '005  D V C 01:00:00:00 01:00:02:00 01:00:03:00 01:00:05:00', '006  E V C 01:00:00:00 01:00:02:00 01:00:04:00 01:00:06:00', '* ASC_SAT: 0.9', '* some note',
  ), { name: 'cuts.edl', rate: { num: 60, den: 1 } });
  expect(timeline.events.map(({ name }) => name)).toEqual(['A', 'B', 'D', 'E']);
  expect(timeline.remarks).toEqual([
    'Line 6 could not be read: “004  one two three”.', 'Line 3 (event 001): the source has 120 frames and the record 60; the record was taken.', 'Line 4 (event 002): the source has 90 frames and the record 60; the record was taken.',
    'Line 5 (event 003) has no length in the record; it was left out.', 'The colour decisions of event 006 (ASC CDL) are not taken over.', '1 comment line is not taken over.',
    'event 005 “D” has not ended where event 006 “E” begins (01:00:04:00); it was cut short.',
  ]);
});

test('a list without an edit is refused with a sentence', () => {
  expect(() => readEdl('Dear editor,\nhere are the cuts.', { name: 'cuts.edl' })).toThrow('cuts.edl is no edit list that can be read: no line is an edit.');
  expect(() => readEdl('001 what is this', { name: 'cuts.edl' })).toThrow('line 1 is no edit: “001 what is this”');
});
