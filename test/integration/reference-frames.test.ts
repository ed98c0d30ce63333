import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importReferenceFrames, openClip } from '../../src/engine/app/index.ts';
import { FFMPEG, ffmpeg, makeSmallClip, type SmallClip } from '../support/clips.ts';
import { isLong } from '../support/long.ts';
import { createTestEngine } from '../support/test-engine.ts';
import { tintype } from '../support/tintype.ts';

/** A folder of colour images that are named by their frames, as other colourizers take them. */
let home: string;
let film: SmallClip;
let folder: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-references-'));
  film = makeSmallClip(home);
  folder = join(home, 'references');
  await mkdir(folder);
  ffmpeg('-i', film.truth, '-frames:v', '1', '-pix_fmt', 'rgb48be', join(folder, 'frame_0000.png'));
  // Frame 12, by its timecode, at half the size.
  ffmpeg('-i', film.truth, '-vf', 'select=eq(n\\,12),scale=160:96', '-frames:v', '1', join(folder, 'reel_01.00.00.12_v2.png'));
  await writeFile(join(folder, 'notes.txt'), 'painted in March');
});
afterAll(() => rm(home, { recursive: true, force: true }));

function chroma(path: string, letter: 'u' | 'v'): Buffer {
  return execFileSync(FFMPEG, ['-v', 'error', '-nostdin', '-i', path, '-map', '0:v:0', '-vf', `extractplanes=${letter}`, '-f', 'rawvideo', '-pix_fmt', 'gray', '-'], { maxBuffer: 2 ** 28 });
}

test('colorize --keys FOLDER takes its images as keyframes; an image of another size is scaled, with a message', async () => {
  const out = join(home, 'coloured.mkv');
  const done = await tintype(['colorize', film.film, '--keys', folder, '--out', out, '--codec', 'ffv1'], { home });
  expect(done.code, done.stderr).toBe(0);
  expect(done.stderr).toContain('reel_01.00.00.12_v2.png is 160×96 and was scaled to the clip\'s 320×192');
  // The colour of the scaled one, on frame 12, is near the truth.
  for (const letter of ['u', 'v'] as const) {
    const [made, truth] = [chroma(out, letter), chroma(film.truth, letter)].map((plane) => plane.subarray(12 * 320 * 192, 13 * 320 * 192)) as [Buffer, Buffer];
    const distance = (from: (index: number) => number): number => truth.reduce((sum, code, index) => sum + Math.abs(from(index) - code), 0);
    expect(distance((index) => made[index]!)).toBeLessThan(distance(() => 128) / 3);
  }
  // The image of the film's own size comes out as it was given, code for code.
  for (const letter of ['u', 'v'] as const) expect(chroma(out, letter).subarray(0, 320 * 192).equals(chroma(film.truth, letter).subarray(0, 320 * 192))).toBe(true);
});

if (isLong) test('an image with alpha states its opaque pixels, code for code, and leaves the rest to the networks', async () => {
  const partial = join(home, 'partial');
  await mkdir(partial);
  // The true colours on the left; on the right nothing, over a green that must not be seen.
  ffmpeg('-i', join(folder, 'frame_0000.png'), '-vf', "format=gbrap16le,geq=r='if(lt(X,160),r(X,Y),0)':g='if(lt(X,160),g(X,Y),60000)':b='if(lt(X,160),b(X,Y),0)':a='if(lt(X,160),65535,0)',format=rgba64be", join(partial, '0.png'));
  const out = join(home, 'partial.mkv');
  const done = await tintype(['colorize', film.film, '--keys', partial, '--frames', '0-0', '--out', out, '--codec', 'ffv1'], { home });
  expect(done.code, done.stderr).toBe(0);
  for (const letter of ['u', 'v'] as const) {
    const [made, truth] = [chroma(out, letter), chroma(film.truth, letter)];
    let coloured = 0;
    let green = 0;
    const differing: number[] = [];
    for (let index = 0; index < 320 * 192; index++) {
      if (index % 320 < 160) {
        // ffmpeg's geq, which made the image, interpolates its last row.
        if (made[index] !== truth[index] && index < 320 * 191) differing.push(index);
      } else if (Math.abs(made[index]! - 128) > 1) coloured++;
      if (index % 320 >= 162 && made[index]! < 90) green++;
    }
    expect(differing).toEqual([]);
    expect(green).toBe(0);
    expect(coloured).toBeGreaterThan(1000);
  }
});

