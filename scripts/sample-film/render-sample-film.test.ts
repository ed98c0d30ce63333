import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isLong } from '../../test/support/long.ts';
import { KeysFile } from '../../src/shared/model/hint.ts';
import { createFilmPainter } from './film-frames.ts';
import { mixAt, SAMPLE_FRAMES, trueShots } from './film-plan.ts';
import { renderSampleFilm, type SampleFilm } from './render-sample-film.ts';

const SMALL = { width: 256, height: 144 };
const tools = { ffmpegPath: process.env.FFMPEG_BIN ?? 'ffmpeg', encoders: new Set(['libx264']) };

test('every frame shows one shot whole, or two whose weights sum to one', () => {
  const mixed = Array.from({ length: SAMPLE_FRAMES }, (_, frame) => mixAt(frame));
  for (const shots of mixed) expect(shots.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1);
  expect(mixed.filter((shots) => shots.length === 2)).toHaveLength(10);
});

test('the same frame drawn again, by another painter and out of order, is the same picture', () => {
  const [painter, other] = [createFilmPainter(SMALL.width / 1280), createFilmPainter(SMALL.width / 1280)];
  const first = Buffer.from(painter.frame(79).planes);
  other.frame(30);
  expect(first.equals(other.frame(79).planes)).toBe(true);
});

// The shipped film was rendered; `npm test` does not draw it again.
if (isLong) describe('the film as it is rendered', () => {
  const directory = mkdtempSync(join(tmpdir(), 'tintype-sample-'));
  let sample: SampleFilm;
  let reported = 0;

  beforeAll(async () => {
    sample = await renderSampleFilm({ directory, tools, size: SMALL, signal: new AbortController().signal, report: (done) => { reported = done; } });
  }, 120_000);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  /** Hashes of the Y′ plane of each frame. */
  function lumaHashes(path: string): readonly string[] {
    const raw = execFileSync(tools.ffmpegPath, ['-v', 'error', '-i', path, '-map', '0:v', '-fps_mode', 'passthrough', '-vf', 'extractplanes=y', '-f', 'rawvideo', '-pix_fmt', 'gray', '-'], { maxBuffer: 1 << 28 });
    const bytes = SMALL.width * SMALL.height;
    return Array.from({ length: raw.length / bytes }, (_, index) => createHash('sha256').update(raw.subarray(index * bytes, (index + 1) * bytes)).digest('hex'));
  }

  test('the film and its true colours both have every frame, and no partial file is left', () => {
    expect(reported).toBe(SAMPLE_FRAMES);
    expect(lumaHashes(sample.filmPath)).toHaveLength(SAMPLE_FRAMES);
    expect(lumaHashes(sample.trueColourPath)).toHaveLength(SAMPLE_FRAMES);
    expect(readdirSync(directory).sort()).toEqual(['sample-true.mkv', 'sample.keys.json', 'sample.mov', 'sample.truth.json']);
  });

  test('the same frame drawn again, alone and out of order, is the same picture', () => {
    const painter = createFilmPainter(SMALL.width / 1280);
    const hashes = lumaHashes(sample.trueColourPath);
    for (const index of [79, 30]) {
      const luma = painter.frame(index).planes.subarray(0, SMALL.width * SMALL.height);
      expect(createHash('sha256').update(luma).digest('hex')).toBe(hashes[index]);
    }
  });

  test('the film is gray: its chroma codes are all 128', () => {
    const raw = execFileSync(tools.ffmpegPath, ['-v', 'error', '-i', sample.filmPath, '-map', '0:v', '-vf', 'extractplanes=u', '-frames:v', '3', '-f', 'rawvideo', '-pix_fmt', 'gray', '-'], { maxBuffer: 1 << 28 });
    expect(new Set(raw)).toEqual(new Set([128]));
  });

  test('the film carries its rate, its timecode, sound of its own length and colour tags', () => {
    const probe = JSON.parse(execFileSync(tools.ffmpegPath.replace(/ffmpeg(\.exe)?$/, 'ffprobe$1'), ['-v', 'error', '-show_streams', '-of', 'json', sample.filmPath]).toString()) as { streams: Record<string, unknown>[] };
    const [video, audio] = probe.streams;
    expect(video).toMatchObject({ r_frame_rate: '24000/1001', color_space: 'bt709', color_range: 'tv', tags: { timecode: '01:00:00:00' } });
    expect(audio).toMatchObject({ codec_type: 'audio', channels: 2, sample_rate: '48000' });
    expect(Number(audio?.duration)).toBeCloseTo((SAMPLE_FRAMES * 1001) / 24000, 3);
  });

  test('the shots are two cuts and one dissolve, without gap or overlap', () => {
    const shots = trueShots();
    expect(shots.map(({ transitionIn }) => transitionIn.kind)).toEqual(['cut', 'cut', 'cut', 'dissolve']);
    expect(shots[0]!.range.first).toBe(0);
    for (const [index, shot] of shots.slice(1).entries()) expect(shot.range.first).toBe(shots[index]!.range.last + 1);
    const { transitionIn, range } = shots[3]!;
    expect(transitionIn.kind === 'dissolve' && transitionIn.frames.first < range.first && range.first <= transitionIn.frames.last).toBe(true);
    expect(JSON.parse(readFileSync(sample.truthPath, 'utf8'))).toMatchObject({ frameCount: SAMPLE_FRAMES, shots: JSON.parse(JSON.stringify(shots)) as unknown });
  });

  test('the hints parse as KEYS.json and give every shot a keyframe with colours that differ', () => {
    const { keyframes } = KeysFile.parse(JSON.parse(readFileSync(sample.keysPath, 'utf8')));
    for (const { range } of trueShots()) expect(keyframes.some(({ frame }) => frame >= range.first && frame <= range.last)).toBe(true);
    for (const keyframe of keyframes) {
      if (!('hints' in keyframe)) throw new Error('the sample film is keyed by hints');
      expect(keyframe.hints.length).toBeGreaterThanOrEqual(8);
      const colours = keyframe.hints.flatMap((hint) => ('ab' in hint ? [hint.ab] : []));
      const spread = Math.max(...colours.map(([a]) => a)) - Math.min(...colours.map(([a]) => a));
      expect(spread).toBeGreaterThan(40);
    }
  });

  test('a cancelled rendering rejects and removes what it had begun', async () => {
    const other = mkdtempSync(join(tmpdir(), 'tintype-sample-cancel-'));
    const controller = new AbortController();
    const rendering = renderSampleFilm({ directory: other, tools, size: SMALL, signal: controller.signal, report: (done) => { if (done === 3) controller.abort(); } });
    await expect(rendering).rejects.toMatchObject({ name: 'AbortError' });
    expect(readdirSync(other)).toEqual([]);
    rmSync(other, { recursive: true, force: true });
  });
});
