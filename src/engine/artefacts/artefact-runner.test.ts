import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { artefactKey } from './artefact-kind.ts';
import { type ArtefactRunner, createArtefactRunner } from './artefact-runner.ts';
import type { ArtefactStore } from './artefact-store.ts';
import { openArtefactStore } from './open-artefact-store.ts';
import { blendedPlaneKind, spanKind } from './kinds.ts';

let directory: string;
let store: ArtefactStore;
let runner: ArtefactRunner;
/** How often the runner has looked into the store. */
let looks: number;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-runner-'));
  store = await openArtefactStore({ directory, budget: 1e9 });
  looks = 0;
  const get: ArtefactStore['get'] = async (key) => {
    const found = await store.get(key);
    looks += 1;
    return found;
  };
  runner = createArtefactRunner({ ...store, get });
});
afterEach(async () => {
  await runner.close();
  await store.close();
  await rm(directory, { recursive: true, force: true });
});

const span = artefactKey(spanKind, { clip: 'a', network: 'n' });

/** A maker whose artefacts are done when the test says so; tells the order in which they were begun. */
function controlled() {
  const begun: number[] = [];
  const stopped: number[] = [];
  const gates = new Map<number, () => void>();
  const want = runner.register(blendedPlaneKind, async ({ frame }, _means: undefined, { signal }) => {
    begun.push(frame);
    await new Promise<void>((resolve, reject) => {
      gates.set(frame, resolve);
      signal.addEventListener('abort', () => {
        stopped.push(frame);
        reject(new DOMException('Cancelled.', 'AbortError'));
      });
    });
    return { payload: Uint8Array.of(frame), meta: { frame } };
  });
  const pause = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 1); });
  const until = async (test: () => boolean): Promise<void> => { while (!test()) await pause(); };
  return {
    want, begun, stopped, until,
    /** Until as many artefacts have not been found in the store, and have joined the queue. */
    queued: async (artefacts: number): Promise<void> => {
      await until(() => looks === artefacts + begun.length);
      await pause();
    },
    finish: async (frame: number): Promise<void> => {
      await until(() => gates.has(frame));
      gates.get(frame)!();
    },
  };
}

test('an artefact is made once for concurrent requests, and found by later ones', async () => {
  const { want, begun, finish } = controlled();
  const asked = Array.from({ length: 50 }, () => want({ span, frame: 1 }, undefined));
  await finish(1);
  expect((await Promise.all(asked)).map(({ payload }) => payload[0])).toEqual(Array.from({ length: 50 }, () => 1));
  expect((await want({ span, frame: 1 }, undefined)).payload[0]).toBe(1);
  expect(begun).toEqual([1]);
});

test('the playhead comes before its neighbours, then the shot, then the rest, also when requested later', async () => {
  const { want, begun, finish, until, queued } = controlled();
  const first = want({ span, frame: 0 }, undefined);
  await until(() => begun.length === 1);
  const others = [want({ span, frame: 9 }, undefined), want({ span, frame: 8 }, undefined, { priority: 'shot' }), want({ span, frame: 7 }, undefined, { priority: 'neighbour' }), want({ span, frame: 6 }, undefined, { priority: 'playhead' })];
  await queued(5);
  // What waited behind is wanted at the playhead now.
  others.push(want({ span, frame: 9 }, undefined, { priority: 'playhead' }));
  for (const frame of [0, 6, 9, 7, 8]) await finish(frame);
  await Promise.all([first, ...others]);
  expect(begun).toEqual([0, 6, 9, 7, 8]);
});

test('making stops when the last request is cancelled, not before, and starts again for a new request', async () => {
  const { want, begun, stopped, finish, until } = controlled();
  const [one, two] = [new AbortController(), new AbortController()];
  const asked = [want({ span, frame: 1 }, undefined, { signal: one.signal }), want({ span, frame: 1 }, undefined, { signal: two.signal })];
  const outcomes = Promise.allSettled(asked);
  await until(() => begun.length === 1);
  one.abort();
  await expect(asked[0]).rejects.toThrow();
  expect(stopped).toEqual([]);
  two.abort();
  await until(() => stopped.length === 1);
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const again = want({ span, frame: 1 }, undefined);
  await until(() => begun.length === 2);
  await finish(1);
  expect((await again).payload[0]).toBe(1);
});

test('an artefact whose requests were all cancelled is not started', async () => {
  const { want, begun, finish, until, queued } = controlled();
  const first = want({ span, frame: 0 }, undefined);
  await until(() => begun.length === 1);
  const leaver = new AbortController();
  const left = want({ span, frame: 1 }, undefined, { signal: leaver.signal });
  await queued(2);
  leaver.abort();
  await expect(left).rejects.toThrow();
  const last = want({ span, frame: 2 }, undefined);
  await finish(0);
  await finish(2);
  await Promise.all([first, last]);
  expect(begun).toEqual([0, 2]);
});

test('a failure rejects all waiting requests, and the next request tries again', async () => {
  let tries = 0;
  const want = runner.register(blendedPlaneKind, () => (tries++ === 0 ? Promise.reject(new Error('broken')) : Promise.resolve({ payload: Uint8Array.of(1) })));
  const outcomes = await Promise.allSettled([want({ span, frame: 1 }, undefined), want({ span, frame: 1 }, undefined)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect((await want({ span, frame: 1 }, undefined)).payload[0]).toBe(1);
});

test('previews stay in memory; one that becomes the frame’s colour goes to the disk', async () => {
  const want = runner.register(blendedPlaneKind, ({ frame }) => Promise.resolve({ payload: new Uint8Array(1000).fill(frame) }));
  for (let frame = 0; frame < 500; frame++) await want({ span, frame }, undefined, { keep: 'memory' });
  const files = async (): Promise<number> => (await readdir(join(directory, 'artefacts'), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length;
  expect(await files()).toBe(0);
  const artefact = await want({ span, frame: 499 }, undefined);
  expect(artefact.payload[0]).toBe(499 & 255);
  expect(await files()).toBe(1);
});
