import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { expect, test } from 'vitest';
import { createProject, openProject } from './index.ts';
import { restoreSnapshot, snapshotsOf, takeSnapshot, timesToForget } from './snapshots.ts';
import { sampleClip, sampleKeyframe, sampleShots } from './testing/sample-project.ts';
import { useTemporaryFolder } from './testing/temporary-folder.ts';

const inFolder = useTemporaryFolder();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-21T16:30:00.000Z');

test('a copy is the project as it was, comes back beside it under its time, and replaces nothing', async () => {
  const store = createProject(inFolder('kid.tintype'));
  const clip = sampleClip();
  store.apply({ baseRevision: 0, command: { kind: 'addClip', clip, shots: sampleShots(clip, [0]) } });
  const before = store.document;
  await takeSnapshot(store, inFolder('data'), { now: new Date(NOW) });
  store.apply({ baseRevision: store.revision, command: { kind: 'addKeyframe', keyframe: sampleKeyframe('key', 'film-1', 3) } });
  const [snapshot] = snapshotsOf(inFolder('data'), store.path);
  expect(snapshot?.takenAt).toBe('2026-11-21T16:30:00.000Z');
  store.close();
  const paths = [1, 2].map(() => restoreSnapshot(inFolder('data'), store.path, snapshot!.takenAt));
  expect(paths.map((path) => basename(path))).toEqual(['kid 2026-11-21 16.30.00.tintype', 'kid 2026-11-21 16.30.00 (2).tintype']);
  const copy = openProject(paths[0]!);
  expect(copy.document).toEqual(before);
  expect(copy.undoLabel).toBe('Add clip');
  copy.close();
  expect(readdirSync(dirname(store.path)).toSorted()).toEqual(['data', ...paths.map((path) => basename(path)), 'kid.tintype'].toSorted());
  expect(() => restoreSnapshot(inFolder('data'), store.path, '2020-01-01T00:00:00.000Z')).toThrow(expect.objectContaining({ code: 'file.missing' }));
});

test('a project that is closed while it is being copied stays whole, and no half copy is left', async () => {
  const store = createProject(inFolder('kid.tintype'));
  const copying = takeSnapshot(store, inFolder('data')).then(() => 'whole', () => 'given up');
  store.close();
  const outcome = await copying;
  expect(snapshotsOf(inFolder('data'), store.path)).toHaveLength(outcome === 'whole' ? 1 : 0);
  expect(readdirSync(dirname(store.path)).toSorted()).toEqual(['data', 'kid.tintype']);
  openProject(store.path).close();
});

test('of a day’s copies every ten minutes the last hour’s are kept, then one an hour', () => {
  const times = Array.from({ length: 144 }, (_, index) => NOW - index * 10 * 60_000);
  const forgotten = new Set(timesToForget(times, NOW));
  const kept = times.filter((time) => !forgotten.has(time));
  expect(kept.filter((time) => NOW - time < HOUR)).toHaveLength(6);
  expect(kept.length).toBeGreaterThanOrEqual(6 + 22);
  expect(kept.length).toBeLessThanOrEqual(6 + 24);
});

test('whatever was copied when, the newest copy is kept, none is older than a month, and forgetting again forgets nothing', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 60 * DAY }), { minLength: 1, maxLength: 200 }), (ages) => {
    const times = ages.map((age) => NOW - age);
    const forgotten = new Set(timesToForget(times, NOW));
    const kept = times.filter((time) => !forgotten.has(time));
    if (Math.min(...ages) <= 30 * DAY) expect(kept).toContain(Math.max(...times));
    for (const time of kept) expect(NOW - time).toBeLessThanOrEqual(30 * DAY);
    expect(timesToForget(kept, NOW)).toEqual([]);
  }));
});
