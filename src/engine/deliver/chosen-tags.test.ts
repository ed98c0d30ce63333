import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { DeliveryTags } from '../../shared/model/delivery-tags.ts';
import type { DeliveryCodec } from '../../shared/model/delivery.ts';
import { frameRange } from '../../shared/model/frame.ts';
import type { DeliveryReport } from '../../shared/model/delivery-report.ts';
import { probeClip } from '../media/index.ts';
import { skin, useTestClips } from './fixtures/test-clips.ts';
import { deliver, type DeliveryPlan, planDelivery } from './index.ts';

/* Tags of a delivery that replace those of its clip, in the written files. */

const films = useTestClips();
const TAGS: DeliveryTags = { colour: { primaries: 'bt2020', transfer: 'smpte2084', matrix: 'bt2020' }, startTimecode: '10:00:00:00', reelName: 'B002' };

async function written(codec: DeliveryCodec, tags: DeliveryTags | undefined = TAGS): Promise<{ readonly plan: DeliveryPlan; readonly report: DeliveryReport }> {
  const plan = planDelivery({ clip: films.film, range: frameRange(2, 6), codec, tags, outPath: films.outPath(`tags-${codec}`, codec), overwrite: true });
  return { plan, report: await deliver(plan, { tools: films.tools, chromaAt: skin, threads: 0 }) };
}

const lineOf = (report: DeliveryReport, part: string): unknown => report.kept.find((line) => line.part === part);

test('a movie says the chosen colour, timecode and reel; its luma is the source’s, and the report says what differs', async () => {
  const { plan, report } = await written('prores-422hq');
  const found = await probeClip(plan.outPath, films.tools);
  expect(found.picture).toMatchObject({ primaries: 'bt2020', transfer: 'smpte2084', taggedMatrix: 'bt2020nc', range: 'limited' });
  expect([found.startTimecode, found.reelName]).toEqual(['10:00:00:00', 'B002']);
  expect(lineOf(report, 'Colour tags')).toMatchObject({ state: 'converted', words: 'bt2020 · smpte2084 · bt2020nc, as chosen' });
  expect(lineOf(report, 'Timecode')).toMatchObject({ state: 'converted', words: 'from 10:00:00:00, as chosen' });
  expect(lineOf(report, 'Reel')).toMatchObject({ state: 'converted', words: 'B002, as chosen' });
  expect(report.remarks.join('\n')).toMatch(/Colour tags: the file says primaries bt2020 instead of bt709, transfer smpte2084 instead of bt709, matrix bt2020nc instead of bt709, but its codes are not converted/);
  const plain = await written('prores-422hq', undefined);
  expect(report.lumaCheck).toMatchObject({ maxError: plain.report.lumaCheck?.maxError });
});

test('tags that are those of the picture anyway are written without a remark', async () => {
  const { report } = await written('ffv1', { colour: { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709' } });
  expect(report.remarks.join('\n')).not.toContain('not converted');
  expect(lineOf(report, 'Timecode')).toMatchObject({ state: 'kept', words: 'from 01:00:00:02' });
});

test('DPX headers have the chosen transfer and count on from the chosen timecode', async () => {
  const { plan } = await written('dpx-10');
  const images = readdirSync(plan.outPath).filter((name) => name.endsWith('.dpx')).toSorted();
  const headers = images.map((name) => readFileSync(join(plan.outPath, name)));
  const bcd = (header: Buffer): string => (header.readUInt32BE(0) === 0x53_44_50_58 ? header.readUInt32BE(1920) : header.readUInt32LE(1920)).toString(16).padStart(8, '0');
  expect(headers.map(bcd)).toEqual(['10000000', '10000001', '10000002', '10000003', '10000004']);
});

test('what a codec cannot hold of them is told', async () => {
  const { report } = await written('png');
  expect(report.remarks).toContain('Colour tags: PNG sequence holds none, so those that were chosen are not written.');
  expect(lineOf(report, 'Timecode')).toMatchObject({ state: 'lost' });
  expect(lineOf(report, 'Reel')).toMatchObject({ state: 'lost' });
  expect(lineOf((await written('h264')).report, 'Reel')).toMatchObject({ state: 'lost' });
});
