import { expect, test } from 'vitest';
import type { Clip } from '../../shared/model/clip.ts';
import { Shot } from '../../shared/model/document.ts';
import { sampleClip } from '../project/testing/sample-project.ts';
import { conform } from './conform.ts';
import { readEdl } from './edl/read-edl.ts';
import { imageMatcher } from './named-images.ts';
import { readTimeline } from './read-timeline.ts';
import { shotsOfSequence } from './shots-of-sequence.ts';
import type { Timeline } from './timeline.ts';
import { timelineOfSequence } from './timeline-of-sequence.ts';
import { type DeliveredShot, timelineOfFiles, timelineOfShots } from './timeline-of-shots.ts';
import { type TimelineFormat, writeTimeline } from './write-timeline.ts';

/* Timelines of image sequences: of delivered ones, and of clips that are one. */

const rate = { num: 24, den: 1 };
const film: Clip = { ...sampleClip('film', 240), rate, startTimecode: '10:00:00:00', reelName: 'A001' };
const FORMATS: readonly TimelineFormat[] = ['otio', 'edl', 'fcp7', 'fcpxml'];
const size = { width: 64, height: 48 };

function shot(name: string, first: number, last: number): Shot {
  return Shot.parse({ id: name, clipId: film.id, name, range: { first, last }, transitionIn: { kind: 'cut' } });
}

/** A shot delivered as images of which the first has this number. */
function delivered(of: Shot, firstNumber: number): DeliveredShot {
  return { clip: film, shot: of, path: `/out/Reel 1/${of.name}`, images: { prefix: `${of.name}_`, suffix: '.png', padding: 6, firstNumber } };
}

/** The same images, opened as a clip. */
function opened({ shot: { name, range }, images }: DeliveredShot, facts: Partial<Clip> = {}): Clip {
  const { startTimecode: _none, reelName: _reel, ...bare } = film;
  return { ...bare, id: name as never, name, frameCount: range.last - range.first + 1, source: { kind: 'sequence', pattern: `/moved/${name}_%06d.png`, firstNumber: images!.firstNumber }, ...facts };
}

function written(timeline: Timeline, format: TimelineFormat): ReturnType<typeof writeTimeline> {
  return writeTimeline(timeline, format, { size });
}

function read(timeline: Timeline, format: TimelineFormat): Timeline {
  return readTimeline(Buffer.from(written(timeline, format).text), { name: `list.${format}`, rate });
}

const whole = [delivered(shot('One', 0, 23), 0), delivered(shot('Two', 24, 123), 1001)];

test('OpenTimelineIO names the images of a folder by a reference of its own, which is read again', () => {
  const { text, remarks } = written(timelineOfFiles(whole, { name: 'reel' }), 'otio');
  expect(remarks).toEqual([]);
  const [, second] = (JSON.parse(text) as { tracks: { children: [{ children: { media_references: { DEFAULT_MEDIA: unknown } }[] }] } }).tracks.children[0].children;
  expect(second!.media_references.DEFAULT_MEDIA).toEqual({
    OTIO_SCHEMA: 'ImageSequenceReference.1', name: 'Two', metadata: {}, available_image_bounds: null,
    available_range: { OTIO_SCHEMA: 'TimeRange.1', start_time: { OTIO_SCHEMA: 'RationalTime.1', rate: 24, value: 864_024 }, duration: { OTIO_SCHEMA: 'RationalTime.1', rate: 24, value: 100 } },
    target_url_base: 'file:///out/Reel%201/Two/', name_prefix: 'Two_', name_suffix: '.png', start_frame: 1001, frame_step: 1, rate: 24, frame_zero_padding: 6, missing_frame_policy: 'error',
  });
  expect(read(timelineOfFiles(whole, { name: 'reel' }), 'otio').events.map(({ file, images }) => ({ file, images }))).toEqual(timelineOfFiles(whole, { name: 'reel' }).events.map(({ file, images }) => ({ file, images })));
});

test('the other formats name the first image, and that is told', () => {
  for (const format of FORMATS.slice(1)) {
    const { remarks } = written(timelineOfFiles(whole, { name: 'reel' }), format);
    expect(remarks, format).toContainEqual(expect.stringMatching(/^(?:An EDL|Final Cut Pro 7 XML|FCPXML) has no image sequences: .* its first image\.$/));
    expect(read(timelineOfFiles(whole, { name: 'reel' }), format).events.map(({ file }) => file), format).toEqual(['file:///out/Reel%201/One/One_000000.png', 'file:///out/Reel%201/Two/Two_001001.png']);
  }
  expect(written(timelineOfFiles(whole.map(({ images: _none, ...file }) => file), { name: 'reel' }), 'fcp7').remarks).toEqual([]);
});

test('a clip that is an image sequence is named so by its own list, whatever is in the names', () => {
  const scan: Clip = { ...film, source: { kind: 'sequence', pattern: '/scans/100%%/reel 1 100%%_%04d_v2.dpx', firstNumber: 86 } };
  expect(timelineOfShots(scan, [shot('One', 24, 47)], { name: 'reel' }).events[0]).toMatchObject({
    file: 'file:///scans/100%25/reel%201%20100%25_0086_v2.dpx', images: { base: 'file:///scans/100%25/', prefix: 'reel%201%20100%25_', suffix: '_v2.dpx', padding: 4, firstNumber: 86 },
  });
  // Delivered as a film it is none.
  expect(timelineOfFiles([{ clip: scan, shot: shot('One', 24, 47), path: '/out/One.mov' }], { name: 'reel' }).events[0]).toMatchObject({ file: 'file:///out/One.mov', images: undefined });
});

