import { execFileSync } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import { casesOf } from '../../../test/support/long.ts';
import type { Clip } from '../../shared/model/clip.ts';
import type { DeliveryCodec } from '../../shared/model/delivery.ts';
import { frameRange, type FrameRange } from '../../shared/model/frame.ts';
import { probeClip } from '../media/index.ts';
import { skin, useTestClips, whole } from './fixtures/test-clips.ts';
import { deliver, planDelivery, readClipMedia } from './index.ts';

/* One second of pictures with two seconds of sound. */

const films = useTestClips();
let pcm: Clip;
let flac: Clip;
beforeAll(async () => {
  const inputs = ['-f', 'lavfi', '-i', 'testsrc2=s=64x36:r=24:d=1,hue=s=0', '-f', 'lavfi', '-i', 'sine=440:r=48000:d=2'];
  pcm = await probeClip(await films.make('tail.mov', [...inputs, '-c:v', 'mjpeg', '-color_range', 'pc', '-c:a', 'pcm_s16le']), films.tools);
  flac = await probeClip(await films.make('tail.mkv', [...inputs, '-c:v', 'ffv1', '-c:a', 'flac']), films.tools);
});

function secondsOf(path: string): Readonly<Record<string, number>> {
  const read = (stream: string): number => {
    const packets = execFileSync(films.tools.ffprobePath, ['-v', 'error', '-select_streams', stream, '-show_entries', 'packet=pts_time,duration_time', '-of', 'csv=p=0', path], { encoding: 'utf8' }).trim().split('\n');
    return Math.max(...packets.map((line) => line.split(',').map(Number)).map(([time = 0, duration = 0]) => time + duration));
  };
  return { picture: read('v'), sound: read('a') };
}

const cases: readonly (readonly ['copied' | 'converted', () => Clip, DeliveryCodec, FrameRange | undefined, string])[] = [
  ['copied', () => pcm, 'prores-422hq', undefined, 'PCM 16 bit, mono, 48 kHz; ends with the last picture: 1.00 s of sound behind it are left out'],
  ['converted', () => pcm, 'h264', undefined, 'PCM 16 bit, mono, 48 kHz; converted to AAC, cut to these frames; ends with the last picture: 1.00 s of sound behind it are left out'],
  ['copied', () => flac, 'ffv1', undefined, 'FLAC, mono, 48 kHz; ends with the last picture: 1.00 s of sound behind it are left out'],
  ['converted', () => pcm, 'dnxhr-hq-mxf', frameRange(12, 23), 'PCM 16 bit, mono, 48 kHz; converted to PCM 24 bit, cut to these frames; ends with the last picture: 1.00 s of sound behind it are left out'],
];

test.for(casesOf(cases.slice(0, 3), cases.slice(3)))('sound that goes on behind the last picture ends with it where it is %s, and the plan and the report say so', async ([, clipOf, codec, range, words]) => {
  const clip = clipOf();
  const path = films.outPath(`tail-${codec}`, codec);
  const plan = planDelivery({ clip, range: range ?? whole(clip), codec, outPath: path, media: await readClipMedia(clip, films.tools) });
  expect(plan.kept.find(({ part }) => part === 'Sound')?.words).toBe(words);
  const report = await deliver(plan, { tools: films.tools, chromaAt: skin, threads: 0 });
  expect(report.kept.find(({ part }) => part === 'Sound')?.words).toBe(words);
  const { picture, sound } = secondsOf(path);
  expect(sound).toBeGreaterThanOrEqual(picture! - 0.03);
  // One packet of FLAC is 0.096 s.
  expect(sound).toBeLessThan(picture! + 0.1);
});

test('a part that ends before the last picture loses no sound, and nothing is said of it', async () => {
  const plan = planDelivery({ clip: pcm, range: frameRange(0, 11), codec: 'prores-422hq', outPath: films.outPath('part', 'prores-422hq'), media: await readClipMedia(pcm, films.tools) });
  expect(plan.kept.find(({ part }) => part === 'Sound')?.words).not.toContain('left out');
});

test('copied sound that begins before the pictures is held against them, not against the beginning of the file', async () => {
  const clip = await probeClip(await films.make('early.mov', ['-itsoffset', '0.5', '-f', 'lavfi', '-i', 'testsrc2=s=64x36:r=24:d=1,hue=s=0', '-f', 'lavfi', '-i', 'sine=440:r=48000:d=1.5', '-c:v', 'mjpeg', '-color_range', 'pc', '-c:a', 'pcm_s16le']), films.tools);
  const path = films.outPath('early', 'ffv1');
  const plan = planDelivery({ clip, range: whole(clip), codec: 'ffv1', outPath: path, media: await readClipMedia(clip, films.tools) });
  const report = await deliver(plan, { tools: films.tools, chromaAt: skin, threads: 0 });
  expect(report.remarks.filter((remark) => remark.startsWith('Sound:'))).toEqual([]);
  // One channel is mono, also in a container that does not say so.
  expect(report.kept.find(({ part }) => part === 'Sound')).toEqual({ part: 'Sound', state: 'kept', words: 'PCM 16 bit, mono, 48 kHz' });
});

test('sound of a single frame is not taken for none', async () => {
  const path = films.outPath('one', 'prores-422hq');
  const report = await deliver(planDelivery({ clip: pcm, range: frameRange(5, 5), codec: 'prores-422hq', outPath: path, media: await readClipMedia(pcm, films.tools) }), { tools: films.tools, chromaAt: skin, threads: 0 });
  expect(report.remarks.filter((remark) => remark.startsWith('Sound:'))).toEqual([]);
  expect(secondsOf(path).sound).toBeCloseTo(1 / 24, 3);
});
