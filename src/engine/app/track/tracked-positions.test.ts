import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Clip } from '../../../shared/model/clip.ts';
import { type ArtefactRunner, type ArtefactStore, createArtefactRunner, openArtefactStore } from '../../artefacts/index.ts';
import { type FfmpegTools, locateFfmpeg, probeClip } from '../../media/index.ts';
import type { ModelRegistry } from '../../models/index.ts';
import type { Propagator } from '../../propagate/index.ts';
import { type PositionTracking, registerPositionTracking } from './tracked-positions.ts';

let folder: string;
let tools: FfmpegTools;
let clip: Clip;
let store: ArtefactStore;
let runner: ArtefactRunner;
let tracking: PositionTracking;
/** Frames that were looked at. */
let looked: number[] = [];

/** Moves each position by the frame's number: what it gives depends on every frame before. */
const propagator: Pick<Propagator, 'followPositions'> = {
  async *followPositions({ lumas, from }) {
    let x = 'state' in from ? from.state[0]!.at.x : undefined;
    for await (const { frame } of lumas) {
      looked.push(frame);
      if (x === undefined) {
        x = (from as readonly (readonly [number, number])[])[0]![0];
        continue;
      }
      x = (x * 31 + frame) % 1;
      const at = { x, y: 0 };
      yield { frame, positions: [{ at: [Math.abs(x), 0], confidence: 1, lost: false }], state: [{ first: new Float32Array(1), latest: new Float32Array(1), at, velocity: { x: 0, y: 0 }, framesLost: 0 }] };
    }
  },
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tintype-tracked-'));
  const film = join(folder, 'film.avi');
  execFileSync(process.env.FFMPEG_BIN ?? 'ffmpeg', ['-v', 'error', '-nostdin', '-y', '-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=24:d=6', '-c:v', 'mjpeg', film]);
  tools = await locateFfmpeg({});
  clip = await probeClip(film, tools);
  store = await openArtefactStore({ directory: join(folder, 'cache') });
  runner = createArtefactRunner(store);
  const registry = { models: [], forTask: () => ({ version: 'p1' }) } as unknown as ModelRegistry;
  const guard = { assertHolds: () => Promise.resolve(true), watch: () => { throw new Error('not here'); } };
  tracking = registerPositionTracking(runner, { tools: () => Promise.resolve(tools), propagator: propagator as Propagator, registry, guard });
});
afterAll(async () => {
  await runner.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const frames = (first: number, last: number): readonly number[] => Array.from({ length: Math.abs(last - first) + 1 }, (_, index) => first + Math.sign(last - first || 1) * index);
const wanted = (from: number, to: number): Parameters<PositionTracking['follow']>[0] => ({ clip, content: clip.contentHash, from, to, positions: [[0.25, 0.5]] });
const go = { signal: new AbortController().signal };

test('a stopped job resumes where it stopped, and gives the same result as an uninterrupted one', async () => {
  const stopping = new AbortController();
  const stopped = tracking.follow(wanted(2, 130), { signal: stopping.signal, report: (done) => { if (done === 60) stopping.abort(); } });
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  looked = [];
  const resumed = await tracking.follow(wanted(2, 130), go);
  // The stop at the 48th frame was kept.
  expect(looked).toEqual(frames(51, 130));
  looked = [];
  expect(await tracking.follow(wanted(2, 130), go)).toEqual(resumed);
  expect(looked).toEqual([]);
  // A frame beyond, and one before, have their stops in common with it.
  await tracking.follow(wanted(2, 140), go);
  expect(looked).toEqual(frames(99, 140));
  looked = [];
  await tracking.follow(wanted(2, 60), go);
  expect(looked).toEqual(frames(51, 60));
});

test('the same holds backwards', async () => {
  looked = [];
  await tracking.follow(wanted(100, 10), go);
  expect(looked).toEqual(frames(100, 10));
  looked = [];
  await tracking.follow(wanted(100, 30), go);
  expect(looked).toEqual(frames(51, 30));
});
