import { expect, test } from 'vitest';
import { emptyDocument } from '../../../shared/model/document.ts';
import { sampleClip, sampleShots } from '../../project/testing/sample-project.ts';
import { QualityParams } from '../quality/quality-job.ts';
import { clipDeliveries, DeliverParams } from './delivery-files.ts';

const [one, two] = [sampleClip('one', 100), sampleClip('two', 60)];
const document = { ...emptyDocument, clips: [one, two], shots: [...sampleShots(one, [0, 50]), ...sampleShots(two, [0])] };
const range = { first: 0, last: 9 };

test('jobs of one clip, which waited when the program was an earlier version, are those of its files', () => {
  const earlier = { clip: one, document, files: [{ range, outPath: '/out/one-01.mov' }] };
  const file = { clipId: one.id, range, outPath: '/out/one-01.mov' };
  expect(DeliverParams.parse({ ...earlier, codec: 'ffv1', overwrite: false })).toMatchObject({ clips: [one], files: [file] });
  expect(QualityParams.parse({ ...earlier, page: true, overwrite: false, protect: [], hintsOf: '' })).toMatchObject({ clips: [one], files: [file] });
});

test('each clip has its own files and shots; files keep their order', () => {
  const files = [one, two, one].map(({ id }, index) => ({ clipId: id, range, outPath: `/out/${index}.mov` }));
  const params = DeliverParams.parse({ clips: [one, two], document, files, codec: 'ffv1', overwrite: false });
  expect(clipDeliveries(params).map((each) => [each.clip.id, each.document.shots.map(({ id }) => id), each.files.map(({ outPath }) => outPath)])).toEqual([
    ['one', ['one-1', 'one-2'], ['/out/0.mov', '/out/2.mov']], ['two', ['two-1'], ['/out/1.mov']],
  ]);
});
