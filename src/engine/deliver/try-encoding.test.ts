import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeliveryCodec } from '../../shared/model/delivery-codecs.ts';
import { frameRange } from '../../shared/model/frame.ts';
import { watchTools } from '../media/index.ts';
import { useTestClips } from './fixtures/test-clips.ts';
import { planDelivery, tryEncoding } from './index.ts';

const films = useTestClips();
let encoders = 0;
let leave: () => void;
beforeAll(() => { leave = watchTools(({ toolArguments }) => { if (toolArguments.includes('pipe:0')) encoders += 1; }); });
afterAll(() => { leave(); });

let folders = 0;
/** @returns whether an encoder was started */
async function tried(codec: DeliveryCodec, outPath: string, range = frameRange(0, 3), tools = films.tools): Promise<boolean> {
  const before = encoders;
  const folder = join(films.outPath(`trial-${folders++}`, 'ffv1'));
  await tryEncoding(planDelivery({ clip: films.film, range, codec, outPath }), { tools, scratchFolder: async () => { await mkdir(folder); return folder; } });
  expect(existsSync(folder)).toBe(false);
  return encoders > before;
}

test('a trial that has succeeded is not repeated; another codec, range or name, and other tools, are tried', async () => {
  const path = films.outPath('film', 'h264');
  expect([await tried('h264', path), await tried('h264', path)]).toEqual([true, false]);
  expect(await tried('h264', path, frameRange(1, 3))).toBe(true);
  expect(await tried('ffv1', films.outPath('film', 'ffv1'))).toBe(true);
  expect(await tried('h264', films.outPath('other', 'h264'))).toBe(true);
  expect(await tried('h264', path, frameRange(0, 3), { ...films.tools })).toBe(true);
  expect(await tried('h264', path)).toBe(false);
});

test('a trial that failed is tried again', async () => {
  const path = films.outPath('film', 'prores-422hq');
  const broken = { ...films.tools, encoders: new Set<string>() };
  for (let time = 0; time < 2; time++) await expect(tried('prores-422hq', path, frameRange(0, 3), broken)).rejects.toMatchObject({ code: 'ffmpeg.encoderMissing' });
  expect(await tried('prores-422hq', path, frameRange(0, 3), { ...broken, encoders: films.tools.encoders })).toBe(true);
});
