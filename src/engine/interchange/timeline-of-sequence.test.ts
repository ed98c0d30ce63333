import { expect, test } from 'vitest';
import type { Clip } from '../../shared/model/clip.ts';
import { sampleClip } from '../project/testing/sample-project.ts';
import { conform } from './conform.ts';
import { readEdl } from './edl/read-edl.ts';
import { framesOf } from './rational.ts';
import { readTimeline } from './read-timeline.ts';
import { shotsOfSequence } from './shots-of-sequence.ts';
import type { Timeline } from './timeline.ts';
import { timelineOfSequence } from './timeline-of-sequence.ts';
import type { DeliveredShot } from './timeline-of-shots.ts';
import { writeTimeline } from './write-timeline.ts';

const rate = { num: 24, den: 1 };
const harbour: Clip = { ...sampleClip('harbour', 240), rate, startTimecode: '10:00:00:00', reelName: 'A001C003' };
const street: Clip = { ...sampleClip('street', 240), rate, startTimecode: '11:00:00:00', reelName: 'B001C001' };
const clips = [harbour, street];
const list = readEdl([
  'TITLE: Reel', 'FCM: NON-DROP FRAME',
  '001  A001C003 V C 10:00:01:00 10:00:02:00 01:00:00:00 01:00:01:00', '* FROM CLIP NAME: One',
  '002  A001C003 V C 10:00:02:00 10:00:02:00 01:00:01:00 01:00:01:00', '002  B001C001 V D 012 11:00:00:12 11:00:02:12 01:00:01:00 01:00:03:00', '* TO CLIP NAME: Two',
  '003  A001C003 V C 10:00:05:00 10:00:06:00 01:00:03:00 01:00:04:00', '* FROM CLIP NAME: Three',
].join('\n'), { name: 'cuts.edl', rate });

function delivered(handles: number): { readonly sequence: ReturnType<typeof conform>['sequence']; readonly files: readonly DeliveredShot[] } {
  const { sequence } = conform(list, clips, { handles });
  const files = clips.flatMap((clip) => shotsOfSequence(sequence, clip, [])!.shots.filter(({ name }) => !name.startsWith('Not in')).map((shot) => ({ clip, shot, path: `/out/${shot.name}.mov` })));
  return { sequence, files };
}

/** Name, file, source in, record in, length, handles before and after: frames. */
function facts({ events }: Timeline): readonly unknown[] {
  const frames = (time: Parameters<typeof framesOf>[0]): number => framesOf(time, rate).frames;
  return events.map(({ name, file, source, record, available, transitionIn }) => [
    name, file, frames(source.start), frames(record.start), frames(record.duration),
    frames(source.start) - frames(available!.start), frames(available!.start) + frames(available!.duration) - frames(source.start) - frames(source.duration), transitionIn.kind,
  ]);
}

test('a sequence is written with delivered files as its media, their handles and its dissolves, and reads back so', () => {
  const { sequence, files } = delivered(6);
  const timeline = timelineOfSequence(sequence, files);
  const hour = 86_400;
  const wanted = [
    ['One', 'file:///out/One.mov', 10 * hour + 24, hour, 24, 6, 18, 'cut'],
    ['Two', 'file:///out/Two.mov', 11 * hour + 12, hour + 24, 48, 6, 6, 'dissolve'],
    ['Three', 'file:///out/Three.mov', 10 * hour + 120, hour + 72, 24, 6, 6, 'cut'],
  ];
  expect(facts(timeline)).toEqual(wanted);
  expect(timeline.remarks).toEqual([]);
  for (const format of ['otio', 'fcp7', 'fcpxml'] as const) {
    const read = readTimeline(Buffer.from(writeTimeline(timeline, format, { size: { width: 1920, height: 1080 } }).text), { name: `reel.${format}`, rate });
    expect(facts(read), format).toEqual(wanted);
  }
  // What an EDL holds: no handles.
  const edl = readTimeline(Buffer.from(writeTimeline(timeline, 'edl').text), { name: 'reel.edl', rate });
  expect(edl.events.map(({ name, file, transitionIn }) => [name, file, transitionIn.kind])).toEqual(wanted.map(([name, file, , , , , , kind]) => [name, file, kind]));
});

test('what was not delivered, or lies in several files, is told', () => {
  const { sequence, files } = delivered(0);
  expect(timelineOfSequence(sequence, files.filter(({ shot }) => shot.name !== 'Two')).remarks).toEqual(['“Two” has no delivered file and was left out.']);
  const [one, ...rest] = files;
  const halves = [{ ...one!, shot: { ...one!.shot, range: { ...one!.shot.range, last: 30 as never } } }, ...rest];
  expect(timelineOfSequence(sequence, halves).remarks).toEqual(['17 frames of “One” were not delivered and were left out.', 'The file of “One” ends inside the dissolve into “Two”: deliver it with handles.']);
  const two = [...halves, { ...one!, shot: { ...one!.shot, range: { first: 31 as never, last: 59 as never } }, path: '/out/One-2.mov' }];
  expect(timelineOfSequence(sequence, two)).toMatchObject({ remarks: ['“One” lies in 2 files: it became 2 events.'], events: [{ file: 'file:///out/One.mov' }, { file: 'file:///out/One-2.mov' }, {}, {}] });
});
