import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { casesOf } from '../../../../test/support/long.ts';
import { frameRange, type Rate } from '../../../shared/model/frame.ts';
import { audioSource } from '../encode/audio-source.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { locateFfmpeg } from '../ffmpeg/locate-ffmpeg.ts';
import { makeMedia, temporaryDirectory } from '../testing/sample-media.ts';
import { readSound } from '../decode/read-sound.ts';
import { buildProxy } from '../proxy/build-proxy.ts';
import { findRate, fitsRate } from './frame-rate.ts';
import { probeClip, readTimestamps } from './probe-clip.ts';

const directory = temporaryDirectory();
let tools: FfmpegTools;
beforeAll(async () => {
  tools = await locateFfmpeg();
});
afterAll(() => directory.dispose());

const RATES: readonly Rate[] = casesOf([[12, 1], [24_000, 1001], [25, 1], [60_000, 1001]], [[15, 1], [24, 1], [30_000, 1001], [48, 1], [50, 1], [60, 1]]).map(([num, den]) => ({ num, den }));
const film = (rate: Rate, frames: number): string => `-f lavfi -i testsrc2=s=64x36:r=${rate.num}/${rate.den} -frames:v ${frames}`;
const named = (rate: Rate): string => `${rate.num}-${rate.den}`;

// In an AVI one tick of the clock is one frame; 12 frames are few enough for any rate to be near any other.
for (const [container, codec, frames] of casesOf([['mkv', 'ffv1', 24]], [['avi', 'mjpeg', 12], ['mp4', 'mpeg4', 12]])) {
  test(`usual rates come out exactly: ${container}`, async () => {
    for (const rate of RATES) {
      const clip = await probeClip(await makeMedia(tools, `${film(rate, frames)} -c:v ${codec}`, directory.file(`${named(rate)}.${container}`)), tools);
      expect({ rate: clip.rate, timing: clip.timing, frames: clip.frameCount, seconds: clip.durationSeconds }, named(rate)).toEqual({ rate, timing: 'constant', frames, seconds: (frames * rate.den) / rate.num });
      expect(clip.remarks.filter((remark) => /damaged|varies|left out|cut off/.test(remark))).toEqual([]);
    }
  });
}

test('a film with one dropped frame keeps its rate and its timestamps, reports the drop, and its sound stays in sync', async () => {
  for (const [extension, codec] of casesOf([['avi', 'mjpeg'], ['mp4', 'mpeg4']], [['mkv', 'ffv1']])) {
    const line = `-f lavfi -i testsrc2=s=64x36:r=25:d=4 -f lavfi -i sine=440:d=4 -vf select=not(eq(n\\,40)) -fps_mode passthrough -c:v ${codec}`;
    const clip = await probeClip(await makeMedia(tools, line, directory.file(`dropped.${extension}`)), tools);
    expect({ rate: clip.rate, timing: clip.timing, frames: clip.frameCount }, extension).toEqual({ rate: { num: 25, den: 1 }, timing: 'variable', frames: 99 });
    expect(clip.remarks.join(' ')).toMatch(/missing in this clip of 25 frames a second, after frames? (?:0 and )?39; each frame keeps its own time/);
    expect(clip.remarks.join(' ')).not.toMatch(/damaged|cut off/);
    // A second after the gap the pictures are at their own second, and the sound for them is taken from there.
    const { pts, timeBase } = await readTimestamps(clip, tools);
    const secondsAt = (frame: number): number => ((pts[frame]! - pts[0]!) * timeBase.num) / timeBase.den;
    expect(secondsAt(98) - secondsAt(0)).toBeGreaterThan(3.95);
    const sound = await audioSource(clip, frameRange(64, 98), tools);
    expect(sound!.startSeconds - (pts[0]! * timeBase.num) / timeBase.den).toBeCloseTo(secondsAt(64), 6);
  }
});

