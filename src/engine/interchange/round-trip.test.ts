import { expect, test } from 'vitest';
import type { Clip } from '../../shared/model/clip.ts';
import { Shot } from '../../shared/model/document.ts';
import { formatTimecode } from '../../shared/model/timecode.ts';
import { sampleClip } from '../project/testing/sample-project.ts';
import { conform } from './conform.ts';
import { layOver } from './lay-over.ts';
import { readTimeline } from './read-timeline.ts';
import { shotsOfSequence } from './shots-of-sequence.ts';
import { timelineOfShots } from './timeline-of-shots.ts';
import { type TimelineFormat, writeTimeline } from './write-timeline.ts';

const FORMATS: readonly TimelineFormat[] = ['edl', 'otio', 'fcp7', 'fcpxml'];
const RATES = { '23.976': { rate: { num: 24_000, den: 1001 }, start: '01:00:00:00' }, '25': { rate: { num: 25, den: 1 }, start: '10:00:00:00' }, '29.97 DF': { rate: { num: 30_000, den: 1001 }, start: '00:59:30;00' } };

/** A film of 200 shots of 13…90 frames; every third begins with a dissolve, whose boundary lies at its beginning, middle, end or elsewhere. */
function film({ rate, start }: { readonly rate: Clip['rate']; readonly start: string }): { readonly clip: Clip; readonly shots: readonly Shot[] } {
  const lengths = Array.from({ length: 200 }, (_, index) => 13 + ((index * 37) % 78));
  const frameCount = lengths.reduce((sum, each) => sum + each, 0);
  const clip: Clip = { ...sampleClip('film', frameCount), rate, startTimecode: start, reelName: 'A001C003_2026' };
  let first = 0;
  const shots = lengths.map((length, index) => {
    const at = first;
    first += length;
    const [before, after] = [[3, 4], [1, 5], [5, 1], [6, 6]][index % 4]! as [number, number];
    const transitionIn = index % 3 === 1 ? { kind: 'dissolve', frames: { first: at - before, last: at + after - 1 } } : { kind: 'cut' };
    return Shot.parse({ id: `shot-${index}`, clipId: clip.id, name: `Scène ${index + 1} <“A & B”>`, range: { first: at, last: at + length - 1 }, transitionIn });
  });
  return { clip, shots };
}

for (const [name, settings] of Object.entries(RATES)) {
  for (const format of FORMATS) {
    test(`a list of 200 shots with dissolves at ${name}, written as ${format} and read again, gives the same shots`, () => {
      const { clip, shots } = film(settings);
      const written = writeTimeline(timelineOfShots(clip, shots, { name: 'Reel 1' }), format, { size: { width: 1920, height: 1080 } });
      const read = readTimeline(Buffer.from(written.text), { name: `reel.${format}`, rate: clip.rate });
      const laid = layOver(read, clip);
      expect(laid.placement).toEqual({ kind: 'timecode' });
      expect(laid.remarks).toEqual([]);
      expect(laid.shots.map(({ name: shot, range, transitionIn }) => ({ name: shot, range, transitionIn }))).toEqual(shots.map(({ name: shot, range, transitionIn }) => ({ name: shot, range, transitionIn })));
      expect(read.rate).toEqual(clip.rate);
    });

    test(`the same list at ${name}, conformed to the clip as ${format}, gives the same shots`, () => {
      const { clip, shots } = film(settings);
      const written = writeTimeline(timelineOfShots(clip, shots, { name: 'Reel 1' }), format, { size: { width: 1920, height: 1080 } });
      const { sequence, missing } = conform(readTimeline(Buffer.from(written.text), { name: `reel.${format}`, rate: clip.rate }), [clip], { handles: 8 });
      expect(missing).toEqual([]);
      const made = shotsOfSequence(sequence, clip, shots)!.shots;
      // Ids too: a shot of the same frames is the same shot.
      expect(made).toEqual(shots);
    });
  }
}

test('markers, reel and file are read back too', () => {
  const { clip, shots } = film(RATES['25']);
  for (const format of FORMATS) {
    const timeline = { ...timelineOfShots(clip, shots, { name: 'Reel 1' }), markers: [{ at: timelineOfShots(clip, shots, { name: '' }).events[4]!.record.start, text: 'Check the dress', colour: 'RED' }] };
    const read = readTimeline(Buffer.from(writeTimeline(timeline, format).text), { name: 'reel', rate: clip.rate });
    expect(read.markers.map(({ at, text }) => ({ at, text })), format).toEqual([{ at: timeline.markers[0]!.at, text: 'Check the dress' }]);
    expect(read.events.every(({ reel, file }) => reel === 'A001C003_2026' && file === 'file:///films/film.mov'), format).toBe(true);
  }
});

test('a drop-frame list is written with semicolons and FCM: DROP FRAME', () => {
  const { clip, shots } = film(RATES['29.97 DF']);
  const { text } = writeTimeline(timelineOfShots(clip, shots, { name: 'Reel 1' }), 'edl');
  expect(text.split('\r\n').slice(0, 3)).toEqual(['TITLE: Reel 1', 'FCM: DROP FRAME', expect.stringContaining('00:59:30;00')]);
  const last = formatTimecode(107_892 - 30 * 30 + clip.frameCount, clip.rate, { dropFrame: true });
  expect(text).toContain(last);
});
