import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { casesOf } from '../../../../test/support/long.ts';
import { frameIndex, frameRange } from '../../../shared/model/frame.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { type SurveyedFrames, surveyFrames } from './frame-table.ts';
import { locateFfmpeg } from '../ffmpeg/locate-ffmpeg.ts';
import { parsePacketLine } from '../probe/packet-scan.ts';
import { probeClip } from '../probe/probe-clip.ts';
import { probeStreams } from '../probe/probe-streams.ts';
import { decodeStart } from './decode-start.ts';
import { readLuma, readLumaFrame } from './read-luma.ts';
import { parseShowinfoLine } from './showinfo.ts';
import { makeMedia, temporaryDirectory } from '../testing/sample-media.ts';

const directory = temporaryDirectory();
let tools: FfmpegTools;
beforeAll(async () => {
  tools = await locateFfmpeg();
});
afterAll(() => directory.dispose());

interface Surveys {
  readonly long: SurveyedFrames;
  readonly whole: SurveyedFrames;
  readonly packets: SurveyedFrames;
}

async function surveys(path: string): Promise<Surveys> {
  const named = { source: { kind: 'file', path }, rate: { num: 25, den: 1 } } as const;
  const source = { ...named, ...(await probeStreams(named, tools)).video };
  return { long: await surveyFrames(source, tools, { wholeDecodeSamples: 0 }), whole: await surveyFrames(source, tools), packets: await surveyFrames(source, tools, { countPackets: true }) };
}

const SOURCE = '-f lavfi -i testsrc2=s=160x120:r=25:d=6';
for (const [name, line] of casesOf(
  [['closed.mp4', '-c:v libx264 -bf 3 -g 25 -pix_fmt yuv420p'], ['open.ts', '-c:v mpeg2video -bf 2 -g 12 -b:v 2M']],
  [['open.mkv', '-c:v libx264 -x264-params open-gop=1:keyint=20 -pix_fmt yuv420p'], ['intra.mov', '-c:v prores_ks -pix_fmt yuv422p10le']],
)) {
  test(`a long film is counted by its packets as a full decode counts it: ${name}`, async () => {
    const { long, whole, packets } = await surveys(await makeMedia(tools, `${SOURCE} ${line}`, directory.file(name)));
    expect(long.whole).toBe(false);
    expect(long.table).toEqual(whole.table);
    expect(long.shown.length).toBeLessThan(whole.shown.length);
    expect(packets.table).toEqual(whole.table);
    expect(packets.shown).toEqual(whole.shown.slice(0, 1));
  });
}

test('where key packets have no times, decoding begins at the key frames that came out: frames of an AVI are not reached from its start', async () => {
  const path = await makeMedia(tools, `${SOURCE} -c:v mpeg4 -bf 2 -g 12 -q:v 3`, directory.file('packed.avi'));
  const clip = await probeClip(path, tools);
  const { table } = (await surveys(path)).whole;
  expect(table.pts?.length).toBe(150);
  expect(table.seekPoints.length).toBeGreaterThan(10);
  expect(decodeStart(clip, table, frameRange(100, 100)).kind).toBe('seek');
  // The same pictures as by counting from the start.
  const all: Uint8Array[] = [];
  for await (const { samples } of readLuma(clip, tools, { range: frameRange(0, 149) })) all.push(Uint8Array.from(samples));
  for (const frame of [20, 47, 100, 149]) expect((await readLumaFrame(clip, frameIndex(frame), tools)).samples, `frame ${frame}`).toEqual(all[frame]);
});

test('a long transport stream cut into at both ends is counted by what decodes of it', async () => {
  const bytes = await readFile(await makeMedia(tools, `${SOURCE} -c:v mpeg2video -bf 2 -g 12 -b:v 2M`, directory.file('whole.ts')));
  // Packets of 188 bytes: the beginning falls into a group, the end into a frame.
  await writeFile(directory.file('torn.ts'), bytes.subarray(188 * 300, 188 * 3000 + 90));
  const { long, whole } = await surveys(directory.file('torn.ts'));
  expect(long.table.frameCount).toBe(whole.table.frameCount);
  expect(long.table.pts).toEqual(whole.table.pts);
});

test('the lines of showinfo of ffmpeg 5 and 9 are parsed alike', () => {
  const five = '[Parsed_showinfo_2 @ 0x556fb8abc3c0] n:   1 pts:   2048 pts_time:0.16    pos:    12878 fmt:gray10le sar:1/1 s:322x242 i:P iskey:0 type:B ';
  const nine = '[Parsed_showinfo_1 @ 0x7fccd0002340] n:   3 pts:   9216 pts_time:0.72    duration:    512 duration_time:0.04    fmt:yuv420p10le cl:left sar:1/1 s:322x242 i:T iskey:0 type:B ';
  expect(parseShowinfoLine(five)).toEqual({ pts: 2048, pixelFormat: 'gray10le', width: 322, height: 242, scan: 'progressive' });
  expect(parseShowinfoLine(nine)).toEqual({ pts: 9216, pixelFormat: 'yuv420p10le', width: 322, height: 242, scan: 'top-first' });
  expect(parseShowinfoLine('[Parsed_showinfo_2 @ 0x55] color_range:tv color_space:bt709')).toBe('other');
  expect(parseShowinfoLine('[h264 @ 0x55] error while decoding MB 3 4')).toBeUndefined();
  expect(parseShowinfoLine('[Parsed_showinfo_2 @ 0x55] n:   0 pts: NOPTS pts_time:NOPTS fmt:gray sar:1/1 s:8x8 i:P iskey:1 type:I')).toMatchObject({ pts: undefined });
});

test('a packet line gives time, keyframe and whether an edit list hides it', () => {
  expect(parsePacketLine('pts=-1024|duration=512|size=4977|flags=KD')).toEqual({ pts: -1024, duration: 512, size: 4977, key: true, hidden: true });
  expect(parsePacketLine('pts=N/A|duration=N/A|size=12|flags=__')).toEqual({ pts: undefined, duration: 0, size: 12, key: false, hidden: false });
  expect(parsePacketLine('')).toBeUndefined();
});
