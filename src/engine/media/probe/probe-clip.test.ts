import { mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '../../../shared/errors/app-error.ts';
import { frameRange } from '../../../shared/model/frame.ts';
import { classifyFfmpegError } from '../ffmpeg/classify-ffmpeg-error.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { locateFfmpeg, parseEncoders } from '../ffmpeg/locate-ffmpeg.ts';
import { withDpxHeader } from '../encode/dpx-headers.ts';
import { readDpxFacts } from './dpx-header.ts';
import { probeClip } from './probe-clip.ts';
import { readLuma } from '../decode/read-luma.ts';
import { makeMedia, temporaryDirectory } from '../testing/sample-media.ts';

const directory = temporaryDirectory();
let tools: FfmpegTools;
let film: string;
beforeAll(async () => {
  tools = await locateFfmpeg();
  film = await makeMedia(tools, '-f lavfi -i testsrc2=s=320x240:r=24000/1001:d=2 -f lavfi -i sine=440:d=2 -f lavfi -i sine=220:d=2 -map 0 -map 1 -map 2 -c:v libx264 -g 24 -pix_fmt yuv420p -c:a aac -movflags +faststart -timecode 01:00:00:12', directory.file('film.mov'));
});
afterAll(() => directory.dispose());

async function failure(path: string): Promise<unknown> {
  return probeClip(path, tools).then(() => undefined, (error: unknown) => (error instanceof AppError ? error.code : error));
}

test('a probe gives the rate as a ratio, the frames, timecode and sound tracks', async () => {
  const clip = await probeClip(film, tools);
  expect(clip).toMatchObject({ name: 'film', codec: 'h264', rate: { num: 24000, den: 1001 }, timing: 'constant', frameCount: 48, startTimecode: '01:00:00:12', audioTracks: 2 });
  expect(clip.durationSeconds).toBeCloseTo(48 * 1001 / 24000, 9);
  expect(clip.remarks.join(' ')).toMatch(/matrix is not tagged; BT.601.*/);
});

test('a rate of 24000/1001 is recovered from the millisecond timestamps of Matroska', async () => {
  const clip = await probeClip(await makeMedia(tools, `-i ${film} -map 0:v -c copy`, directory.file('film.mkv')), tools);
  expect(clip).toMatchObject({ rate: { num: 24000, den: 1001 }, timing: 'constant', frameCount: 48 });
});

test('the content hash depends on the content, not on the name', async () => {
  const copy = directory.file('another name.mov');
  await writeFile(copy, await readFile(film));
  const [a, b] = [await probeClip(film, tools), await probeClip(copy, tools)];
  expect(b.contentHash).toBe(a.contentHash);
  expect(b.id).not.toBe(a.id);
  const changed = Buffer.from(await readFile(film));
  changed[changed.length - 5]! ^= 1;
  await writeFile(copy, changed);
  expect((await probeClip(copy, tools)).contentHash).not.toBe(a.contentHash);
});

test('a file that is not a film is refused with its own message', async () => {
  await writeFile(directory.file('empty.mp4'), '');
  await writeFile(directory.file('noise.mp4'), Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 251)));
  await writeFile(directory.file('words.txt'), 'It is only text.\n'.repeat(40));
  await makeMedia(tools, '-f lavfi -i sine=440:d=1', directory.file('sound.wav'));
  expect(await failure(directory.file('missing.mp4'))).toBe('file.missing');
  expect(await failure(directory.file('no-folder/missing.mp4'))).toBe('file.missing');
  expect(await failure(directory.path)).toBe('media.notVideo');
  expect(await failure(directory.file('empty.mp4'))).toBe('media.notVideo');
  expect(await failure(directory.file('noise.mp4'))).toBe('media.notVideo');
  expect(await failure(directory.file('words.txt'))).toBe('media.notVideo');
  expect(await failure(directory.file('sound.wav'))).toBe('media.noVideoStream');
});

