import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { abPlaneFromFloat } from '../../shared/model/ab-plane.ts';
import { contentKey } from './content-key.ts';
import { createPlaneCache, formatPlaneKey, parsePlaneKey } from './plane-cache.ts';

let directory: string;
beforeEach(async () => { directory = await mkdtemp(join(tmpdir(), 'tintype-cache-')); });
afterEach(() => rm(directory, { recursive: true, force: true }));

const plane = abPlaneFromFloat(Float32Array.from({ length: 2 * 4 * 3 }, (_, index) => index - 12), 4, 3, { scale: 1 });
const group = contentKey({ clip: 'a', frame: 1 });

test('a plane comes back as it was put, with its confidence', async () => {
  const cache = createPlaneCache(directory);
  await cache.put({ group, frame: 7 }, plane, { mean: 0.75, map: new Uint8Array(12).fill(9) });
  expect(await cache.plane({ group, frame: 7 })).toEqual(plane);
  expect([...(await cache.frames(group)).values()]).toEqual([{ frame: 7, confidence: 0.75 }]);
  expect((await cache.confidenceBytes({ group, frame: 7 }))?.byteLength).toBe(20);
  const whole = await cache.planeWithConfidence({ group, frame: 7 });
  expect(whole?.plane).toEqual(plane);
  expect([...whole!.confidence]).toEqual(Array.from({ length: 12 }, () => 9));
});

test('how many hints were brought into the gamut stays with the plane, and a log without it is read as before', async () => {
  const cache = createPlaneCache(directory);
  await cache.put({ group, frame: 7 }, plane, { mean: 1, outOfGamut: 2 });
  await cache.put({ group, frame: 8 }, plane, { mean: 0.5 });
  expect([...(await cache.frames(group)).values()]).toEqual([{ frame: 7, confidence: 1, outOfGamut: 2 }, { frame: 8, confidence: 0.5 }]);
});

test('a plane whose confidence is missing or cut short has none to go on from', async () => {
  const cache = createPlaneCache(directory);
  await cache.put({ group, frame: 7 }, plane, { mean: 1 });
  expect(await cache.planeWithConfidence({ group, frame: 7 })).toBeUndefined();
  await cache.put({ group, frame: 7 }, plane, { mean: 1, map: new Uint8Array(12) });
  await truncate(join(directory, group.slice(0, 2), group, '7.confidence'), 11);
  expect(await cache.planeWithConfidence({ group, frame: 7 })).toBeUndefined();
});

test('a frame that was never put, and a damaged one, are simply not there', async () => {
  const cache = createPlaneCache(directory);
  expect(await cache.plane({ group, frame: 7 })).toBeUndefined();
  await cache.put({ group, frame: 7 }, plane, { mean: 1 });
  await truncate(join(directory, group.slice(0, 2), group, '7.ab'), 11);
  expect(await cache.plane({ group, frame: 7 })).toBeUndefined();
});

test('a cache folder that cannot be made is told by one sentence', async () => {
  const file = join(directory, 'a-file');
  await writeFile(file, '');
  await expect(createPlaneCache(join(file, 'planes')).put({ group, frame: 0 }, plane, { mean: 1 })).rejects.toThrow();
});

test('the content key does not depend on the order of keys and does on every value', () => {
  expect(contentKey({ a: 1, b: [1, 2] })).toBe(contentKey({ b: [1, 2], a: 1 }));
  expect(contentKey({ a: 1, b: [1, 2] })).not.toBe(contentKey({ a: 1, b: [2, 1] }));
});

test('only plane keys are taken for plane keys', () => {
  expect(parsePlaneKey(formatPlaneKey({ group, frame: 12 }))).toEqual({ group, frame: 12 });
  for (const text of ['../../etc/passwd', `${group}.x`, `${group}/1`, '']) expect(parsePlaneKey(text)).toBeUndefined();
});