if (isLong) test('a mask beside an image, at half its size, says which part of it states its colour', async () => {
  const masked = join(home, 'masked');
  await mkdir(masked);
  // The true colours on the left; over the right half a green that must not be seen.
  ffmpeg('-i', join(folder, 'frame_0000.png'), '-vf', "format=gbrp16le,geq=r='if(lt(X,160),r(X,Y),0)':g='if(lt(X,160),g(X,Y),60000)':b='if(lt(X,160),b(X,Y),0)',format=rgb48be", join(masked, '0.png'));
  ffmpeg('-f', 'lavfi', '-i', 'color=black:s=160x96,format=gray,drawbox=x=0:y=0:w=80:h=96:c=white:t=fill', '-frames:v', '1', join(masked, '0.mask.png'));
  const out = join(home, 'masked.mkv');
  const done = await tintype(['colorize', film.film, '--keys', masked, '--frames', '0-0', '--out', out, '--codec', 'ffv1'], { home });
  expect(done.code, done.stderr).toBe(0);
  const [made, truth] = [chroma(out, 'v'), chroma(film.truth, 'v')];
  const places = Array.from({ length: 320 * 191 }, (_, index) => index);
  expect(places.filter((index) => index % 320 < 156 && made[index] !== truth[index])).toEqual([]);
  expect(places.filter((index) => index % 320 >= 166 && made[index]! < 90)).toEqual([]);
});

test('a folder with an image of a missing frame is refused before any work', async () => {
  const other = join(home, 'beyond');
  await mkdir(other);
  ffmpeg('-i', film.truth, '-frames:v', '1', join(other, 'frame_0100.png'));
  const refused = await tintype(['colorize', film.film, '--keys', other, '--out', join(home, 'none.mkv'), '--codec', 'ffv1'], { home });
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('frame_0100.png stands for frame 100, which “film” does not have');
});

test('in a project the images become approved keyframes in one step; an existing keyframe keeps its hints', async () => {
  const engine = await createTestEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') } });
  try {
    const { app, jobs } = engine;
    app.create(join(home, 'work.tintype'), { overwrite: false });
    const { clipId } = await openClip(app, jobs, film.film, { proxy: false, shots: false });
    const [shot] = app.document().shots;
    app.apply({ kind: 'addKeyframe', keyframe: { id: 'mine' as never, shotId: shot!.id, frame: 0 as never, hints: [{ kind: 'auto', id: 'here' as never, at: [0.5, 0.5], radius: 0.1 } as never], approved: false } });
    const before = app.document();
    expect((await importReferenceFrames(app, { clipId, path: folder })).frames).toEqual([0, 12]);
    expect(app.document().keyframes).toMatchObject([
      { id: 'mine', frame: 0, approved: true, hints: [{ id: 'here' }], still: { path: join(folder, 'frame_0000.png') } },
      { frame: 12, approved: true, still: { path: join(folder, 'reel_01.00.00.12_v2.png') } },
    ]);
    expect(app.current()?.undoLabel).toBe('Import reference frames');
    app.undo();
    expect(app.document()).toEqual(before);
    await writeFile(join(folder, 'frame_0003.png'), 'no picture');
    await expect(importReferenceFrames(app, { clipId, path: folder })).rejects.toMatchObject({ code: 'image.unreadable' });
    expect(app.document()).toEqual(before);
  } finally {
    await engine.close();
  }
});
