import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { Clip } from '../shared/model/clip.ts';
import { frameIndex, frameRange } from '../shared/model/frame.ts';
import { HintId, KeyframeId, newId, ShotId } from '../shared/model/ids.ts';
import { createEngine, type Engine } from './engine.ts';
import { until } from './jobs/testing/sample-jobs.ts';
import { locateFfmpeg, probeClip } from './media/index.ts';
import { makeMedia, temporaryDirectory } from './media/testing/sample-media.ts';

const directory = temporaryDirectory();
const tools = await locateFfmpeg();
const open: Engine[] = [];
afterEach(async () => {
  for (const engine of open.splice(0)) await engine.close();
});
afterAll(() => directory.dispose());

/** A film with damage in its middle, opened as a large one is: its ends are decoded alone. @param number of the packet that is hurt */
async function largeFilm(name: string, codec: string, number: number, hurt: (packet: Buffer) => void): Promise<Clip> {
  const path = await makeMedia(tools, `-f lavfi -i testsrc2=s=160x90:r=24:d=6,noise=alls=10:allf=t ${codec}`, directory.file(`intact-${name}`));
  const [size, from] = execFileSync(tools.ffprobePath, ['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pos,size', '-of', 'csv=p=0', path], { encoding: 'utf8' }).trim().split('\n')[number]!.split(',').map(Number);
  const bytes = await readFile(path);
  hurt(bytes.subarray(from, from! + size!));
  await writeFile(directory.file(name), bytes);
  const clip = await probeClip(directory.file(name), tools, { wholeDecodeSamples: 0 });
  expect([clip.damaged, clip.remarks.filter((remark) => /damaged/.test(remark))]).toEqual([undefined, []]);
  return clip;
}

async function engineWith(clip: Clip, name: string): Promise<Engine> {
  const engine = await createEngine({ directories: { cache: directory.file(`cache-${name}`), data: directory.file(`data-${name}`) }, jobsDatabase: ':memory:', threads: 1, ffmpegPath: tools.ffmpegPath });
  open.push(engine);
  engine.app.create(directory.file(`${name}.tintype`), { overwrite: false });
  engine.app.apply({ kind: 'addClip', clip, shots: [{ id: newId(ShotId), clipId: clip.id, name: '001', range: frameRange(0, clip.frameCount - 1), transitionIn: { kind: 'cut' } }] });
  return engine;
}

test('damage that is met when the shots of a large film are found is told near where it is, and by number once its proxies are made anew', async () => {
  const clip = await largeFilm('inter.mp4', '-c:v libx264 -g 12 -bf 0 -sc_threshold 0 -pix_fmt yuv420p', 72, (packet) => { packet.fill(0, Math.floor(packet.length / 3)); });
  const { app, jobs } = await engineWith(clip, 'inter');
  expect((await jobs.wait(jobs.enqueue('findShots', { clip }).id)).state).toBe('done');
  const remarks = (): string => app.clip(clip.id).remarks.join(' ');
  expect(Number(/Some frames near (\d+) are damaged; what can be decoded of them is used\./.exec(remarks())?.[1])).toBeGreaterThan(48);
  expect(app.clip(clip.id).damaged).toEqual([]);
  const { id } = jobs.enqueue('makeProxy', { clip });
  await until(() => app.clip(clip.id).damaged?.length !== 0);
  expect(app.clip(clip.id).damaged).toEqual([{ first: 72, last: 72 }]);
  expect(remarks()).toContain('Frame 72 is damaged; what can be decoded of it is used. Frames that follow it, up to the next key frame, can show the damage too.');
  expect(remarks()).not.toContain('near');
  // Proxies that were made of it as of an intact film are made anew, by the same job.
  expect((await jobs.wait(id)).state).toBe('done');
  expect(await app.services.media.proxyFolder(app.clip(clip.id))).toBeDefined();
});

test('where frames are named by their checksums they are told at once; a clip that is coloured is read as it was', async () => {
  const clip = await largeFilm('checked.mkv', '-c:v ffv1 -level 3 -slicecrc 1 -slices 4 -g 1', 70, (packet) => { packet[Math.floor(packet.length * 0.9)]! ^= 255; });
  const { app, jobs } = await engineWith(clip, 'checked');
  app.apply({ kind: 'addKeyframe', keyframe: { id: newId(KeyframeId), shotId: app.document().shots[0]!.id, frame: frameIndex(3), approved: false, hints: [{ kind: 'point', id: newId(HintId), at: [0.4, 0.4], radius: 0.06, ab: [40, 20] }] } });
  const content = app.services.contents.of(app.clip(clip.id));
  expect((await jobs.wait(jobs.enqueue('findShots', { clip }).id)).state).toBe('done');
  expect(app.clip(clip.id).remarks.join('|')).toContain('Frame 70 is damaged; what can be decoded of it is used.');
  expect(app.clip(clip.id).damaged).toBeUndefined();
  expect(app.services.contents.of(app.clip(clip.id))).toBe(content);
});
