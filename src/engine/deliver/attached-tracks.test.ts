import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import type { Clip } from '../../shared/model/clip.ts';
import { type ClipTracks, tracksOf } from '../../shared/model/clip-tracks.ts';
import type { DeliveryCodec } from '../../shared/model/delivery.ts';
import { type FrameRange, frameRange } from '../../shared/model/frame.ts';
import { probeClip, readAttachment, readCover, readTracks } from '../media/index.ts';
import { pictureSubtitles } from './fixtures/picture-subtitles.ts';
import { skin, useTestClips, whole } from './fixtures/test-clips.ts';
import { deliver, planDelivery, readClipMedia } from './index.ts';
import { prepareTracks } from './prepare-tracks.ts';

/* Subtitles that are pictures, covers and attached files: 24 frames of 64×36 at 24 with all of them. */

const run = promisify(execFile);
const films = useTestClips();
let film: Clip;
const file = (name: string): string => join(films.directory, name);
beforeAll(async () => {
  await writeFile(file('titles.sup'), pictureSubtitles([[0.1, 0.4], [0.5, 0.9]]));
  await writeFile(file('notes.txt'), 'Reel 2 is from another print.\n');
  await films.make('poster.jpg', ['-f', 'lavfi', '-i', 'testsrc2=s=40x60', '-frames:v', '1', '-update', '1']);
  await films.make('back.png', ['-f', 'lavfi', '-i', 'testsrc2=s=30x30', '-frames:v', '1', '-update', '1']);
  film = await probeClip(await films.make('all.mkv', [
    '-copyts', '-f', 'lavfi', '-i', 'testsrc2=s=64x36:r=24:d=1,hue=s=0', '-i', file('titles.sup'), '-map', '0', '-map', '1', '-timecode', '01:00:00:00', '-c:v', 'ffv1', '-c:s', 'copy', '-metadata:s:s:0', 'language=deu',
    '-attach', file('poster.jpg'), '-metadata:s:t:0', 'mimetype=image/jpeg', '-metadata:s:t:0', 'filename=poster.jpg', '-attach', file('notes.txt'), '-metadata:s:t:1', 'mimetype=text/plain', '-metadata:s:t:1', 'filename=notes.txt',
    '-attach', file('back.png'), '-metadata:s:t:2', 'mimetype=image/png', '-metadata:s:t:2', 'filename=back.png',
  ]), films.tools);
});

async function delivered(codec: DeliveryCodec, range: FrameRange): Promise<{ readonly path: string; readonly lines: readonly string[]; readonly planned: readonly string[]; readonly tracks: ClipTracks }> {
  const path = films.outPath(`all-${range.first}-${codec}`, codec);
  const plan = planDelivery({ clip: film, range, codec, outPath: path, media: await readClipMedia(film, films.tools), overwrite: true });
  const report = await deliver(plan, { tools: films.tools, chromaAt: skin, threads: 0 });
  const lines = (kept: typeof report.kept): readonly string[] => kept.filter(({ part }) => /^(?:Subtitles|Cover|Attachment|Stream)/.test(part)).map(({ part, state, words }) => `${part}: ${state}: ${words}`);
  return { path, lines: lines(report.kept), planned: lines([...plan.kept]), tracks: await readTracks(await probeClip(path, films.tools), films.tools) };
}

/** Seconds of the packets of the only track of subtitles. */
async function packetTimes(path: string): Promise<readonly number[]> {
  const { stdout } = await run(films.tools.ffprobePath, ['-v', 'error', '-select_streams', 's:0', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', path]);
  return stdout.trim().split('\n').filter((line) => line !== '').map(Number);
}

function fileOf(path: string): Pick<Clip, 'source'> {
  return { source: { kind: 'file', path } };
}

test('Matroska keeps subtitles that are pictures also of a part, covers and attached files byte for byte', async () => {
  const { path, lines, planned, tracks } = await delivered('ffv1', frameRange(6, 17));
  expect(lines).toEqual(['Subtitles: kept: Blu-ray pictures, deu', 'Cover 1: kept: JPEG, poster.jpg', 'Cover 2: kept: PNG, back.png', 'Attachment: kept: text/plain, notes.txt']);
  expect(lines).toEqual(planned);
  // Frames 6 to 17 are 0.25 s to 0.75 s. What is on the screen at the first is shown from it on; it goes at 0.4, the next comes at 0.5.
  expect(await packetTimes(path)).toEqual([0, 0.15, 0.25]);
  expect(tracksOf(tracks, 'subtitles')).toMatchObject([{ codec: 'hdmv_pgs_subtitle', language: 'deu' }]);
  const [cover] = tracksOf(tracks, 'cover');
  await readCover(fileOf(path), cover!.stream, file('poster-again.jpg'), { tools: films.tools });
  expect(readFileSync(file('poster-again.jpg')).equals(readFileSync(file('poster.jpg')))).toBe(true);
  await readAttachment(fileOf(path), tracksOf(tracks, 'attachment')[0]!.stream, file('notes-again.txt'), { tools: films.tools });
  expect(readFileSync(file('notes-again.txt'), 'utf8')).toBe('Reel 2 is from another print.\n');
});

test('picture subtitles between which the delivered frames lie give no track; of a whole clip they are copied as they are', async () => {
  const prepared = async (range: FrameRange): Promise<unknown> => {
    const plan = planDelivery({ clip: film, range, codec: 'ffv1', outPath: '/out/film.mkv', media: await readClipMedia(film, films.tools) });
    return (await prepareTracks(plan, { tools: films.tools, folder: () => Promise.resolve(films.directory) })).subtitles;
  };
  expect(await prepared(frameRange(22, 23))).toEqual([]);
  expect(await prepared(whole(film))).toMatchObject([{ kind: 'copy', path: file('all.mkv'), stream: 1 }]);
});

test('MP4 holds one cover, MOV none; what is not held is named', async () => {
  const mp4 = await delivered('h264', frameRange(0, 11));
  expect(mp4.lines).toEqual(['Subtitles: lost: Blu-ray pictures, deu; cannot be held by MP4', 'Cover 1: kept: JPEG, poster.jpg', 'Cover 2: lost: PNG, back.png; cannot be held by MP4', 'Attachment: lost: text/plain, notes.txt; cannot be held by MP4']);
  const [cover] = tracksOf(mp4.tracks, 'cover');
  await readCover(fileOf(mp4.path), cover!.stream, file('poster-mp4.jpg'), { tools: films.tools });
  expect(readFileSync(file('poster-mp4.jpg')).equals(readFileSync(file('poster.jpg')))).toBe(true);
  const { stdout } = await run(films.tools.ffprobePath, ['-v', 'error', '-select_streams', 'd', '-show_entries', 'stream=codec_tag_string:stream_tags=timecode', '-of', 'csv=p=0', mp4.path]);
  expect(stdout.trim().split('\n')).toEqual(['tmcd,01:00:00:00']);
  const mov = planDelivery({ clip: film, range: frameRange(0, 3), codec: 'prores-proxy', outPath: '/out/film.mov', media: await readClipMedia(film, films.tools) });
  expect(mov.kept.filter(({ part, state }) => /^(?:Subtitles|Cover|Attachment)/.test(part) && state === 'lost')).toHaveLength(4);
});
