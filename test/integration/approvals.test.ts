import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { approvalChanges, openClip, propagateShot } from '../../src/engine/app/index.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { approvalChangesText } from '../../src/shared/model/approval.ts';
import type { Shot } from '../../src/shared/model/document.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import type { PointHint } from '../../src/shared/model/hint.ts';
import { HintId, KeyframeId, newId, SwatchId } from '../../src/shared/model/ids.ts';
import { neutralLayer } from '../../src/shared/model/layer.ts';
import { makeSmallClip } from '../support/clips.ts';
import { createTestEngine } from '../support/test-engine.ts';
import { tintype } from '../support/tintype.ts';

let home: string;
let engine: Engine;
let project: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-approvals-'));
  project = join(home, 'film.tintype');
  engine = await open();
  engine.app.create(project, { overwrite: false });
  const { jobId } = await openClip(engine.app, engine.jobs, makeSmallClip(home).film, { proxy: false });
  await engine.jobs.wait(jobId!);
});
afterAll(async () => {
  await engine.close();
  await rm(home, { recursive: true, force: true });
});

const open = (): Promise<Engine> => createTestEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') }, jobsDatabase: ':memory:' });
const first = (): Shot => engine.app.document().shots[0]!;
const approve = (): number => engine.app.apply({ kind: 'setShotStatus', shotIds: [first().id], status: 'approved' });
async function changes(): Promise<string | undefined> {
  const [found] = await approvalChanges(engine.app, [first().id]);
  return found === undefined ? undefined : approvalChangesText(found.changes, first().range.first);
}

const swatch = { id: newId(SwatchId), name: 'Coat', lab: [50, 30, 10] as const, tolerance: 3, note: '' };
const hint: PointHint = { kind: 'point', id: newId(HintId), at: [0.8, 0.2], radius: 0.03, ab: [30, 10], swatch: swatch.id };
const keyframe = { id: newId(KeyframeId), frame: frameIndex(2), approved: false, hints: [hint] };

test('an approval records when and what, and locks the shot; what a swatch changes of it is told, and undo takes it back', async () => {
  engine.app.apply({ kind: 'addSwatch', swatch });
  engine.app.apply({ kind: 'addKeyframe', keyframe: { ...keyframe, shotId: first().id } });
  approve();
  expect(first().approval?.at).toMatch(/^\d{4}-\d\d-\d\dT/);
  expect(await changes()).toBe('');

  const locked = expect.objectContaining({ code: 'project.approved' }) as unknown;
  expect(() => engine.app.apply({ kind: 'updateHint', keyframeId: keyframe.id, hint: { ...hint, at: [0.7, 0.2] } })).toThrow(locked);
  expect(() => engine.app.apply({ kind: 'addLayer', shotId: first().id, layer: { ...neutralLayer('Warm'), warmth: 8 } })).toThrow(locked);
  expect(await changes()).toBe('');
  // A swatch that a hint follows changes the hint.
  engine.app.apply({ kind: 'updateSwatch', swatch: { ...swatch, lab: [50, -30, 10] } });
  expect(await changes()).toBe('hints of frame 3');
  engine.app.undo();
});

test('frames that are propagated after the approval are told; approving again takes them in, and is one step to undo', async () => {
  expect(await engine.jobs.wait(await propagateShot(engine.app, engine.jobs, first().id))).toMatchObject({ state: 'done' });
  const count = first().range.last - first().range.first + 1;
  expect(await changes()).toBe(`${count} frames coloured since`);
  const before = first().approval;
  approve();
  expect(await changes()).toBe('');
  expect(first().approval?.coloured).toBe(count);
  // Approved as it is: no step.
  const revision = engine.app.current()!.revision;
  expect(approve()).toBe(revision);
  engine.app.undo();
  expect(first().approval).toEqual(before);
  engine.app.redo();
});

test('the record is kept in the file, goes with the status, and the command line lists what has changed', async () => {
  engine.app.apply({ kind: 'updateSwatch', swatch: { ...swatch, lab: [50, -30, 10] } });
  const kept = first().approval;
  await engine.close();
  const listed = await tintype(['shots', project], { home });
  expect(listed.stdout.split('\n')[0]).toMatch(/^ {2}1 {2}0-\d+ {2}[\d:]+ {2}\d+ frames {2}Shot 01 {2}Approved {2}\d+ stale {2}changed since approval: hints of frame 3$/);
  const second = await tintype(['shots', project, '--json'], { home });
  expect(JSON.parse(second.stdout.split('\n')[1]!)).toMatchObject({ number: 2, name: 'Shot 02', status: 'notStarted', approvedAt: '', changedSince: '' });

  const table = join(home, 'shots.csv');
  expect((await tintype(['shots', project, '--out', table], { home })).code).toBe(0);
  expect((await readFile(table, 'utf8')).split('\r\n')[1]).toMatch(/^.*,1,Shot 01,0,\d+,\d+,[\d:]+,,Approved,,1,0,\d+,\d{4}-.*Z,hints of frame 3,$/);
  expect(await tintype(['shots', project, '--out', join(home, 'shots.edl')], { home })).toMatchObject({ code: 1, stderr: expect.stringContaining('no .csv file') as string });

  engine = await open();
  engine.app.open(project);
  expect(first().approval).toEqual(kept);
  expect(await changes()).toBe('hints of frame 3');
  engine.app.apply({ kind: 'setShotStatus', shotIds: [first().id], status: 'review' });
  expect(first().approval).toBeUndefined();
  expect(await changes()).toBeUndefined();
  engine.app.undo();
  expect(first().approval).toEqual(kept);
});
