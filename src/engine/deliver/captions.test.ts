import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Clip } from '../../shared/model/clip.ts';
import { tracksOf } from '../../shared/model/clip-tracks.ts';
import type { DeliveryCodec } from '../../shared/model/delivery.ts';
import { type FrameRange, frameRange } from '../../shared/model/frame.ts';
import { probeClip, readSubtitles, readTracks } from '../media/index.ts';
import { BARE_FILM, SCC, withCaptions } from './fixtures/captioned-film.ts';
import { skin, useTestClips, whole } from './fixtures/test-clips.ts';
import { deliver, planDelivery, readClipMedia } from './index.ts';
import { prepareTracks } from './prepare-tracks.ts';

/* Closed captions: in the frames of an H.264 film, and as a track of a MOV file. */

const films = useTestClips();
let inFrames: Clip;
let asTrack: Clip;
beforeAll(async () => {
  const bare = join(films.directory, 'captions.h264');
  await writeFile(bare, withCaptions(await readFile(await films.make('bare.h264', BARE_FILM))));
  inFrames = await probeClip(await films.make("it's [a], 50%;b.mp4", ['-r', '24', '-i', bare, '-c', 'copy']), films.tools);
  await writeFile(join(films.directory, 'captions.scc'), SCC);
  asTrack = await probeClip(await films.make('track.mov', ['-f', 'lavfi', '-i', 'testsrc2=s=64x36:r=24:d=4,hue=s=0', '-i', join(films.directory, 'captions.scc'), '-map', '0', '-map', '1', '-c:v', 'ffv1', '-c:s', 'copy', '-strict', '-2']), films.tools);
});

async function delivered(clip: Clip, codec: DeliveryCodec, range: FrameRange = whole(clip)): Promise<{ readonly lines: readonly string[]; readonly codecs: readonly string[]; readonly text: string }> {
  const path = films.outPath(`${clip.name.length}-${codec}-${range.first}`, codec);
  const plan = planDelivery({ clip, range, codec, outPath: path, media: await readClipMedia(clip, films.tools), overwrite: true });
  const report = await deliver(plan, { tools: films.tools, chromaAt: skin, threads: 0 });
  const written = await probeClip(path, films.tools);
  const subtitles = tracksOf(await readTracks(written, films.tools), 'subtitles');
  const text = subtitles[0] === undefined ? '' : await readSubtitles(written, { stream: subtitles[0].stream, format: 'srt' }, { startSeconds: 0, endSeconds: 100 }, films.tools);
  return { lines: report.kept.filter(({ part }) => /^(?:Closed captions|Subtitles)/.test(part)).map(({ part, state, words }) => `${part}: ${state}: ${words}`), codecs: subtitles.map(({ codec: each }) => each), text };
}

/** Encoder and times of the subtitles that would be written for a part. */
async function prepared(clip: Clip, codec: DeliveryCodec, range: FrameRange): Promise<readonly (readonly string[])[]> {
  const plan = planDelivery({ clip, range, codec, outPath: films.outPath('prepared', codec), media: await readClipMedia(clip, films.tools), overwrite: true });
  const { subtitles = [] } = await prepareTracks(plan, { tools: films.tools, folder: () => Promise.resolve(films.directory) });
  return subtitles.map((each) => (each.kind === 'text' ? [each.encoder, ...readFileSync(each.path, 'utf8').match(/^[\d:,]+ --> [\d:,]+/gm) ?? []] : [each.kind]));
}

test('captions in the frames become subtitles at their time, also of a part; a folder of images holds none, and says so', async () => {
  const { lines, codecs, text } = await delivered(inFrames, 'ffv1');
  expect(lines).toEqual(['Closed captions: converted: EIA-608 captions; their text is converted to SubRip']);
  expect(codecs).toEqual(['subrip']);
  expect(text.match(/^[\d:,]+ --> [\d:,]+|Hello/gm)).toEqual(['00:00:00,542 --> 00:00:01,750', 'Hello', '00:00:02,375 --> 00:00:03,333', 'Hello']);
  // Frame 36 is 1.5 s: the first caption stays for a quarter of a second. Between 3.5 and 4 s there is none.
  expect(await prepared(inFrames, 'h264', frameRange(36, 95))).toEqual([['mov_text', '00:00:00,000 --> 00:00:00,250', '00:00:00,875 --> 00:00:01,833']]);
  expect(await prepared(inFrames, 'ffv1', frameRange(85, 95))).toEqual([]);
  const images = planDelivery({ clip: inFrames, range: frameRange(0, 1), codec: 'png', outPath: '/out', media: await readClipMedia(inFrames, films.tools) });
  expect(images.kept.find(({ part: name }) => name === 'Closed captions')).toMatchObject({ state: 'lost', words: 'cannot be held by a folder of images' });
});

test('a track of captions goes into MOV as it is, into Matroska as text', async () => {
  expect(await delivered(asTrack, 'prores-proxy')).toMatchObject({ lines: ['Subtitles: kept: EIA-608 captions'], codecs: ['eia_608'] });
  expect(await prepared(asTrack, 'ffv1', whole(asTrack))).toMatchObject([['srt', '00:00:00,198 --> 00:00:01,396', expect.stringMatching(/^00:00:01,660/)]]);
});
