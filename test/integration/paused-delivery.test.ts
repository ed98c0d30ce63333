import { existsSync, readdirSync, renameSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { relinkClip, startDelivery } from '../../src/engine/app/index.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { until } from '../../src/engine/jobs/testing/sample-jobs.ts';
import type { JobId } from '../../src/shared/model/ids.ts';
import { makeTortureFilm, type TortureFilm } from '../torture/film.ts';

/* Deliveries that are paused while ffmpeg writes them: three shots of four frames each, one file a shot. */

let home: string;
let film: TortureFilm;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-paused-'));
  film = await makeTortureFilm(home);
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function open(): Promise<Engine> {
  const engine = await createEngine({ directories: film.coloured, threads: 1 });
  onTestFinished(() => engine.close());
  engine.app.open(film.project);
  return engine;
}

const filesIn = (folder: string): readonly string[] => readdirSync(folder).filter((name) => !name.startsWith('.')).toSorted();

/** Delivers all shots and pauses once so many frames are written, before the next one whose colour is read then: however fast the machine, some are left. */
async function pausedAt({ app, jobs, services }: Engine, directory: string, frames: number): Promise<JobId> {
  const shotIds = app.document().shots.map(({ id }) => id);
  const { colours } = services;
  const read = colours.plane.bind(colours);
  const spy = vi.spyOn(colours, 'plane').mockImplementation((key) => {
    for (const job of jobs.list()) if (job.kind === 'deliver' && job.state === 'running' && job.done >= frames) jobs.pause(job.id);
    return read(key);
  });
  try {
    const id = await startDelivery(app, jobs, { what: { kind: 'shots', shotIds }, codec: 'h264', directory, naming: '{clip}-{shot}-{version}', overwrite: false });
    await until(() => jobs.get(id).state !== 'queued' && jobs.get(id).state !== 'running');
    return id;
  } finally {
    spy.mockRestore();
  }
}

test('a paused delivery stands still with its file unfinished, and finishes the same file when it goes on', async () => {
  const engine = await open();
  const directory = join(home, 'once');
  const id = await pausedAt(engine, directory, 1);
  expect(engine.jobs.get(id)).toMatchObject({ state: 'paused', pause: 'alone', total: 12 });
  const { done } = engine.jobs.get(id);
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(12);
  expect(filesIn(directory).some((name) => name.includes('.partial'))).toBe(true);
  // Nothing moves until it is resumed, and what it writes to is taken.
  engine.jobs.resume(id);
  expect((await engine.jobs.wait(id)).state).toBe('done');
  expect(filesIn(directory)).toEqual(['film-01-A.mp4', 'film-02-A.mp4', 'film-03-A.mp4']);
}, 240_000);

test('after the program was closed a paused delivery goes on behind the files that are finished; cancelled, it leaves nothing unfinished', async () => {
  const first = await open();
  const directory = join(home, 'restarted');
  const id = await pausedAt(first, directory, 5);
  expect(first.jobs.get(id).state).toBe('paused');
  await first.close();
  expect(filesIn(directory)).toContain('film-01-A.mp4');
  expect(filesIn(directory).filter((name) => name.includes('.partial'))).toEqual([]);
  const written = statSync(join(directory, 'film-01-A.mp4')).mtimeMs;

  const second = await open();
  expect(second.jobs.get(id)).toMatchObject({ state: 'paused', pause: 'alone' });
  second.jobs.resume(id);
  expect((await second.jobs.wait(id)).state).toBe('done');
  expect(statSync(join(directory, 'film-01-A.mp4')).mtimeMs).toBe(written);
  for (const name of filesIn(directory)) expect(readFileSync(join(directory, name)).equals(readFileSync(join(home, 'once', name)))).toBe(true);

  const cancelled = join(home, 'cancelled');
  const other = await pausedAt(second, cancelled, 5);
  second.jobs.cancel(other);
  expect((await second.jobs.wait(other)).state).toBe('cancelled');
  expect(existsSync(join(cancelled, 'film-01-A.mp4'))).toBe(true);
  expect(filesIn(cancelled).filter((name) => name.includes('.partial'))).toEqual([]);
}, 240_000);

test('a film that is moved and relinked while its delivery is paused is delivered from its new place', async () => {
  const engine = await open();
  const directory = join(home, 'moved');
  const id = await pausedAt(engine, directory, 5);
  expect(engine.jobs.get(id).state).toBe('paused');
  const [clip] = engine.app.document().clips;
  const before = clip!.source.kind === 'file' ? clip!.source.path : '';
  const after = join(home, 'elsewhere.mkv');
  renameSync(before, after);
  onTestFinished(() => { renameSync(after, before); });
  await relinkClip(engine.app, clip!.id, after);
  engine.jobs.resume(id);
  expect(await engine.jobs.wait(id)).toMatchObject({ state: 'done' });
  expect(filesIn(directory)).toEqual(['film-01-A.mp4', 'film-02-A.mp4', 'film-03-A.mp4']);
}, 240_000);