test('a variable rate stays variable, and is reported neither as damaged nor as truncated', async () => {
  for (const extension of casesOf(['mkv'], ['mp4'])) {
    const clip = await probeClip(await makeMedia(tools, '-f lavfi -i testsrc2=s=64x36:r=25:d=4 -vf select=not(eq(mod(n\\,7)\\,3)) -fps_mode vfr -c:v mpeg4', directory.file(`varying.${extension}`)), tools);
    expect(clip.timing, extension).toBe('variable');
    expect(clip.rate.num / clip.rate.den).toBeGreaterThan(21);
    expect(clip.rate.num / clip.rate.den).toBeLessThan(22);
    expect(clip.remarks.filter((remark) => /damaged|cut off/.test(remark))).toEqual([]);
  }
});

test('a start offset of 10 s, an edit list and wrapping timestamps are not damage', async () => {
  for (const [name, line] of [
    ['offset.mkv', '-output_ts_offset 10 -c:v ffv1'], ['offset.mov', '-output_ts_offset 10 -c:v mpeg4'], ['offset.ts', '-output_ts_offset 10 -c:v mpeg2video'],
    // The clock of a transport stream, 33 bits at 90 kHz, begins anew after 95443.7 s: half a second into this film.
    ['wrap.ts', '-output_ts_offset 95443.2 -muxdelay 0 -c:v mpeg2video'],
  ] as const) {
    const clip = await probeClip(await makeMedia(tools, `-f lavfi -i testsrc2=s=64x36:r=24:d=2 -f lavfi -i sine=440:d=2 ${line}`, directory.file(name)), tools);
    expect({ rate: clip.rate, timing: clip.timing, frames: clip.frameCount }, name).toEqual({ rate: { num: 24, den: 1 }, timing: 'constant', frames: 48 });
    expect(clip.remarks.filter((remark) => /damaged|cut off|timestamps/.test(remark)), name).toEqual([]);
  }
  const whole = await makeMedia(tools, '-f lavfi -i testsrc2=s=64x36:r=24:d=2 -c:v mpeg4 -bf 2 -g 12', directory.file('whole.mp4'));
  const cut = await probeClip(await makeMedia(tools, `-ss 0.6 -i ${whole} -c copy`, directory.file('cut.mp4')), tools);
  expect(cut).toMatchObject({ rate: { num: 24, den: 1 }, timing: 'constant' });
  expect(cut.remarks.filter((remark) => /damaged|cut off/.test(remark))).toEqual([]);
});

test('concatenated films whose timestamps restart are read as one, with the sound of each part in sync', async () => {
  const beep = (name: string, line: string): Promise<string> => makeMedia(tools, `-f lavfi -i testsrc2=s=64x36:r=25:d=2 -f lavfi -i aevalsrc=if(between(t\\,1\\,1.1)\\,sin(6283*t)\\,0):s=48000:d=2 ${line}`, directory.file(name));
  for (const [extension, line] of [['vob', '-f vob'], ['ts', '-c:v mpeg2video -f mpegts']] as const) {
    const parts = await Promise.all([1, 2, 3].map((part) => beep(`part-${part}.${extension}`, line)));
    await writeFile(directory.file(`joined.${extension}`), Buffer.concat(await Promise.all(parts.map((path) => readFile(path)))));
    const clip = await probeClip(directory.file(`joined.${extension}`), tools);
    expect({ rate: clip.rate, timing: clip.timing, frames: clip.frameCount }).toEqual({ rate: { num: 25, den: 1 }, timing: 'constant', frames: 150 });
    expect(clip.remarks.join(' ')).toContain('The clock of the file begins anew at frames 50 and 100');
    expect(clip.remarks.join(' ')).not.toMatch(/damaged/);
    const { pts, timeBase } = await readTimestamps(clip, tools);
    pts.forEach((value, index) => expect(((value - pts[0]!) * timeBase.num) / timeBase.den).toBeCloseTo(index / 25, 4));
    const done: number[] = [];
    await buildProxy(clip, tools, { directory: directory.file(`proxy-${extension}`), report: (progress) => { done.push(progress.done); } });
    expect(done.at(-1)).toBe(150);
  }
});

