import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { casesOf } from '../../../../test/support/long.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { frameRange } from '../../../shared/model/frame.ts';
import { readLuma } from '../decode/read-luma.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { locateFfmpeg } from '../ffmpeg/locate-ffmpeg.ts';
import { lumaDigests, makeMedia, temporaryDirectory } from '../testing/sample-media.ts';
import { inputArguments } from './media-source.ts';
import { probeClip } from './probe-clip.ts';

const run = promisify(execFile);
const directory = temporaryDirectory();
let tools: FfmpegTools;
beforeAll(async () => {
  tools = await locateFfmpeg();
});
afterAll(() => directory.dispose());

const SOURCE = '-f lavfi -i testsrc2=s=160x90:r=24:d=1,noise=alls=10:allf=t';

test('damaged frames of FFV1 with checksums are reported by number, and intact ones are not', async () => {
  const path = await makeMedia(tools, `${SOURCE} -c:v ffv1 -level 3 -slicecrc 1 -slices 4 -g 1`, directory.file('crc.mkv'));
  expect((await probeClip(path, tools)).remarks.join(' ')).not.toMatch(/damaged/);
  const bytes = await readFile(path);
  // 40 bytes in a tenth of the file in its middle: frames about 11 to 13 of 24.
  for (let index = 0; index < 40; index++) bytes[Math.floor(bytes.length * (0.48 + 0.002 * index))]! ^= 255;
  await writeFile(directory.file('flipped.mkv'), bytes);
  const clip = await probeClip(directory.file('flipped.mkv'), tools);
  expect(clip.frameCount).toBe(24);
  const [, first, last] = /Frames (\d+)–(\d+) are damaged; what can be decoded of them is used\./.exec(clip.remarks.join(' ')) ?? [];
  expect(Number(first)).toBeGreaterThanOrEqual(10);
  expect(Number(last)).toBeLessThanOrEqual(15);
  expect(Number(last) - Number(first)).toBeGreaterThanOrEqual(1);
});

test('damaged frames are reported by number also where ffmpeg neither names nor drops them: ProRes, JPEG 2000, MPEG-2', async () => {
  for (const [name, codec, most] of casesOf([['prores.mov', 'prores_ks', 3], ['mpeg2.mpg', 'mpeg2video', 12]], [['jpeg2000.mov', 'jpeg2000', 3]])) {
    const bytes = await readFile(await makeMedia(tools, `${SOURCE} -c:v ${codec}`, directory.file(name)));
    for (let index = 0; index < 40; index++) bytes[Math.floor(bytes.length * (0.48 + 0.0005 * index))]! ^= 255;
    await writeFile(directory.file(`flipped-${name}`), bytes);
    const told = (await probeClip(directory.file(`flipped-${name}`), tools)).remarks.join(' ');
    const [, first, last] = /Frames? (\d+)(?:–(\d+))? (?:is|are) damaged/.exec(told) ?? [];
    expect(Number(first), `${name}: ${told}`).toBeGreaterThan(0);
    expect(Number(last ?? first) - Number(first), name).toBeLessThan(most);
  }
});

test('damaged frames of an inter-coded film are reported by number', async () => {
  const path = await makeMedia(tools, `${SOURCE} -c:v libx264 -g 6 -pix_fmt yuv420p`, directory.file('inter.mp4'));
  const bytes = await readFile(path);
  for (let index = 0; index < 6; index++) bytes[Math.floor(bytes.length * (0.4 + 0.01 * index))]! ^= 255;
  await writeFile(directory.file('inter-flipped.mp4'), bytes);
  expect((await probeClip(directory.file('inter-flipped.mp4'), tools)).remarks.join(' ')).toMatch(/Frames? [\d–, and]+ (?:is|are) damaged/);
});

