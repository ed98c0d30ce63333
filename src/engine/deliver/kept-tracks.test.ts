import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { casesOf } from '../../../test/support/long.ts';
import type { Clip } from '../../shared/model/clip.ts';
import { type ClipTracks, tracksOf } from '../../shared/model/clip-tracks.ts';
import type { DeliveryCodec } from '../../shared/model/delivery.ts';
import type { DeliveryReport } from '../../shared/model/delivery-report.ts';
import { type FrameRange, frameRange } from '../../shared/model/frame.ts';
import { probeClip, readSubtitles, readTracks } from '../media/index.ts';
import { skin, useTestClips, whole } from './fixtures/test-clips.ts';
import { deliver, planDelivery, readClipMedia } from './index.ts';

/* One clip with all that comes with a picture, 24 frames of 64×36 at 24, as Matroska and as MOV. */

const films = useTestClips();
let matroska: Clip;
let mov: Clip;
beforeAll(async () => {
  const file = (name: string): string => join(films.directory, name);
  await writeFile(file('de.srt'), '1\n00:00:00,100 --> 00:00:00,400\nGuten Tag\n\n2\n00:00:00,500 --> 00:00:00,900\n<i>Good day</i>\nsecond line\n');
  await writeFile(file('styled.ass'), '[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize\nStyle: Big,Sans,40\n\n[Events]\nFormat: Layer, Start, End, Style, Text\nDialogue: 0,0:00:00.60,0:00:00.80,Big,Here\n');
  await writeFile(file('chapters.txt'), ';FFMETADATA1\ntitle=The film\nartist=Somebody\nscanner=Arri\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle=One\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=500\nEND=1000\ntitle=Two = 2\n');
  const inputs = ['-f', 'lavfi', '-i', 'testsrc2=s=64x36:r=24:d=1,hue=s=0', '-f', 'lavfi', '-i', 'sine=440:r=48000:d=1', '-f', 'lavfi', '-i', 'sine=880:r=48000:d=1', '-i', file('de.srt'), '-f', 'ffmetadata', '-i', file('chapters.txt')];
  const names = ['-metadata:s:a:0', 'language=eng', '-metadata:s:a:0', 'title=Music', '-metadata:s:a:1', 'language=deu', '-metadata:s:a:1', 'title=Kommentar', '-metadata:s:s:0', 'language=deu', '-metadata:s:v', 'reel_name=R12', '-timecode', '01:00:00:00'];
  matroska = await probeClip(await films.make('all.mkv', [...inputs, '-i', file('styled.ass'), '-map', '0', '-map', '1', '-map', '2', '-map', '3', '-map', '5', '-map_metadata', '4', '-map_chapters', '4', '-c:v', 'ffv1', '-c:a', 'flac', '-c:s', 'copy', ...names, '-metadata:s:s:1', 'language=swe']), films.tools);
  mov = await probeClip(await films.make('all.mov', [...inputs, '-map', '0', '-map', '1', '-map', '2', '-map', '3', '-map_metadata', '4', '-map_chapters', '4', '-c:v', 'mjpeg', '-color_range', 'pc', '-c:a', 'pcm_s16le', '-c:s', 'mov_text', ...names.map((name) => name.replace('title=', 'handler_name='))]), films.tools);
});

interface Delivered {
  readonly path: string;
  readonly report: DeliveryReport;
  readonly planned: DeliveryReport['kept'];
  readonly clip: Clip;
  readonly tracks: ClipTracks;
}

async function delivered(source: Clip, codec: DeliveryCodec, range: FrameRange): Promise<Delivered> {
  const path = films.outPath(`${source.name}-${range.first}-${codec}`, codec);
  const plan = planDelivery({ clip: source, range, codec, outPath: path, media: await readClipMedia(source, films.tools), overwrite: true });
  const report = await deliver(plan, { tools: films.tools, chromaAt: skin, threads: 0 });
  const clip = await probeClip(path, films.tools);
  return { path, report, planned: [...plan.kept], clip, tracks: await readTracks(clip, films.tools) };
}

