import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { emptyDocument } from '../../../shared/model/document.ts';
import { imageNaming, planDelivery } from '../../deliver/index.ts';
import { readTimeline } from '../../interchange/index.ts';
import { imageNames } from '../../media/index.ts';
import { sampleClip, sampleShots } from '../../project/testing/sample-project.ts';
import { deliveredTimeline } from './delivered-timeline.ts';
import { DeliverParams } from './delivery-files.ts';

const film = sampleClip('film', 100);
const scan = { ...sampleClip('scan', 100), source: { kind: 'sequence' as const, pattern: '/scans/reel_%05d.dpx', firstNumber: 86 } };
const document = { ...emptyDocument, clips: [film, scan], shots: [...sampleShots(film, [0, 50]), ...sampleShots(scan, [0])] };
const files = [{ clipId: film.id, range: { first: 50, last: 99 }, outPath: '/out/film-02' }, { clipId: scan.id, range: { first: 0, last: 99 }, outPath: '/out/scan-01' }];

test('the timeline of delivered images names the first image of each file as it is written', () => {
  for (const settings of [{}, { startNumber: 7, padding: 3 }]) {
    const params = DeliverParams.parse({ clips: [film, scan], document, files, codec: 'png', settings, overwrite: false, timeline: { path: '/out/reel.otio', name: 'reel' } });
    const written = files.map(({ clipId, range, outPath }) => {
      const plan = planDelivery({ clip: params.clips.find(({ id }) => id === clipId)!, range: range as never, codec: 'png', settings, outPath });
      return join(outPath, imageNames({ codec: 'png', ...imageNaming(plan) }, 1)[0]!);
    });
    const { events } = readTimeline(Buffer.from(deliveredTimeline(params)!.text), { name: 'reel.otio' });
    expect(events.map(({ file }) => fileURLToPath(file!))).toEqual(written);
    expect(written).toEqual('padding' in settings ? ['/out/film-02/film-02_007.png', '/out/scan-01/scan-01_007.png'] : ['/out/film-02/film-02_000050.png', '/out/scan-01/scan-01_000086.png']);
  }
  const params = DeliverParams.parse({ clips: [film], document, files: [{ ...files[0]!, outPath: '/out/film-02.mov' }], codec: 'prores-422hq', overwrite: false, timeline: { path: '/out/reel.edl', name: 'reel' } });
  expect(deliveredTimeline(params)!.text).toContain('* SOURCE FILE: file:///out/film-02.mov');
});
