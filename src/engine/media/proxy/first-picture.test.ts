import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeMedia, streamFacts, temporaryDirectory } from '../testing/sample-media.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { locateFfmpeg } from '../ffmpeg/locate-ffmpeg.ts';
import { readStill } from '../decode/read-still.ts';
import { probeClip } from '../probe/probe-clip.ts';
import { readFirstPicture } from './first-picture.ts';
import { readLumaJpeg } from './view-frame.ts';

const directory = temporaryDirectory();
let tools: FfmpegTools;
beforeAll(async () => { tools = await locateFfmpeg(); });
afterAll(() => { directory.dispose(); });

const make = (line: string, name: string): Promise<string> => makeMedia(tools, `-f lavfi -i testsrc2=s=320x180:r=25:d=1 ${line}`, directory.file(name));
async function sizeOf(name: string): Promise<readonly unknown[]> {
  const { streams: [image] } = await streamFacts(directory.file(name), tools);
  return [image?.['width'], image?.['height']];
}
/** As of a file so large that its packets are not simply listed. */
const LARGE = { largeBytes: 0 } as const;

test.each([
  ['Matroska, H.264 with frames out of order', '-c:v libx264 -bf 3 -g 10 -pix_fmt yuv420p', 'film.mkv'],
  ['Matroska whose first frame is late', '-c:v ffv1 -pix_fmt gray10le -output_ts_offset 3', 'late.mkv'],
  ['MXF', '-c:v mpeg2video -pix_fmt yuv422p', 'film.mxf'],
  ['MP4 in fragments', '-c:v libx264 -bf 2 -pix_fmt yuv420p -movflags frag_keyframe+empty_moov', 'fragments.mp4'],
])('the first picture of a film without an index is the picture of its frame 0: %s', async (_, line, name) => {
  const path = await make(line, name);
  const picture = await readFirstPicture(path, tools, LARGE);
  expect(picture).toBeDefined();
  expect(Buffer.from(picture!).equals(await readLumaJpeg(await probeClip(path, tools), 0, tools))).toBe(true);
});

test('it is upright and has square samples', async () => {
  const wide = await make('-vf setsar=2/1 -c:v libx264 -pix_fmt yuv420p', 'wide.mkv');
  const picture = await readFirstPicture(wide, tools, LARGE);
  await writeFile(directory.file('wide.jpg'), picture!);
  expect(await sizeOf('wide.jpg')).toEqual([640, 180]);
  const plain = await make('-vf hue=s=0 -c:v libx264 -pix_fmt yuv420p', 'plain.mp4');
  const turned = await makeMedia(tools, `-i ${plain} -c copy -metadata:s:v rotate=90 -movflags frag_keyframe+empty_moov`, directory.file('turned.mp4'));
  await writeFile(directory.file('turned.jpg'), (await readFirstPicture(turned, tools, LARGE))!);
  // ffmpeg turns pictures by itself where it is not told otherwise.
  const upright = await makeMedia(tools, `-i ${turned} -frames:v 1`, directory.file('upright.png'));
  const [ours, theirs] = [await readStill(directory.file('turned.jpg'), tools), await readStill(upright, tools)];
  expect([ours.width, ours.height]).toEqual([180, 320]);
  const off = ours.samples.reduce((sum, value, index) => sum + Math.abs(value - theirs.samples[index]!), 0) / ours.samples.length / 257;
  expect(off).toBeLessThan(4);
});

test('there is one for a film whose index tells its frames, where they are decoded to be counted: its frame 0, whatever the fields', async () => {
  const indexed = await make('-vf setfield=tff -flags +ilme+ildct -c:v libx264 -x264-params tff=1 -bf 3 -pix_fmt yuv420p', 'indexed.mp4');
  const picture = await readFirstPicture(indexed, tools, { quickSamples: 25 * 320 * 180 });
  expect(Buffer.from(picture!).equals(await readLumaJpeg(await probeClip(indexed, tools), 0, tools))).toBe(true);
  expect(await readFirstPicture(indexed, tools, { quickSamples: 25 * 320 * 180 + 1 })).toBeUndefined();
});

test('there is none for a small film', async () => {
  expect(await readFirstPicture(await make('-c:v libx264 -pix_fmt yuv420p', 'small.mp4'), tools, LARGE)).toBeUndefined();
  expect(await readFirstPicture(await make('-c:v libx264 -pix_fmt yuv420p', 'small.mkv'), tools)).toBeUndefined();
});

test('what cannot be read is refused as when it is probed', async () => {
  await writeFile(directory.file('broken.mkv'), 'no film');
  await expect(readFirstPicture(directory.file('broken.mkv'), tools, LARGE)).rejects.toMatchObject({ code: 'media.notVideo' });
  await expect(readFirstPicture(directory.file('absent.mkv'), tools, LARGE)).rejects.toMatchObject({ code: 'file.missing' });
});