test('a damaged key frame is named by the number at which it is shown, also where frames are decoded in another order', async () => {
  const path = await makeMedia(tools, `${SOURCE} -c:v libx264 -g 12 -bf 2 -sc_threshold 0 -pix_fmt yuv420p`, directory.file('reordered.mp4'));
  const whole = await lumaDigests(await probeClip(path, tools), tools);
  const bytes = await readFile(path);
  const { stdout } = await run(tools.ffprobePath, ['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pos,size,flags', '-of', 'csv=p=0', path]);
  const [size, from] = stdout.split('\n').filter((line) => line.includes('K'))[1]!.split(',').map(Number);
  bytes.fill(0, from! + Math.floor(size! / 8), from! + size!);
  await writeFile(directory.file('reordered-damaged.mp4'), bytes);
  const clip = await probeClip(directory.file('reordered-damaged.mp4'), tools);
  const differs = (await lumaDigests(clip, tools)).map((digest, index) => (digest === whole[index] ? -1 : index)).filter((index) => index >= 0);
  expect(differs[0]).toBe(12);
  expect(clip.remarks.join(' ')).toContain('Frame 12 is damaged; what can be decoded of it is used. Frames that follow it, up to the next key frame, can show the damage too.');
});

test('where packets of an AVI are lost, a frame alone is that of its number in a decode from the start', async () => {
  const path = await makeMedia(tools, '-f lavfi -i testsrc2=s=96x64:r=25:d=3 -c:v mpeg4 -bf 2 -g 12 -pix_fmt yuv420p', directory.file('hole.avi'));
  const bytes = await readFile(path);
  bytes.fill(0, Math.floor(bytes.length * 0.3), Math.floor(bytes.length * 0.4));
  await writeFile(path, bytes);
  const clip = await probeClip(path, tools);
  expect(clip.frameCount).toBeLessThan(75);
  const all = await Array.fromAsync(readLuma(clip, tools, { range: frameRange(0, clip.frameCount - 1) }), ({ samples }) => Buffer.from(samples).toString('hex'));
  for (const number of [8, 45, clip.frameCount - 2]) {
    for await (const { samples } of readLuma(clip, tools, { range: frameRange(number, number) })) expect(Buffer.from(samples).toString('hex') === all[number], `frame ${number}`).toBe(true);
  }
});

/** Bytes of a film, and where its packets lie in them, in the order of the file. */
async function packetsOf(path: string): Promise<readonly { readonly size: number; readonly from: number; readonly isKey: boolean }[]> {
  const { stdout } = await run(tools.ffprobePath, ['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pos,size,flags', '-of', 'csv=p=0', path]);
  return stdout.split('\n').filter((line) => line !== '').map((line) => line.split(',')).map(([size, from, flags]) => ({ size: Number(size), from: Number(from), isKey: flags!.includes('K') }));
}

async function lumaOf(clip: Clip, range = frameRange(0, clip.frameCount - 1)): Promise<readonly string[]> {
  return Array.fromAsync(readLuma(clip, tools, { range }), ({ samples }) => createHash('md5').update(samples).digest('hex'));
}

test('damaged films give the same frames at each decode, wherever it begins: H.264, MPEG-4, ProRes', async () => {
  const long = '-f lavfi -i testsrc2=s=160x90:r=24:d=3,noise=alls=10:allf=t';
  for (const [name, codec] of casesOf([['two-keys.mp4', 'libx264 -g 12 -bf 2 -sc_threshold 0 -pix_fmt yuv420p'], ['lines.mov', 'prores_ks']], [['two-keys.avi', 'mpeg4 -g 12 -bf 2'], ['two-keys.mpg', 'mpeg2video -g 12 -bf 2 -b:v 2M']])) {
    const path = await makeMedia(tools, `${long} -c:v ${codec}`, directory.file(name));
    const bytes = await readFile(path);
    // Of neighbouring groups, so that what is made up for one depends on the other.
    const packets = await packetsOf(path);
    for (const { from, size } of packets.filter(({ isKey }) => isKey).filter((_, index, { length }) => (length < 10 ? index === 2 || index === 3 : index > 20 && index % 3 === 0 && index < 50))) bytes.fill(0, from + Math.floor(size / 3), from + size);
    await writeFile(directory.file(`hurt-${name}`), bytes);
    const clip = await probeClip(directory.file(`hurt-${name}`), tools);
    expect(clip.damaged?.length, name).toBeGreaterThan(0);
    const whole = await lumaOf(clip);
    for (let time = 0; time < 4; time++) expect(await lumaOf(clip), name).toEqual(whole);
    for (let first = 20; first < clip.frameCount; first += 7) {
      const range = frameRange(first, Math.min(first + 6, clip.frameCount - 1));
      expect(await lumaOf(clip, range), `${name} from ${first}`).toEqual(whole.slice(range.first, range.last + 1));
      expect(await lumaOf(clip, frameRange(first, first)), `${name}, frame ${first}`).toEqual([whole[first]]);
    }
  }
});

