import { execFileSync } from 'node:child_process';
import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openClip } from '../../src/engine/app/index.ts';
import { DeliveryReport } from '../../src/shared/model/delivery-report.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import { HintsFile } from '../../src/shared/model/hint.ts';
import { KeyframeId, newId } from '../../src/shared/model/ids.ts';
import { FFMPEG, ffmpeg, makeSmallClip, type SmallClip } from '../support/clips.ts';
import { isLong } from '../support/long.ts';
import { createTestEngine } from '../support/test-engine.ts';
import { tintype } from '../support/tintype.ts';

let home: string;
let film: SmallClip;
let keys: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-main-job-'));
  film = makeSmallClip(home);
  ffmpeg('-i', film.truth, '-frames:v', '1', '-pix_fmt', 'rgb48be', join(home, 'key0.png'));
  keys = join(home, 'keys.json');
  await writeFile(keys, JSON.stringify({
    keyframes: [
      { frame: 0, image: 'key0.png' },
      { frame: 12, hints: [{ kind: 'point', at: [0.8, 0.3], radius: 0.02, colour: '#c8b48a' }, { kind: 'point', at: [0.25, 0.45], radius: 0.03, colour: '#3b5fa0' }] },
    ],
  }));
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** Raw samples of one plane of every frame. */
function plane(path: string, letter: 'y' | 'u' | 'v', format = 'gray'): Buffer {
  return execFileSync(FFMPEG, ['-v', 'error', '-nostdin', '-i', path, '-map', '0:v:0', '-vf', `extractplanes=${letter}`, '-f', 'rawvideo', '-pix_fmt', format, '-'], { maxBuffer: 2 ** 28 });
}

test('a film with a still and hints as keyframes is delivered in colour, with its own luma, sound and timecode', async () => {
  const out = join(home, 'coloured.mkv');
  const report = join(home, 'report.json');
  const outcome = await tintype(['colorize', film.film, '--keys', keys, '--out', out, '--codec', 'ffv1', '--report', report, '--json'], { home });
  expect(outcome.stderr).not.toMatch(/error/i);
  expect(outcome.code).toBe(0);
  expect(plane(out, 'y').equals(plane(film.film, 'y'))).toBe(true);

  const [delivered] = z.object({ reports: z.array(DeliveryReport) }).parse(JSON.parse(await readFile(report, 'utf8'))).reports;
  expect(delivered?.frameCount).toBe(film.frames);
  expect(delivered?.uncolouredFrames).toEqual([]);
  expect(delivered?.lumaCheck).toMatchObject({ result: 'exact', differingSamples: 0 });
  const probed = execFileSync('ffprobe', ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', out]).toString();
  expect(probed).toMatch(/"codec_type": "audio"/);
  expect(probed).toMatch(/01:00:00:00/);
  expect(probed).toMatch(/"color_space": "bt709"/);

  // The approved still comes out as it was given, code for code.
  const [still, given] = ['u', 'v'].flatMap((letter) => [[plane(out, letter as 'u' | 'v'), plane(film.truth, letter as 'u' | 'v')] as const]);
  for (const [delivered, approved] of [still!, given!]) expect(delivered.subarray(0, 320 * 192).equals(approved.subarray(0, 320 * 192))).toBe(true);

  // Colour follows: the last frame of the first shot is nearer to the truth than gray is.
  const [cb, truth] = [plane(out, 'u'), plane(film.truth, 'u')];
  const chromaSize = cb.length / film.frames;
  const truthSize = truth.length / film.frames;
  const mean = (samples: Buffer): number => samples.reduce((sum, value) => sum + value, 0) / samples.length;
  const ground = (samples: Buffer, size: number, frame: number): number => mean(samples.subarray(frame * size, frame * size + Math.floor(size / 8)));
  for (const frame of [1, 6, 11]) expect(Math.abs(ground(cb, chromaSize, frame) - ground(truth, truthSize, frame))).toBeLessThan(4);
}, 240_000);

if (isLong) test('each shot is delivered as its own ProRes file, and coloured frames are not coloured again', async () => {
  const folder = join(home, 'shots');
  const outcome = await tintype(['colorize', film.film, '--keys', keys, '--out', folder, '--per-shot', '--codec', 'prores-422hq'], { home });
  expect(outcome.stderr).not.toMatch(/^tintype:/m);
  expect(outcome.code).toBe(0);
  expect((await readdir(folder)).toSorted()).toEqual(['shot-01.mov', 'shot-02.mov']);
  const probed = execFileSync('ffprobe', ['-v', 'error', '-count_frames', '-show_streams', '-of', 'json', join(folder, 'shot-02.mov')]).toString();
  expect(probed).toMatch(/"codec_name": "prores"/);
  expect(probed).toMatch(/"nb_read_frames": "12"/);
  expect(probed).toMatch(/01:00:00:12/);
}, 240_000);

test('Ctrl-C removes the partial file, and the same command then resumes to the end', async () => {
  const out = join(home, 'stopped', 'film.mov');
  const fresh = join(home, 'fresh');
  const stopped = await tintype(['colorize', film.film, '--keys', keys, '--out', out, '--codec', 'prores-422hq'], {
    home: fresh,
    onSpawn: (kill, onStderr) => {
      let pressed = false;
      onStderr((text) => {
        // The first line of a job is always printed, so this does not depend on speed.
        if (pressed || !text.includes('Propagating colour')) return;
        pressed = true;
        kill('SIGINT');
      });
    },
  });
  expect(stopped.code).toBe(130);
  expect(await readdir(join(home, 'stopped')).catch(() => [])).toEqual([]);
  const again = await tintype(['colorize', film.film, '--keys', keys, '--out', out, '--codec', 'prores-422hq'], { home: fresh });
  expect(again.code).toBe(0);
  await access(out);
}, 240_000);

test('a project that was painted in the editor is delivered from the command line, one file for each shot', async () => {
  const project = join(home, 'harbour.tintype');
  const engine = await createTestEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'editor') } });
  try {
    engine.app.create(project, { overwrite: false });
    const { jobId } = await openClip(engine.app, engine.jobs, film.film, { proxy: false });
    await engine.jobs.wait(jobId!);
    const [first] = engine.app.document().shots;
    const hints = HintsFile.parse([{ kind: 'stroke', path: [[0.7, 0.2], [0.9, 0.3]], radius: 0.02, colour: '#7d93b8' }]);
    engine.app.apply({ kind: 'addKeyframe', keyframe: { id: newId(KeyframeId), shotId: first!.id, frame: frameIndex(4), hints, approved: true } });
  } finally {
    await engine.close();
  }
  const out = join(home, 'delivered');
  const delivered = await tintype(['deliver', project, '--shot', '1', '--codec', 'h265', '--out', out, '--json'], { home });
  expect(delivered.stderr).not.toMatch(/^tintype:/m);
  expect(delivered.code).toBe(0);
  expect(await readdir(out)).toEqual(['film-01.mp4']);
  expect(JSON.parse(delivered.stdout)).toMatchObject({ frames: film.shotLength, uncolouredFrames: 0 });
  const beyond = await tintype(['deliver', project, '--shot', '9', '--out', out], { home });
  expect(beyond.code).toBe(1);
  expect(beyond.stderr).toMatch(/no shot 9/);
}, 240_000);
