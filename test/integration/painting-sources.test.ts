import { mkdtempSync, rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Clip } from '../../src/shared/model/clip.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import { type FfmpegTools, locateFfmpeg, probeClip } from '../../src/engine/media/index.ts';
import { createPaintingSources } from '../../src/engine/app/index.ts';
import { ffmpeg } from '../support/clips.ts';

const folder = mkdtempSync(join(tmpdir(), 'tintype-painting-'));
const path = join(folder, 'film.mov');
let tools: FfmpegTools;
let clip: Clip;
beforeAll(async () => {
  tools = await locateFfmpeg({});
  ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=160x96:r=24:d=1', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', path);
  clip = await probeClip(path, tools);
});
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const statistics = (): Promise<never> => Promise.reject(new Error('There is no reference here.'));

test('a frame is read once for all edits on it; another frame is read again', async () => {
  let looked = 0;
  const sources = createPaintingSources(() => {
    looked++;
    return Promise.resolve(tools);
  }, { statistics });
  const [first, meanwhile] = await Promise.all([sources.luma(clip, frameIndex(3)), sources.luma(clip, frameIndex(3))]);
  expect(meanwhile).toBe(first);
  expect(await sources.luma(clip, frameIndex(3))).toBe(first);
  expect(looked).toBe(1);
  expect((await sources.luma(clip, frameIndex(4))).frame).toBe(4);
  expect(looked).toBe(2);
});

test('a frame that could not be read is read again by the next request; a cancelled edit gets nothing', async () => {
  const sources = createPaintingSources(() => Promise.resolve(tools), { statistics });
  await rename(path, `${path}.away`);
  await expect(sources.luma(clip, frameIndex(5))).rejects.toMatchObject({ code: 'file.missing' });
  await rename(`${path}.away`, path);
  expect((await sources.luma(clip, frameIndex(5))).frame).toBe(5);
  const stopped = new AbortController();
  const asked = sources.luma(clip, frameIndex(6), { signal: stopped.signal });
  stopped.abort();
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
});