test('an intact film is decoded on several threads, a damaged one on one', async () => {
  const path = await makeMedia(tools, `${SOURCE} -c:v ffv1`, directory.file('intact.mkv'));
  const clip = await probeClip(path, tools);
  expect(clip.damaged).toBeUndefined();
  expect(inputArguments(clip)).toEqual(['-i', `file:${path}`]);
  expect(inputArguments({ ...clip, damaged: [] })).toEqual(['-threads', '1', '-ec', 'guess_mvs', '-i', `file:${path}`]);
});

test('a cover picture that comes first in the file is not used as the film', async () => {
  const cover = await makeMedia(tools, '-f lavfi -i testsrc=s=32x32 -frames:v 1 -update 1', directory.file('cover.png'));
  const film = await makeMedia(tools, `${SOURCE} -c:v mpeg4`, directory.file('film.mp4'));
  for (const [name, line] of casesOf(
    [['cover.mkv', '-c copy'], ['attached.mp4', '-c copy -disposition:v:0 attached_pic']],
    [['attached.mkv', '-c copy -disposition:v:0 attached_pic'], ['cover.mp4', '-c:v:0 mjpeg -c:v:1 copy'], ['cover.mov', '-c copy']],
  )) {
    const clip = await probeClip(await makeMedia(tools, `-i ${cover} -i ${film} -map 0 -map 1 ${line}`, directory.file(name)), tools);
    expect({ width: clip.picture.width, frames: clip.frameCount, codec: clip.codec }, name).toEqual({ width: 160, frames: 24, codec: 'mpeg4' });
    const frames = await Array.fromAsync(readLuma(clip, tools, { range: frameRange(22, 23) }));
    expect(frames.map(({ samples }) => samples.length), name).toEqual([160 * 90, 160 * 90]);
  }
  // A film of Motion JPEG beside another film is a film.
  const jpeg = await makeMedia(tools, `${SOURCE} -c:v mjpeg`, directory.file('jpeg.mov'));
  expect((await probeClip(await makeMedia(tools, `-i ${jpeg} -i ${film} -map 0 -map 1 -c copy`, directory.file('two.mov')), tools)).codec).toBe('mjpeg');
});

test('timecode is read from its tag in any letter case, with its drop-frame mark, and so is the reel', async () => {
  const line = '-f lavfi -i testsrc2=s=64x36:r=30000/1001 -frames:v 10 -c:v';
  for (const [name, tags] of casesOf([['a.mkv', 'ffv1 -metadata TIMECODE=01:00:00;00'], ['d.mov', 'mpeg4 -timecode 01:00:00;00'], ['e.mxf', 'mpeg2video -timecode 01:00:00;00']], [['b.mkv', 'ffv1 -metadata:s:v timecode=01:00:00;00'], ['c.mkv', 'ffv1 -timecode 01:00:00;00']])) {
    expect((await probeClip(await makeMedia(tools, `${line} ${tags}`, directory.file(name)), tools)).startTimecode, name).toBe('01:00:00;00');
  }
  const fast = await makeMedia(tools, '-f lavfi -i testsrc2=s=64x36:r=120 -frames:v 3 -c:v ffv1 -metadata timecode=01:00:00:100', directory.file('fast.mkv'));
  expect((await probeClip(fast, tools)).startTimecode).toBe('01:00:00:100');
  expect((await probeClip(await makeMedia(tools, `${line} mpeg4 -timecode 01:00:00:00 -metadata:s:v reel_name=A001`, directory.file('reel.mov')), tools)).reelName).toBe('A001');
});

test('a cover that is cut off is not taken for damage of the film', async () => {
  const whole = await readFile(await makeMedia(tools, '-f lavfi -i testsrc=s=32x32 -frames:v 1 -update 1', directory.file('poster.jpg')));
  await writeFile(directory.file('cut.jpg'), whole.subarray(0, -2));
  const path = await makeMedia(tools, `${SOURCE} -i ${directory.file('cut.jpg')} -map 0 -map 1 -c:v:0 libx264 -pix_fmt:v:0 yuv420p -c:v:1 copy -disposition:v:1 attached_pic`, directory.file('with-cover.mp4'));
  expect((await probeClip(path, tools)).remarks.join(' ')).not.toMatch(/damaged/);
});
