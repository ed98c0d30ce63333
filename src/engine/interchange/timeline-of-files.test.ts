import { expect, test } from 'vitest';
import { withDeliveryTags } from '../../shared/model/delivery-tags.ts';
import type { Clip } from '../../shared/model/clip.ts';
import { sampleClip, sampleShots } from '../project/testing/sample-project.ts';
import { framesOf } from './rational.ts';
import { type DeliveredShot, timelineOfFiles } from './timeline-of-shots.ts';

const rate = { num: 24, den: 1 };
const harbour: Clip = { ...sampleClip('harbour', 240), rate };
const pier: Clip = { ...sampleClip('pier', 240), rate };
const file = (clip: Clip, shot: number, tags = {}): DeliveredShot => {
  const chosen = sampleShots(clip, [0, 24, 48, 72])[shot]!;
  return { clip: withDeliveryTags(clip, chosen.range, tags), shot: chosen, path: `/out/${clip.id}-${shot}.mov` };
};
const startsOf = (files: readonly DeliveredShot[]): readonly number[] => timelineOfFiles(files, { name: 'reel' }).events.map(({ record }) => framesOf(record.start, rate).frames - 86_400);

test('files of one clip lie at its timecode, with gaps where shots are left out; of its tags a reel changes nothing of that', () => {
  expect(startsOf([file(harbour, 0), file(harbour, 2)])).toEqual([0, 48]);
  expect(startsOf([file(harbour, 0, { reelName: 'B' }), file(harbour, 2, { reelName: 'B' })])).toEqual([0, 48]);
  expect(timelineOfFiles([file(harbour, 0), file(harbour, 2)], { name: 'reel' }).remarks).toEqual([]);
});

test('files of several clips, and those with a timecode of their own, lie one after another in their order', () => {
  const several = [file(harbour, 0), file(pier, 1), file(harbour, 2)];
  expect(startsOf(several)).toEqual([0, 24, 48]);
  expect(timelineOfFiles(several, { name: 'reel' })).toMatchObject({ events: [{ file: 'file:///out/harbour-0.mov' }, { file: 'file:///out/pier-1.mov' }, { file: 'file:///out/harbour-2.mov' }], remarks: ['The files of 2 clips lie one after another.'] });
  const stamped = [0, 2].map((shot) => file(harbour, shot, { startTimecode: '01:00:00:00' }));
  expect(startsOf(stamped)).toEqual([0, 24]);
  expect(timelineOfFiles(stamped, { name: 'reel' }).remarks).toEqual(['The files lie one after another.']);
});