test('concatenated recordings in a stream, the second with timestamps an hour later, are joined with their sound', async () => {
  const recording = (name: string, offset: number): Promise<string> => makeMedia(tools, `-f lavfi -i testsrc2=s=64x36:r=25:d=2 -f lavfi -i aevalsrc=if(between(t\\,1\\,1.1)\\,sin(6283*t)\\,0):s=48000:d=2 -c:v mpeg2video -c:a mp2 -f mpegts -output_ts_offset ${offset}`, directory.file(name));
  const files = [await recording('early.ts', 0), await recording('late.ts', 3600), await recording('again.ts', 10)];
  await writeFile(directory.file('jump.ts'), Buffer.concat(await Promise.all(files.map((path) => readFile(path)))));
  const clip = await probeClip(directory.file('jump.ts'), tools);
  expect({ rate: clip.rate, timing: clip.timing, frames: clip.frameCount }).toEqual({ rate: { num: 25, den: 1 }, timing: 'constant', frames: 150 });
  expect(clip.remarks.join(' ')).toContain('The clock of the file begins anew at frames 50 and 100');
  expect(clip.durationSeconds).toBeCloseTo(6, 6);
  const sound = await readSound(clip, tools, { firstFrame: 0, seconds: 6, rate: 8000 });
  for (const second of [1, 3, 5]) {
    const heard = sound.subarray((second - 0.5) * 8000, (second + 0.5) * 8000).findIndex((value) => Math.abs(value) > 0.1) / 8000 + second - 0.5;
    expect(Math.abs(heard - second), `beep at ${second} s`).toBeLessThan(0.08);
  }
});

test('rates: the grid of a rate allows for the rounding of the container, not for an extra frame', () => {
  const milliseconds = { num: 1, den: 1000 };
  const film24 = Float64Array.from({ length: 500 }, (_, index) => Math.round(index * 1001 / 24));
  expect(fitsRate(film24, milliseconds, { num: 24000, den: 1001 })).toBe(true);
  expect(fitsRate(film24, milliseconds, { num: 24, den: 1 })).toBe(false);
  expect(findRate(film24, milliseconds, [{ num: 24, den: 1 }])).toEqual({ rate: { num: 24000, den: 1001 }, timing: 'constant', gaps: [] });
  const gap = film24.map((value, index) => (index > 100 ? value + 42 : value));
  expect(findRate(gap, milliseconds, [{ num: 24000, den: 1001 }])).toEqual({ rate: { num: 24000, den: 1001 }, timing: 'variable', gaps: [{ after: 100, missing: 1 }] });
});

test('rates: those of high-speed and old material are found from timestamps in milliseconds', () => {
  for (const rate of [{ num: 48_000, den: 1001 }, { num: 120_000, den: 1001 }, { num: 50, den: 3 }, { num: 25, den: 2 }, { num: 18, den: 1 }]) {
    const rounded = Float64Array.from({ length: 200 }, (_, index) => Math.round((index * 1000 * rate.den) / rate.num));
    expect(findRate(rounded, { num: 1, den: 1000 }, []), `${rate.num}/${rate.den}`).toEqual({ rate, timing: 'constant', gaps: [] });
  }
});

test('rates: evenly spaced timestamps give their rate where the container states none', () => {
  expect(findRate(Float64Array.from({ length: 12 }, (_, index) => 3 * index), { num: 1, den: 56 }, [])).toEqual({ rate: { num: 56, den: 3 }, timing: 'constant', gaps: [] });
  expect(findRate(Float64Array.of(0, 1, 2, 3), { num: 1001, den: 24_000 }, [{ num: 25, den: 1 }])).toEqual({ rate: { num: 24_000, den: 1001 }, timing: 'constant', gaps: [] });
});
