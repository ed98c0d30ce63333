import { afterAll, beforeAll, expect, test } from 'vitest';
import { peakBetween, type SoundPeaks } from '../../../shared/model/sound-peaks.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { locateFfmpeg } from '../ffmpeg/locate-ffmpeg.ts';
import { probeClip } from '../probe/probe-clip.ts';
import { makeMedia, temporaryDirectory } from '../testing/sample-media.ts';
import { createPeakCounter, readSoundPeaks } from './read-sound-peaks.ts';

const directory = temporaryDirectory();
let tools: FfmpegTools;
beforeAll(async () => { tools = await locateFfmpeg(); });
afterAll(() => directory.dispose());

const highAt = (peaks: SoundPeaks, seconds: number): number => peakBetween(peaks, seconds, seconds + 0.02)?.[1] ?? 0;

test('peaks stand where the sound is, as high as it is, on either channel', async () => {
  // Silence, then a tone at half of full scale on the right channel alone from 1.0 to 1.5 s, then silence.
  const film = await probeClip(await makeMedia(tools, '-f lavfi -i testsrc2=s=64x36:r=25:d=2 -f lavfi -i aevalsrc=0|if(between(t\\,1\\,1.5)\\,0.5*sin(6283*t)\\,0):s=48000:d=2 -c:v libx264 -c:a pcm_s16le', directory.file('beep.mov')), tools);
  const peaks = await readSoundPeaks(film, tools);
  expect(peaks.values.length / 2 / peaks.perSecond).toBeCloseTo(2, 1);
  expect([0.2, 0.95, 1.55, 1.9].map((at) => highAt(peaks, at))).toEqual([0, 0, 0, 0]);
  for (const at of [1.02, 1.25, 1.46]) expect(highAt(peaks, at)).toBeCloseTo(0.5, 1);
});

test('sound that begins later than the picture stands later', async () => {
  const film = await probeClip(await makeMedia(tools, '-f lavfi -i testsrc2=s=64x36:r=25:d=2 -itsoffset 0.8 -f lavfi -i sine=440:d=1 -c:v libx264 -c:a aac', directory.file('late.mov')), tools);
  const peaks = await readSoundPeaks(film, tools);
  expect(highAt(peaks, 0.7)).toBe(0);
  expect(highAt(peaks, 0.9)).toBeGreaterThan(0.05);
});

test('samples are counted the same however they come in parts', () => {
  const samples = Int16Array.from({ length: 1000 }, (_, index) => Math.round(30_000 * Math.sin(index)));
  const peaksOf = (size: number): SoundPeaks => {
    const counter = createPeakCounter({ rate: 800, channels: 2, perSecond: 100 });
    for (let at = 0; at < samples.length; at += size) counter.add(samples.subarray(at, at + size));
    return counter.peaks();
  };
  expect(peaksOf(1000).values).toHaveLength(2 * Math.ceil(1000 / 16));
  for (const size of [1, 7, 16, 333]) expect(peaksOf(size)).toEqual(peaksOf(1000));
});