test('a sound file with a cover picture has no video stream', async () => {
  await makeMedia(tools, '-f lavfi -i testsrc=s=64x64 -frames:v 1 -update 1', directory.file('cover.png'));
  await makeMedia(tools, `-f lavfi -i sine=440:d=1 -i ${directory.file('cover.png')} -map 0 -map 1 -c:v copy -disposition:v attached_pic`, directory.file('song.mp3'));
  expect(await failure(directory.file('song.mp3'))).toBe('media.noVideoStream');
  await expect(probeClip(directory.file('song.mp3'), tools)).rejects.toThrow('contains only a cover picture besides its sound, no video');
});

test('a file without any frame is reported as such', async () => {
  await makeMedia(tools, `-i ${film} -map 0:v -c copy -frames:v 0`, directory.file('none.mkv'));
  expect(await failure(directory.file('none.mkv'))).toBe('media.noFrames');
});

test('a truncated film is read as far as it decodes, and the missing part is reported', async () => {
  const bytes = await readFile(film);
  await writeFile(directory.file('cut.mov'), bytes.subarray(0, Math.floor(bytes.length * 0.6)));
  const clip = await probeClip(directory.file('cut.mov'), tools);
  expect(clip.frameCount).toBeGreaterThan(5);
  expect(clip.frameCount).toBeLessThan(48);
  expect(clip.remarks.join(' ')).toContain(`cut off or damaged: it should hold 48 frames, ${clip.frameCount} can be decoded`);
  expect((await Array.fromAsync(readLuma(clip, tools, { range: frameRange(0, clip.frameCount - 1) }))).length).toBe(clip.frameCount);
});

test('a film truncated before its index is refused', async () => {
  await makeMedia(tools, `-i ${film} -c copy`, directory.file('index-last.mp4'));
  const bytes = await readFile(directory.file('index-last.mp4'));
  await writeFile(directory.file('no-index.mp4'), bytes.subarray(0, bytes.length >> 1));
  expect(await failure(directory.file('no-index.mp4'))).toBe('media.notVideo');
});

test('a DPX sequence has the rate, timecode and transfer of its headers', async () => {
  const folder = directory.file('dpx');
  await mkdir(folder);
  await makeMedia(tools, '-f lavfi -i testsrc2=s=64x48:r=24:d=0.2 -pix_fmt gbrp10be -start_number 86400', `${folder}/r_%07d.dpx`);
  const first = await readFile(`${folder}/r_0086400.dpx`);
  // As ffmpeg writes it, the header calls everything linear and ends before the place of rate and timecode.
  expect(await readDpxFacts(`${folder}/r_0086400.dpx`)).toEqual({ rate: undefined, timecode: undefined, transfer: undefined, primaries: undefined });
  await writeFile(`${folder}/r_0086400.dpx`, withDpxHeader(first, { rate: { num: 24000, den: 1001 }, timecode: '01:00:12:07', transfer: 'cineon', primaries: undefined }));
  const clip = await probeClip(`${folder}/r_0086402.dpx`, tools);
  expect(clip).toMatchObject({ rate: { num: 24000, den: 1001 }, startTimecode: '01:00:12:07', picture: { family: 'rgb', bitDepth: 10, range: 'full', transfer: 'cineon' } });
  expect(clip.remarks.join(' ')).not.toMatch(/are assumed/);
  expect(clip.remarks.join(' ')).toMatch(/Cineon log; for painting it is shown as a display picture/);
  // Every sample is where the header says that the image begins.
  const [luma] = await Array.fromAsync(readLuma(clip, tools, { range: frameRange(0, 0) }));
  await writeFile(`${folder}/r_0086400.dpx`, first);
  const [plain] = await Array.fromAsync(readLuma(clip, tools, { range: frameRange(0, 0) }));
  expect(luma!.samples).toEqual(plain!.samples);
});

