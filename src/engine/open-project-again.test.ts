import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ProjectEvent } from '../shared/contract/project.ts';
import { createEngine, type Engine } from './engine.ts';
import { openProject } from './project/index.ts';
import { sampleClip, sampleShots } from './project/testing/sample-project.ts';

let directory: string;
const open: Engine[] = [];
beforeEach(async () => { directory = await mkdtemp(join(tmpdir(), 'tintype-again-')); });
afterEach(async () => {
  for (const engine of open.splice(0)) await engine.close();
  await rm(directory, { recursive: true, force: true });
});

async function startEngine(data = join(directory, 'data')): Promise<Engine> {
  const engine = await createEngine({ directories: { cache: join(directory, 'cache'), data }, jobsDatabase: ':memory:', threads: 1 });
  open.push(engine);
  return engine;
}

function addClip(engine: Engine, name: string): void {
  const clip = sampleClip(name, 100);
  engine.app.apply({ kind: 'addClip', clip, shots: sampleShots(clip, [0]) });
}

function clipsIn(path: string): string[] {
  const store = openProject(path);
  try {
    return store.document.clips.map(({ name }) => name);
  } finally {
    store.close();
  }
}

test('creating a project at the path of the open one is refused, opening it again returns it as it is, and later changes are kept', async () => {
  const { app } = await startEngine();
  const { path } = app.create(join(directory, 'kid.tintype'), { overwrite: false });
  symlinkSync(path, join(directory, 'link.tintype'));
  addClip(open[0]!, 'before');
  for (const name of ['kid.tintype', 'link.tintype', '../' + directory.split('/').at(-1)! + '/kid.tintype']) {
    for (const overwrite of [false, true]) expect(() => app.create(join(directory, name), { overwrite })).toThrow(expect.objectContaining({ code: 'file.exists' }));
    expect(app.open(join(directory, name))).toMatchObject({ revision: app.current()!.revision, path });
    addClip(open[0]!, `after ${name.length}`);
  }
  const clips = app.document().clips.map(({ name }) => name);
  app.close();
  expect(clips).toHaveLength(4);
  expect(clipsIn(path)).toEqual(clips);
});

test('every window is notified of an overwritten file, and opening it again reads the present file', async () => {
  const { app } = await startEngine();
  const other = app.create(join(directory, 'other.tintype'), { overwrite: false }).path;
  addClip(open[0]!, 'other');
  const { path } = app.create(join(directory, 'kid.tintype'), { overwrite: false });
  addClip(open[0]!, 'mine');
  const events: ProjectEvent[] = [];
  app.subscribe((event) => events.push(event));
  copyFileSync(other, path);
  expect(() => { addClip(open[0]!, 'lost'); }).toThrow(expect.objectContaining({ code: 'project.fileChanged' }));
  expect(events).toEqual([{ kind: 'fileChanged', change: 'overwritten' }]);
  expect(app.current()).toMatchObject({ fileChange: 'overwritten' });
  await app.backupTo(join(directory, 'saved.tintype'), { overwrite: false });
  expect(app.open(path)).toMatchObject({ readOnly: false, document: { clips: [{ name: 'other' }] } });
  expect(app.current()).not.toHaveProperty('fileChange');
  expect(clipsIn(join(directory, 'saved.tintype'))).toEqual(['mine']);
});

test('editing works with a data folder that cannot be written', async () => {
  const data = join(directory, 'data');
  mkdirSync(data);
  // Files where folders are looked for.
  writeFileSync(join(data, 'snapshots'), '');
  mkdirSync(join(data, 'recent-projects.json'));
  const { app } = await startEngine(data);
  const { path } = app.create(join(directory, 'kid.tintype'), { overwrite: false });
  addClip(open[0]!, 'film');
  app.close();
  expect(clipsIn(path)).toEqual(['film']);
});