const lines = (kept: DeliveryReport['kept']): readonly string[] => kept.map(({ part, state, words }) => `${part}: ${state}: ${words}`);

test('Matroska keeps all of it, also of a part: names, both kinds of subtitles, chapters, tags, timecode, reel', async () => {
  const { path, report, planned, clip, tracks } = await delivered(matroska, 'ffv1', frameRange(6, 17));
  expect(report.kept).toEqual(planned);
  expect(report.kept.filter(({ state }) => state === 'lost')).toEqual([]);
  expect([clip.startTimecode, clip.reelName]).toEqual(['01:00:00:06', 'R12']);
  expect(tracksOf(tracks, 'sound')).toMatchObject([{ codec: 'flac', language: 'eng', title: 'Music' }, { codec: 'flac', language: 'deu', title: 'Kommentar' }]);
  expect(tracksOf(tracks, 'subtitles')).toMatchObject([{ codec: 'subrip', language: 'deu' }, { codec: 'ass' }]);
  // Frames 6 to 17 are 0.25 s to 0.75 s.
  expect(tracks.chapters).toEqual([{ startSeconds: 0, endSeconds: 0.25, title: 'One' }, { startSeconds: 0.25, endSeconds: 0.5, title: 'Two = 2' }]);
  expect(tracks.metadata).toEqual({ title: 'The film', artist: 'Somebody', scanner: 'Arri' });
  const all = { startSeconds: -1, endSeconds: 100 };
  const subtitles = await readSubtitles(clip, { stream: tracksOf(tracks, 'subtitles')[0]!.stream, format: 'srt' }, { ...all, startSeconds: 0 }, films.tools);
  expect(subtitles).toBe('1\n00:00:00,000 --> 00:00:00,150\nGuten Tag\n\n2\n00:00:00,250 --> 00:00:00,500\n<i>Good day</i>\nsecond line\n');
  expect(await readSubtitles(clip, { stream: tracksOf(tracks, 'subtitles')[1]!.stream, format: 'ass' }, { ...all, startSeconds: 0 }, films.tools)).toMatch(/Style: Big[\s\S]*Dialogue: 0,0:00:00\.35,0:00:00\.50,Big,/);
  expect(readFileSync(path).includes('Arri')).toBe(true);
});

test('MOV keeps what it has fields for, and the report says of the rest that it cannot be held', async () => {
  const { report, planned, clip, tracks } = await delivered(matroska, 'prores-422hq', whole(matroska));
  expect(report.kept).toEqual(planned);
  expect(lines(report.kept)).toEqual([
    'Luma: kept: the clip’s own codes', 'Timecode: kept: from 01:00:00:00', expect.stringContaining('Colour tags: kept'),
    'Sound 1: converted: FLAC, mono, 48 kHz, eng, “Music”; converted to PCM 24 bit, cut to these frames', 'Sound 2: converted: FLAC, mono, 48 kHz, deu, “Kommentar”; converted to PCM 24 bit, cut to these frames',
    'Subtitles 1: converted: SubRip, deu; converted to QuickTime text', 'Subtitles 2: converted: ASS, swe; converted to QuickTime text',
    'Chapters: kept: 2', 'Tag title: kept: “The film”', 'Tag artist: kept: “Somebody”', 'Tag scanner: lost: “Arri”, cannot be held by MOV', 'Reel: kept: R12',
  ]);
  expect([clip.startTimecode, clip.reelName, tracks.chapters.map(({ title }) => title)]).toEqual(['01:00:00:00', 'R12', ['One', 'Two = 2']]);
  expect(tracksOf(tracks, 'sound').map(({ language, title }) => [language, title])).toEqual([['eng', 'Music'], ['ger', 'Kommentar']]);
  expect(tracksOf(tracks, 'subtitles').map(({ language }) => language)).toEqual(['ger', 'sve']);
});