test('a film that changes its size keeps the first size, with a remark', async () => {
  const small = await makeMedia(tools, '-f lavfi -i testsrc2=s=160x120:r=25:d=0.4 -c:v mpeg2video -f mpegts', directory.file('small.ts'));
  const large = await makeMedia(tools, '-f lavfi -i testsrc2=s=320x240:r=25:d=0.4 -c:v mpeg2video -output_ts_offset 0.4 -f mpegts', directory.file('large.ts'));
  await writeFile(directory.file('both.ts'), Buffer.concat([await readFile(small), await readFile(large)]));
  const clip = await probeClip(directory.file('both.ts'), tools);
  expect(clip.picture).toMatchObject({ width: 160, height: 120 });
  expect(clip.remarks.join(' ')).toMatch(/changes its size at frame \d+/);
  const frames = await Array.fromAsync(readLuma(clip, tools, { range: frameRange(0, clip.frameCount - 1) }));
  expect(frames.every((frame) => frame.samples.length === 160 * 120)).toBe(true);
});

test('a link to a film is opened, and a moved film is reported as missing', async () => {
  await symlink(film, directory.file('link.mov'));
  expect((await probeClip(directory.file('link.mov'), tools)).frameCount).toBe(48);
  await rename(directory.file('link.mov'), directory.file('moved.mov'));
  expect(await failure(directory.file('link.mov'))).toBe('file.missing');
});

test('messages of ffmpeg are classified, by real lines of versions 5 and 9', () => {
  const code = (line: string, action: 'read' | 'write'): string => classifyFfmpegError(line, { action, path: '/films/a.mov' }).code;
  expect(code('av_interleaved_write_frame(): No space left on device\nError writing trailer of /films/a.partial.mov: No space left on device', 'write')).toBe('disk.full');
  expect(code('[out#0/mov @ 0x55] Error writing trailer: Disk quota exceeded', 'write')).toBe('disk.full');
  expect(code('av_interleaved_write_frame(): File too large', 'write')).toBe('disk.full');
  expect(code('/films/a.partial.mov: Permission denied', 'write')).toBe('file.notWritable');
  expect(code('[out#0/mov @ 0x1] Error opening output /films/a.partial.mov: Read-only file system', 'write')).toBe('file.notWritable');
  expect(code("Unknown encoder 'libx265'", 'write')).toBe('ffmpeg.encoderMissing');
  expect(code('/films/a.mov: No such file or directory', 'read')).toBe('file.missing');
  expect(code('/films/a.mov: Permission denied', 'read')).toBe('file.unreadable');
  expect(code('[mov,mp4,m4a,3gp,3g2,mj2 @ 0x5] moov atom not found\n/films/a.mov: Invalid data found when processing input', 'read')).toBe('media.notVideo');
  expect(code("Stream map '0:V:0' matches no streams.", 'read')).toBe('media.noVideoStream');
  expect(classifyFfmpegError('something new\nof ffmpeg 12', { action: 'write', path: '/films/a.mov' })).toMatchObject({ code: 'ffmpeg.failed', message: 'ffmpeg failed while writing "a.mov": of ffmpeg 12' });
});

test('the list of encoders is parsed without its legend', () => {
  expect(parseEncoders('Encoders:\n V..... = Video\n A..... = Audio\n ------\n V....D libx264              libx264 H.264 (codec h264)\n VFS..D prores_ks            Apple ProRes (codec prores)\n A....D aac                  AAC\n')).toEqual(new Set(['libx264', 'prores_ks', 'aac']));
});

test('an ffmpeg that is named but does not run is reported with what to install', async () => {
  await expect(locateFfmpeg({ ffmpegPath: directory.file('no-ffmpeg') })).rejects.toMatchObject({ code: 'ffmpeg.missing' });
  const found = await locateFfmpeg({ ffmpegPath: tools.ffmpegPath });
  expect(found).toMatchObject({ foundBy: 'setting', version: tools.version });
});
