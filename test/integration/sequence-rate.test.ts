import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openClip, relinkClip, reportOfClip } from '../../src/engine/app/index.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import { HintId, KeyframeId, newId } from '../../src/shared/model/ids.ts';
import { timecodeOf } from '../../src/shared/model/timecode.ts';
import { ffmpeg } from '../support/clips.ts';
import { createTestEngine } from '../support/test-engine.ts';
import { tintype } from '../support/tintype.ts';

/* A scan of 30 PNG images, 64×48, which state no rate. */

const FILM_RATE = { num: 24000, den: 1001 };
let home: string;
let scan: string;
let movie: string;
let project: string;
let engine: Engine;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-sequence-rate-'));
  scan = join(home, 'scan');
  await mkdir(scan);
  ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=24,hue=s=0', '-frames:v', '30', join(scan, 'reel_%04d.png'));
  movie = join(home, 'movie.mov');
  ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=24', '-frames:v', '3', movie);
  project = join(home, 'work.tintype');
  engine = await createTestEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') }, jobsDatabase: ':memory:' });
});
afterAll(async () => {
  await engine.close();
  await rm(home, { recursive: true, force: true });
});

/** What ffprobe says of the picture of a delivered file. */
function written(path: string): { readonly rate: string; readonly frames: number } {
  const text = execFileSync('ffprobe', ['-v', 'error', '-select_streams', 'v:0', '-count_packets', '-show_entries', 'stream=r_frame_rate,nb_read_packets', '-of', 'json', path], { encoding: 'utf8' });
  const { streams: [stream] } = JSON.parse(text) as { readonly streams: readonly { readonly r_frame_rate: string; readonly nb_read_packets: string }[] };
  return { rate: stream!.r_frame_rate, frames: Number(stream!.nb_read_packets) };
}

test('a sequence is imported at 25 and delivered at it; a film with a rate of its own is refused', async () => {
  const { app, jobs } = engine;
  app.create(project, { overwrite: false });
  await expect(openClip(app, jobs, movie, { proxy: false, shots: false, sequenceRate: { num: 25, den: 1 } })).rejects.toMatchObject({ code: 'input.malformed' });
  const { clip } = await openClip(app, jobs, join(scan, 'reel_0001.png'), { proxy: false, shots: false, sequenceRate: { num: 25, den: 1 } });
  expect(clip).toMatchObject({ rate: { num: 25, den: 1 }, probedRate: { num: 24, den: 1 }, frameCount: 30, durationSeconds: 1.2 });
  const report = await reportOfClip(app, clip.id);
  expect(report.facts.find(({ id }) => id === 'rate')).toMatchObject({ value: '25 frames a second', how: 'setting' });
  app.close();
  const { code, stderr } = await tintype(['deliver', project, '--codec', 'ffv1', '--out', join(home, 'at-25')], { home });
  expect(code, stderr).toBe(0);
  expect(written(join(home, 'at-25', 'reel-01.mkv'))).toEqual({ rate: '25/1', frames: 30 });
}, 120_000);

test('the rate of a sequence in the project is changed, undone and kept; its colour does not become stale', async () => {
  const { app } = engine;
  app.open(project);
  const [clip, shot] = [app.document().clips[0]!, app.document().shots[0]!];
  app.apply({ kind: 'addKeyframe', keyframe: { id: newId(KeyframeId), shotId: shot.id, frame: frameIndex(26), approved: false, hints: [{ kind: 'point', id: newId(HintId), at: [0.4, 0.4], radius: 0.06, ab: [40, 20] }] } });
  const keys = (): unknown => [[...app.shotPlan(shot.id).keys], app.shotPlan(shot.id).spans];
  const before = keys();
  expect(timecodeOf(clip, 26)).toBe('00:00:01:01');
  app.apply({ kind: 'setClipRate', clipId: clip.id, rate: { num: 16, den: 1 } });
  expect(app.current()?.undoLabel).toBe('Set clip rate');
  expect(timecodeOf(app.clip(clip.id), 26)).toBe('00:00:01:10');
  expect(keys()).toEqual(before);
  app.undo();
  expect(app.clip(clip.id)).toMatchObject({ rate: { num: 25, den: 1 } });
  app.apply({ kind: 'setClipRate', clipId: clip.id, rate: FILM_RATE });
  await rename(scan, join(home, 'moved'));
  await relinkClip(app, clip.id, join(home, 'moved'));
  app.close();
  app.open(project);
  expect(keys()).toEqual(before);
  expect(app.clip(clip.id)).toMatchObject({ rate: FILM_RATE, probedRate: { num: 24, den: 1 }, durationSeconds: 30 * 1001 / 24000 });
  app.apply({ kind: 'removeKeyframe', keyframeId: app.document().keyframes[0]!.id });
  app.close();
  const { code, stderr } = await tintype(['deliver', project, '--codec', 'prores-422hq', '--out', join(home, 'at-23.976'), '--timeline', join(home, 'cut.otio')], { home });
  expect(code, stderr).toBe(0);
  expect(written(join(home, 'at-23.976', 'reel-01.mov'))).toEqual({ rate: '24000/1001', frames: 30 });
}, 120_000);

test('--sequence-rate sets it on the command line, and says what is no rate', async () => {
  const first = join(home, 'moved', 'reel_0001.png');
  const probed = await tintype(['probe', first, '--sequence-rate', '18', '--json'], { home });
  expect(JSON.parse(probed.stdout)).toMatchObject({ rate: { num: 18, den: 1 }, durationSeconds: 30 / 18 });
  const delivered = await tintype(['deliver', project, '--sequence-rate', '50/3', '--codec', 'ffv1', '--out', join(home, 'at-16.667')], { home });
  expect([delivered.code, written(join(home, 'at-16.667', 'reel-01.mkv')).frames], delivered.stderr).toEqual([0, 30]);
  const coloured = await tintype(['colorize', first, '--auto', '--sequence-rate', '23.976', '--frames', '0-1', '--codec', 'ffv1', '--out', join(home, 'auto.mkv')], { home });
  expect([coloured.code, written(join(home, 'auto.mkv')).rate], coloured.stderr).toEqual([0, '24000/1001']);
  expect(coloured.stderr).not.toMatch(/are assumed/);
  const check = async (...more: readonly string[]): Promise<string> => (await tintype(['qc', join(home, 'at-23.976', 'reel-01.mov'), '--source', first, ...more], { home })).stdout;
  expect(await check()).toMatch(/frame rate/);
  expect(await check('--sequence-rate', '23.976')).not.toMatch(/frame rate/);
  await tintype(['deliver', project, '--sequence-rate', '23.976', '--codec', 'ffv1', '--out', join(home, 'again')], { home });
  expect(await check('--project', project)).not.toMatch(/frame rate/);
  const wrong = await tintype(['probe', first, '--sequence-rate', 'fast'], { home });
  expect([wrong.code === 0, wrong.stderr]).toEqual([false, expect.stringContaining('“fast” is no frame rate. Write frames a second from 1 to 240')]);
  const film = await tintype(['probe', movie, '--sequence-rate', '25'], { home });
  expect([film.code, film.stderr]).toEqual([1, expect.stringContaining('“movie” is no image sequence')]);
}, 240_000);
