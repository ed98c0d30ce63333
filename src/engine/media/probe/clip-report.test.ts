import { rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codingLabel, colourCoding } from '../../../shared/colour/coding.ts';
import { withRate } from '../../../shared/model/clip-rate.ts';
import type { ClipReport } from '../../../shared/model/clip-report.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { locateFfmpeg } from '../ffmpeg/locate-ffmpeg.ts';
import { makeMedia, sharedData, temporaryDirectory } from '../testing/sample-media.ts';
import { clipReport } from './clip-report.ts';
import { probeClip } from './probe-clip.ts';

const directory = temporaryDirectory();
let tools: FfmpegTools;
beforeAll(async () => { tools = await locateFfmpeg(); });
afterAll(() => directory.dispose());

async function reportOf(path: string): Promise<ClipReport> {
  return clipReport(await probeClip(path, tools), tools);
}

/** `label: value (how: note)` of some facts. */
function facts(report: ClipReport, ...ids: readonly ClipReport['facts'][number]['id'][]): readonly string[] {
  return report.facts.filter(({ id }) => ids.includes(id)).map(({ label, value, how, note }) => `${label}: ${value} (${how}${note === undefined ? '' : `: ${note}`})`);
}

test('the report separates what the file states from what is assumed', async () => {
  const tagged = await reportOf(await makeMedia(tools, '-f lavfi -i testsrc2=s=64x36:r=24000/1001 -f lavfi -i sine=440:r=48000:d=0.2 -frames:v 5 -c:v ffv1 -color_range tv -colorspace bt709 -color_primaries bt709 -color_trc bt709 -c:a pcm_s24le -metadata:s:a language=eng -metadata timecode=01:00:00:00 -metadata:s:v reel_name=A7', directory.file('tagged.mkv')));
  expect(facts(tagged, 'range', 'matrix', 'primaries', 'transfer')).toEqual(['Range: limited (file)', 'Matrix: BT.709 (file: bt709)', 'Primaries: bt709 (file)', 'Transfer: bt709 (file)']);
  expect(facts(tagged, 'rate', 'timecode', 'reel', 'sound')).toEqual(['Rate: 24000/1001 (23.976) frames a second (file: all 5 timestamps lie on its grid)', 'Timecode: 01:00:00:00 (file)', 'Reel: A7 (file)', 'Sound: PCM 24 bit, mono, 48 kHz, eng (file)']);
  expect(tagged).toMatchObject({ frameCount: 5, rate: { num: 24000, den: 1001 }, startTimecode: '01:00:00:00', reelName: 'A7', tracks: [{ kind: 'sound', codec: 'pcm_s24le', language: 'eng' }], gaps: [], remarks: [] });
  const bare = await reportOf(await makeMedia(tools, '-f lavfi -i testsrc2=s=64x36:r=24 -frames:v 3 -c:v ffv1 -pix_fmt yuv420p', directory.file('bare.mkv')));
  expect(facts(bare, 'range', 'matrix', 'primaries', 'transfer')).toEqual(['Range: limited (assumed: not tagged)', 'Matrix: BT.601 (assumed: not tagged; by the height of the picture)', 'Primaries: BT.709 (assumed: not tagged; a delivery is tagged smpte170m)', 'Transfer: sRGB (assumed: not tagged)']);
  expect(facts(bare, 'timecode', 'sound')).toEqual(['Timecode: none (file: frames are counted from 00:00:00:00)', 'Sound: none (file)']);
});

test('an image without tags is told as it is read, in colour and in gray', async () => {
  for (const format of ['rgb24', 'gray']) {
    const clip = await probeClip(await makeMedia(tools, `-f lavfi -i testsrc2=s=64x36 -frames:v 1 -pix_fmt ${format}`, directory.file(`${format}-1.png`)), tools);
    const report = await clipReport(clip, tools);
    const [primaries, transfer] = ['primaries', 'transfer'].map((id) => report.facts.find((fact) => fact.id === id));
    expect(`${primaries?.value} primaries, ${transfer?.value}`, format).toBe(codingLabel(colourCoding(clip.picture)));
    expect([primaries?.how, transfer?.how]).toEqual(['assumed', 'assumed']);
  }
});