const list = readEdl([
  'TITLE: Reel', 'FCM: NON-DROP FRAME',
  '001  A001 V C 10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00', '* FROM CLIP NAME: One',
  '002  A001 V C 10:00:02:00 10:00:02:00 01:00:01:00 01:00:01:00', '002  A001 V D 012 10:00:05:12 10:00:07:12 01:00:01:00 01:00:03:00', '* TO CLIP NAME: Two',
].join('\n'), { name: 'cuts.edl', rate });

for (const format of FORMATS) {
  test(`delivered images are found again by the timeline that went out with them as ${format}, with timecode and without`, () => {
    const { sequence } = conform(list, [film], { handles: 6 });
    const files = shotsOfSequence(sequence, film, [])!.shots.filter(({ name }) => !name.startsWith('Not in')).map((each, index) => delivered(each, 1001 + index * 1000));
    const timeline = read(timelineOfSequence(sequence, files), format);
    const starts = { One: '10:00:00:18', Two: '10:00:05:06' } as Readonly<Record<string, string>>;
    for (const clips of [files.map((file) => opened(file)), files.map((file) => opened(file, { startTimecode: starts[file.shot.name]! }))]) {
      const found = conform(timeline, clips);
      expect(found.missing).toEqual([]);
      expect(found.sequence.events.map(({ clipId, range, recordStart, transitionIn }) => [clipId, range.first, range.last, recordStart, transitionIn.kind])).toEqual([
        ['One', 6, 29, 86_400, 'cut'], ['Two', 6, 53, 86_424, 'dissolve'],
      ]);
    }
    // A run that begins before the delivered images.
    const early = conform(timeline, files.map((file) => opened(file, { source: { kind: 'sequence', pattern: `/moved/${file.shot.name}_%06d.png`, firstNumber: file.images!.firstNumber - 10 }, frameCount: 110 })));
    expect(early.sequence.events.map(({ range }) => range.first)).toEqual([16, 16]);
  });
}

test('names of an image sequence as programs write them', () => {
  const scan = imageMatcher({ source: { kind: 'sequence', pattern: '/scans/street_%04d_v2.dpx', firstNumber: 24 }, frameCount: 24 })!;
  expect(['Street_0030_v2.dpx', 'street_0030_v2.tif', 'street_0030_v2'].map(scan)).toEqual(Array.from({ length: 3 }, () => ({ number: 30, isOne: true })));
  expect(['street_%04d_v2.dpx', 'street_####_v2.dpx', 'street_@@@@_v2'].map(scan)).toEqual(Array.from({ length: 3 }, () => ({ number: undefined, isOne: false })));
  expect(scan('street_[0024-0047]_v2.dpx')).toEqual({ number: 24, isOne: false });
  expect(['street_0048_v2.dpx', 'street_30_v2.dpx', 'street_0030_v3.dpx', 'street_[0100-0200]_v2.dpx', 'street__v2.dpx', 'harbour_0030_v2.dpx'].map(scan)).toEqual(Array.from({ length: 6 }, () => undefined));
  expect(imageMatcher(film)).toBeUndefined();
});

test('events are found by such names, each at its timecode', () => {
  const scan: Clip = { ...film, reelName: 'B7', source: { kind: 'sequence', pattern: '/scans/street_%06d.dpx', firstNumber: 1001 } };
  const events = ['* SOURCE FILE: /scans/street_%06d.dpx', '* FROM CLIP NAME: street_[001001-001240].dpx', '* SOURCE FILE: file:///scans/street_001001.dpx'];
  const found = conform(readEdl(['TITLE: Reel', ...events.flatMap((line, index) => [`00${index + 1}  AX V C 10:00:01:00 10:00:02:00 01:00:0${index}:00 01:00:0${index + 1}:00`, line])].join('\n'), { name: 'cuts.edl', rate }), [scan]);
  expect(found.missing).toEqual([]);
  expect(found.sequence.events.map(({ range }) => range.first)).toEqual([24, 24, 24]);
});

test('an OpenTimelineIO reference without its numbers, or with wrong ones, is read; one that leaves images out is told', () => {
  const of = (reference: object): Timeline => readTimeline(Buffer.from(JSON.stringify({
    OTIO_SCHEMA: 'Timeline.1', name: 'reel', tracks: { OTIO_SCHEMA: 'Stack.1', children: [{ OTIO_SCHEMA: 'Track.1', kind: 'Video', children: [{
      OTIO_SCHEMA: 'Clip.2', name: 'One', source_range: { start_time: { value: 0, rate: 24 }, duration: { value: 24, rate: 24 } },
      media_references: { DEFAULT_MEDIA: { OTIO_SCHEMA: 'ImageSequenceReference.1', target_url_base: '/scans', name_prefix: 'a_', name_suffix: '.exr', ...reference } },
    }] }] },
  })), { name: 'list.otio' });
  expect(of({}).events[0]).toMatchObject({ file: '/scans/a_1.exr', images: { base: '/scans/', firstNumber: 1, padding: 0 } });
  expect(of({ start_frame: 1.5, frame_zero_padding: 400 }).events[0]!.file).toBe('/scans/a_1.exr');
  expect(of({ start_frame: -3, frame_zero_padding: 4 }).events[0]!.file).toBe('/scans/a_-0003.exr');
  expect(of({ start_frame: 10, frame_step: 2 })).toMatchObject({ events: [{ file: '/scans/a_10.exr' }], remarks: ['“One” shows one of 2 images of its sequence; the step is not taken over.'] });
});
