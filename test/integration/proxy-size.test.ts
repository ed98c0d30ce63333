import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openClip } from '../../src/engine/app/index.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { openPreferences, setPreference } from '../../src/engine/preferences.ts';
import { PROXY_SIZE_PREFERENCE } from '../../src/shared/model/proxy-size.ts';
import { ffmpeg } from '../support/clips.ts';
import { createTestEngine } from '../support/test-engine.ts';

let home: string;
let engine: Engine;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-proxy-size-'));
  for (const [name, size] of [['wide', '1920x1080'], ['small', '320x180']]) ffmpeg('-f', 'lavfi', '-i', `testsrc2=s=${size}:r=24:d=0.25`, '-c:v', 'mjpeg', join(home, `${name}.avi`));
  engine = await createTestEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') }, jobsDatabase: ':memory:' });
  engine.app.create(join(home, 'film.tintype'), { overwrite: false });
});
afterAll(async () => {
  await engine.close();
  await rm(home, { recursive: true, force: true });
});

/** Of a baseline JPEG, from its frame header (ITU-T T.81 §B.2.2). */
function sizeOfJpeg(bytes: Uint8Array | undefined): string {
  const data = Buffer.from(bytes ?? []);
  for (let at = 2; at + 9 < data.length; at += 2 + data.readUInt16BE(at + 2)) if (data[at + 1] === 0xc0) return `${data.readUInt16BE(at + 7)}x${data.readUInt16BE(at + 5)}`;
  return 'no JPEG';
}
const proxyJobs = (): readonly string[] => engine.jobs.list().filter(({ kind }) => kind === 'makeProxy').map(({ id }) => id);
async function settled(): Promise<void> {
  for (const id of proxyJobs()) await engine.jobs.wait(engine.jobs.list().find((job) => job.id === id)!.id);
}

test('another size counts at once: pictures and their addresses are of it, proxies are made anew, and the former ones are found again', async () => {
  const preferences = openPreferences(engine.directories.data);
  const { clip } = await openClip(engine.app, engine.jobs, join(home, 'wide.avi'), { shots: false });
  const { clip: small } = await openClip(engine.app, engine.jobs, join(home, 'small.avi'), { shots: false });
  await settled();
  const picture = async (of = clip): Promise<string> => sizeOfJpeg(await engine.pixels.lumaJpeg(of.id, 2, { urgency: 'now', signal: new AbortController().signal }));
  const standard = await engine.services.media.proxyFolder(clip);
  expect([await picture(), engine.pixels.content(clip.id), standard === undefined]).toEqual(['1280x720', undefined, false]);
  const ofSmall = await engine.services.media.proxyFolder(small);
  expect(await picture(small)).toBe('320x180');

  for (const [size, expected] of [['large', '1920x1080'], ['small', '960x540']] as const) {
    await setPreference(engine, preferences, { name: PROXY_SIZE_PREFERENCE, value: size });
    // Before the proxy is there it is read from the film, in the same size.
    expect([await picture(), engine.pixels.content(clip.id)]).toEqual([expected, `${size} proxies`]);
    await settled();
    const folder = await engine.services.media.proxyFolder(clip);
    expect([await picture(), folder === undefined, folder === standard]).toEqual([expected, false, false]);
    // Of a clip that is smaller than all sizes there is one proxy.
    expect(await engine.services.media.proxyFolder(small)).toBe(ofSmall);
  }
  await setPreference(engine, preferences, { name: PROXY_SIZE_PREFERENCE, value: null });
  expect([await picture(), await engine.services.media.proxyFolder(clip)]).toEqual(['1280x720', standard]);
});

test('where no proxies are made, a size starts none', async () => {
  await settled();
  const preferences = openPreferences(engine.directories.data);
  await setPreference(engine, preferences, { name: 'proxies', value: 'off' });
  const before = proxyJobs().length;
  await setPreference(engine, preferences, { name: PROXY_SIZE_PREFERENCE, value: 'large' });
  expect(proxyJobs()).toHaveLength(before);
});
