import fc from 'fast-check';
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createProject, openProject } from './index.ts';
import { beyondBudget, restoreSnapshot, snapshotRoots, snapshotsOf, sweepSnapshots, takeSnapshot, timesToForget } from './snapshots.ts';
import { sampleClip, sampleKeyframe, sampleShots } from './testing/sample-project.ts';
import { useTemporaryFolder } from './testing/temporary-folder.ts';

const inFolder = useTemporaryFolder();
const roots = (chosen?: string): readonly string[] => snapshotRoots(inFolder('data'), chosen);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-21T16:30:00.000Z');

test('a snapshot is the project as it was, is restored beside it with its time in the name, and replaces nothing', async () => {
  const store = createProject(inFolder('kid.tintype'));
  const clip = sampleClip();
  store.apply({ baseRevision: 0, command: { kind: 'addClip', clip, shots: sampleShots(clip, [0]) } });
  const before = store.document;
  await takeSnapshot(store, roots(), { now: new Date(NOW) });
  store.apply({ baseRevision: store.revision, command: { kind: 'addKeyframe', keyframe: sampleKeyframe('key', 'film-1', 3) } });
  const [snapshot] = snapshotsOf(roots(), store.path);
  expect(snapshot?.takenAt).toBe('2026-11-21T16:30:00.000Z');
  store.close();
  const paths = [await restoreSnapshot(roots(), store.path, snapshot!.takenAt), await restoreSnapshot(roots(), store.path, snapshot!.takenAt)];
  expect(paths.map((path) => basename(path))).toEqual(['kid 2026-11-21 16.30.00.tintype', 'kid 2026-11-21 16.30.00 (2).tintype']);
  const copy = openProject(paths[0]!);
  expect(copy.document).toEqual(before);
  expect(copy.undoLabel).toBe('Add clip');
  copy.close();
  expect(readdirSync(dirname(store.path)).toSorted()).toEqual(['data', ...paths.map((path) => basename(path)), 'kid.tintype'].toSorted());
  await expect(restoreSnapshot(roots(), store.path, '2020-01-01T00:00:00.000Z')).rejects.toMatchObject({ code: 'file.missing' });
});

test('a project closed while it is copied stays whole, and no partial copy is left', async () => {
  const store = createProject(inFolder('kid.tintype'));
  const copying = takeSnapshot(store, roots()).then(() => 'whole', () => 'given up');
  store.close();
  const outcome = await copying;
  expect(snapshotsOf(roots(), store.path)).toHaveLength(outcome === 'whole' ? 1 : 0);
  expect(readdirSync(dirname(store.path)).toSorted()).toEqual(['data', 'kid.tintype']);
  openProject(store.path).close();
});

test('of a day’s snapshots every ten minutes the last hour’s are kept, then one per hour', () => {
  const times = Array.from({ length: 144 }, (_, index) => NOW - index * 10 * 60_000);
  const forgotten = new Set(timesToForget(times, NOW));
  const kept = times.filter((time) => !forgotten.has(time));
  expect(kept.filter((time) => NOW - time < HOUR)).toHaveLength(6);
  expect(kept.length).toBeGreaterThanOrEqual(6 + 22);
  expect(kept.length).toBeLessThanOrEqual(6 + 24);
});

test('for any times, the newest snapshot is kept, none is older than a month, and a second thinning removes nothing', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 60 * DAY }), { minLength: 1, maxLength: 200 }), (ages) => {
    const times = ages.map((age) => NOW - age);
    const forgotten = new Set(timesToForget(times, NOW));
    const kept = times.filter((time) => !forgotten.has(time));
    if (Math.min(...ages) <= 30 * DAY) expect(kept).toContain(Math.max(...times));
    for (const time of kept) expect(NOW - time).toBeLessThanOrEqual(30 * DAY);
    expect(timesToForget(kept, NOW)).toEqual([]);
  }));
});

test('snapshots of one project stay within their bytes, oldest removed first; the newest stays at any size', async () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1 }), fc.integer({ min: 0, max: 300 }), (sizes, budget) => {
    const copies = sizes.map((bytes) => ({ bytes }));
    const kept = copies.slice(0, copies.length - beyondBudget(copies, budget).length);
    expect(beyondBudget(copies, budget)).toEqual(copies.slice(kept.length));
    expect(kept[0]).toBe(copies[0]);
    if (kept.length > 1) expect(kept.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(budget);
  }));
  const store = createProject(inFolder('kid.tintype'));
  for (let copy = 0; copy < 4; copy++) await takeSnapshot(store, roots(), { now: new Date(NOW + copy * 1000), bytesKept: 1 });
  expect(snapshotsOf(roots(), store.path).map(({ takenAt }) => takenAt)).toEqual([new Date(NOW + 3000).toISOString()]);
  expect(statSync(snapshotsOf(roots(), store.path)[0]!.path).mode & 0o777).toBe(0o600);
  store.close();
});

test('sweeping removes snapshots older than a month of any project, partial copies and empty folders, and nothing else', () => {
  const file = (folder: string, name: string, ageMs: number): void => {
    mkdirSync(join(inFolder('data'), 'snapshots', folder), { recursive: true });
    const path = join(inFolder('data'), 'snapshots', folder, name);
    writeFileSync(path, '');
    utimesSync(path, new Date(), new Date(Date.now() - ageMs));
  };
  file('gone 1', '2026-10-01T10-00-00.000Z.tintype', 0);
  file('kid 2', '2026-10-01T10-00-00.000Z.tintype', 0);
  file('kid 2', '2026-11-20T10-00-00.000Z.tintype', 0);
  file('kid 2', '2026-11-20T11-00-00.000Z.tintype.partial', 2 * HOUR);
  file('kid 2', '2026-11-20T12-00-00.000Z.tintype.partial', 0);
  file('kid 2', 'notes.txt', 90 * DAY);
  sweepSnapshots(roots(), { now: new Date(NOW) });
  const root = join(inFolder('data'), 'snapshots');
  expect(readdirSync(root)).toEqual(['kid 2']);
  expect(readdirSync(join(root, 'kid 2')).toSorted()).toEqual(['2026-11-20T10-00-00.000Z.tintype', '2026-11-20T12-00-00.000Z.tintype.partial', 'notes.txt']);
  sweepSnapshots([inFolder('no data here')]);
});

test('snapshots go to a chosen folder while it is there, and those taken elsewhere are still listed and restored', async () => {
  const store = createProject(inFolder('kid.tintype'));
  const disk = inFolder('disk');
  await takeSnapshot(store, roots(disk), { now: new Date(NOW) });
  // A disk that is not connected: no folder is made in its place.
  expect(existsSync(disk)).toBe(false);
  mkdirSync(disk);
  await takeSnapshot(store, roots(disk), { now: new Date(NOW + 1000) });
  expect(readdirSync(disk)).toEqual(['Tintype snapshots']);
  const taken = snapshotsOf(roots(disk), store.path);
  expect(taken.map(({ takenAt, path }) => [takenAt, path.startsWith(disk)])).toEqual([['2026-11-21T16:30:01.000Z', true], ['2026-11-21T16:30:00.000Z', false]]);
  store.close();
  for (const { takenAt } of taken) expect(statSync(await restoreSnapshot(roots(disk), store.path, takenAt)).isFile()).toBe(true);
  sweepSnapshots(roots(disk), { now: new Date(NOW + 40 * DAY) });
  expect(snapshotsOf(roots(disk), store.path)).toEqual([]);
});