test('how the rate was found: by the file, by the timestamps against the file, with gaps, as a mean, or not at all', async () => {
  const line = '-f lavfi -i testsrc2=s=64x36:r=';
  const told = async (arguments_: string, name: string): Promise<string> => facts(await reportOf(await makeMedia(tools, arguments_, directory.file(name))), 'rate').join();
  expect(await told(`${line}48000/1001 -frames:v 20 -c:v ffv1`, 'rounded.mkv')).toMatch(/^Rate: 48000\/1001 \(47\.952\) frames a second \(measured: all 20 timestamps lie on its grid; the file says /);
  expect(await told(`${line}25 -frames:v 25 -vf select=not(eq(n\\,10)) -fps_mode passthrough -c:v ffv1`, 'gap.mkv')).toBe('Rate: 25 frames a second (file: all timestamps lie on its grid, with gaps)');
  expect(await told(`${line}25 -frames:v 25 -vf select=not(eq(mod(n\\,7)\\,3)) -fps_mode vfr -c:v ffv1`, 'varying.mkv')).toContain('(measured: a mean: frames last 40.0 to 80.0 ms; each frame keeps its own time)');
  expect(await told(`${line}24 -frames:v 3`, 'image_%d.png').catch(() => 'refused')).toBe('Rate: 24 frames a second (assumed: images hold no rate)');
  const images = await probeClip(directory.file('image_1.png'), tools);
  const set = await clipReport(withRate(images, { num: 16, den: 1 }), tools);
  expect(facts(set, 'rate')).toEqual(['Rate: 16 frames a second (setting: images hold no rate)']);
  expect(set.remarks.join(' ')).not.toMatch(/assumed/);
  const late = await clipReport(withRate({ ...images, startTimecode: '01:00:00:20' }, { num: 16, den: 1 }), tools);
  expect(facts(late, 'timecode')).toEqual(['Timecode: 01:00:00:20 (file: does not exist at this rate; frames are counted from 00:00:00:00)']);
  const gap = await reportOf(directory.file('gap.mkv'));
  expect([gap.gaps, facts(gap, 'frames')]).toEqual([[{ after: 9, missing: 1 }], ['Frames: 25, 1.040 s (measured: 1 missing after frame 9)']]);
});

test('sample shape, fields, subtitles, chapters, tags and other streams are listed', async () => {
  await writeFile(directory.file('s.srt'), '1\n00:00:00,000 --> 00:00:00,100\nHello\n');
  await writeFile(directory.file('c.txt'), ';FFMETADATA1\ntitle=The film\n[CHAPTER]\nTIMEBASE=1/10\nSTART=0\nEND=2\ntitle=One\n');
  const report = await reportOf(await makeMedia(tools, `-f lavfi -i testsrc2=s=72x48:r=50 -i ${directory.file('s.srt')} -f ffmetadata -i ${directory.file('c.txt')} -map 0 -map 1 -map_metadata 2 -frames:v 5 -vf tinterlace=interleave_top,fieldorder=tff,setsar=16/15 -flags +ilme+ildct -c:v mpeg2video -c:s srt -metadata:s:s language=ger -attach ${directory.file('s.srt')} -metadata:s:t mimetype=text/plain`, directory.file('all.mkv')));
  expect(facts(report, 'display', 'fields')).toEqual(['Sample shape: 16:15 (file: shown as 77 × 48)', 'Fields: interlaced, top field first (measured: by the decoded frames)']);
  expect(facts(report, 'subtitles', 'chapters', 'metadata')).toEqual(['Subtitles: SubRip, ger (file)', 'Chapters: 1 (file)', 'Tag title: The film (file)']);
  expect(facts(report, 'other').join()).toContain('attached file');
});

test('unusual files are read or refused in one sentence', async (context) => {
  const data = await sharedData();
  if (data === undefined) return context.skip('The shared media are missing: odd files were NOT tested');
  const told = async (name: string, ...ids: Parameters<typeof facts>[1][]): Promise<readonly string[]> => facts(await reportOf(`${data}/odd-media/${name}`), ...ids);
  expect(await told('sar_2x1.mp4', 'picture', 'display')).toEqual(expect.arrayContaining([expect.stringMatching(/^Sample shape: 2:1/)]));
  expect(await told('rotate-buck-bunny.mp4', 'rotation')).toEqual(['Rotation: 90° clockwise for viewing (file: frames are kept as stored)']);
  expect(await told('edts.mp4', 'rate')).toEqual(['Rate: 25 frames a second (file: all 225 timestamps lie on its grid)']);
  expect(await told('hevc.ts', 'rate', 'file')).toEqual(['File: MPEG transport stream, hevc (file)', expect.stringMatching(/^Rate: 24 frames/)]);
  await rm(directory.file('none'), { force: true });
  await expect(reportOf(directory.file('none'))).rejects.toMatchObject({ code: 'file.missing' });
});