test('MP4: sound and subtitles of a MOV file, whose chapters and timecode are tracks that are told once', async () => {
  const { report, clip, tracks } = await delivered(mov, 'h264', frameRange(12, 23));
  expect(lines(report.kept).filter((line) => !/^(?:Luma|Colour)/.test(line))).toEqual([
    'Timecode: kept: from 01:00:00:12',
    'Sound 1: converted: PCM 16 bit, mono, 48 kHz, eng, “Music”; converted to AAC, cut to these frames', expect.stringContaining('“Kommentar”; converted to AAC, cut to these frames'),
    expect.stringMatching(/^Subtitles: kept: QuickTime text/),
    'Chapters: kept: 1 of 2 lie in these frames', 'Tag artist: kept: “Somebody”', 'Tag title: kept: “The film”', 'Reel: lost: R12, cannot be held by MP4',
  ]);
  expect([clip.startTimecode, tracks.chapters.map(({ title }) => title)]).toEqual(['01:00:00:12', ['Two = 2']]);
});

test('drop-frame timecode, 5.1 and twelve channels go through every container that holds them', async () => {
  const surround = await probeClip(await films.make('surround.mov', ['-f', 'lavfi', '-i', 'testsrc2=s=64x36:r=30000/1001', '-f', 'lavfi', '-i', 'sine=440:r=48000,aformat=channel_layouts=5.1', '-f', 'lavfi', '-i', `aevalsrc=${Array.from({ length: 12 }, () => '0.1').join('|')}:s=48000`, '-map', '0', '-map', '1', '-map', '2', '-frames:v', '8', '-shortest', '-c:v', 'mjpeg', '-c:a', 'pcm_s16le', '-timecode', '01:00:59;26']), films.tools);
  const expected = { 'prores-422hq': ['pcm_s24le', 'pcm_s24le'], ffv1: ['flac', 'pcm_s24le'], h264: ['aac'] } as const;
  for (const codec of casesOf(['prores-422hq', 'h264'], ['ffv1'])) {
    const codecs = expected[codec];
    const { report, clip, tracks } = await delivered(surround, codec, frameRange(4, 7));
    // The numbers 00 and 01 of a minute are left out.
    expect([clip.startTimecode, lines(report.kept).find((line) => line.startsWith('Timecode'))], codec).toEqual(['01:01:00;02', 'Timecode: kept: from 01:01:00;02, drop-frame']);
    const sound = tracksOf(tracks, 'sound');
    expect(sound.map((track) => track.codec), codec).toEqual(codecs);
    expect([sound[0]?.channels, sound[0]?.layout], codec).toEqual([6, '5.1']);
    if (codec === 'h264') expect(lines(report.kept)).toContain('Sound 2: lost: cannot be held by H.264: 12 channels, where 8 is the most');
    else expect(sound[1]?.channels, codec).toBe(12);
  }
});

test('subtitles that have nothing in the delivered frames are told as such, and a folder of images holds none of it', async () => {
  const { report } = await delivered(matroska, 'ffv1', frameRange(10, 11));
  expect(lines(report.kept)).toEqual(expect.arrayContaining(['Subtitles 1: lost: SubRip, deu; none lie in these frames', 'Subtitles 2: lost: ASS, swe; none lie in these frames', 'Chapters: kept: 1 of 2 lie in these frames']));
  const plan = planDelivery({ clip: matroska, range: whole(matroska), codec: 'png', outPath: '/out/film', media: await readClipMedia(matroska, films.tools) });
  const states = plan.kept.filter(({ part }) => part !== 'Luma').map(({ part, state }) => `${part} ${state}`);
  expect(states).toEqual(['Timecode lost', 'Sound 1 lost', 'Sound 2 lost', 'Subtitles 1 lost', 'Subtitles 2 lost', 'Chapters lost', 'Tag title lost', 'Tag artist lost', 'Tag scanner lost', 'Reel lost']);
});
