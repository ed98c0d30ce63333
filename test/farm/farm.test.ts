import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { deliveryReports, farmStatus, startDelivery } from '../../src/engine/app/index.ts';
import { propagateShot } from '../../src/engine/app/propagate/propagation.ts';
import type { DeliveryRequest } from '../../src/shared/contract/deliver.ts';
import type { FarmStatus } from '../../src/shared/contract/farm.ts';
import type { Job } from '../../src/shared/contract/jobs.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import { HintId, KeyframeId, newId } from '../../src/shared/model/ids.ts';
import { putOffText } from '../../src/shared/model/job-phase-text.ts';
import { isLong } from '../support/long.ts';
import { FullDisk } from './support/full-disk.ts';
import { bitsOf, hasRedis, makeFilm, openSample, type OpenSample, type OwnRedis, ownRedis, removeFolder, type RunningWorker, startWorker, until } from './support/farm.ts';

const [SHOTS, FRAMES] = [4, 4];
/** Long enough that no worker counts as lost on a busy machine. */
const LOCK_MS = 20_000;
let home: string;
let redis: OwnRedis;
let workers: RunningWorker[];
const opened: OpenSample[] = [];
const film = (): string => join(home, 'film.mkv');
let disk: FullDisk | undefined;
const store = (): string => join(disk?.path ?? home, 'store');

beforeAll(async () => {
  if (!hasRedis) return;
  process.env['TINTYPE_FARM_LOCK_MS'] = String(LOCK_MS);
  process.env['TINTYPE_FARM_PIECE_FRAMES'] = '6';
  home = await mkdtemp(join(tmpdir(), 'tt-farm-'));
  makeFilm(film(), { shots: SHOTS, frames: FRAMES });
  disk = FullDisk.make(join(home, 'disk'), '64m');
  redis = ownRedis(join(home, 'redis'));
  await redis.start();
  workers = [['one'], ['two', '--lanes', '2']].map(([name, ...args]) => startWorker(name!, { url: redis.url, store: store(), home, lockMs: LOCK_MS, args }));
});
afterAll(async () => {
  if (!hasRedis) return;
  for (const { engine } of opened) await engine.close();
  for (const worker of workers) worker.kill('SIGTERM');
  await Promise.all(workers.map(({ ended }) => ended));
  await redis.close();
  disk?.remove();
  removeFolder(home);
  delete process.env['TINTYPE_FARM_LOCK_MS'];
  delete process.env['TINTYPE_FARM_PIECE_FRAMES'];
});

async function open(name: string, options: { readonly isOnFarm?: boolean; readonly ab?: readonly [number, number] } = {}): Promise<OpenSample> {
  const each = await openSample(film(), { home, name, shots: SHOTS, frames: FRAMES, ...(options.ab === undefined ? {} : { ab: options.ab }), ...(options.isOnFarm === true ? { farm: { url: redis.url, store: store() } } : {}) });
  opened.push(each);
  return each;
}

const doneLines = (): RunningWorker['lines'] => workers.flatMap(({ lines }) => lines).filter(({ end }) => end === 'done');

async function propagate({ engine, shots }: OpenSample): Promise<readonly Job[]> {
  const ids = await Promise.all(shots.map((shot) => propagateShot(engine.app, engine.jobs, shot)));
  return Promise.all(ids.map((id) => engine.jobs.wait(id)));
}

async function deliver({ engine }: OpenSample, name: string): Promise<string> {
  const request: DeliveryRequest = { what: { kind: 'clip', clipId: engine.app.document().clips[0]!.id }, codec: 'ffv1', directory: join(home, name), naming: 'film', overwrite: false };
  const job = await engine.jobs.wait(await startDelivery(engine.app, engine.jobs, request));
  expect(job.error).toBeUndefined();
  const [report] = await deliveryReports(engine.services, engine.jobs, job.id);
  expect(report!.remarks.filter((each) => each.startsWith('Farm'))).toEqual(name === 'alone' ? [] : ['Farm: encoded in 4 pieces, joined without encoding again.']);
  return execFileSync('ffmpeg', ['-v', 'error', '-i', report!.files[0]!, '-f', 'framemd5', '-'], { encoding: 'utf8' });
}

test.skipIf(!hasRedis)('a farm of two workers, one of them with two lanes, gives the same bits as one machine, also in the film that it delivers in pieces, and makes each unit once; a second run sends no unit', async () => {
  const alone = await open('alone');
  expect((await propagate(alone)).map(({ error }) => error)).toEqual(alone.shots.map(() => undefined));
  const one = await bitsOf(alone);
  expect(one).toHaveLength(SHOTS * FRAMES);
  expect(one).not.toContain(undefined);

  await Promise.all(workers.map(({ ready }) => ready));
  expect(workers.map(({ lines }) => lines[0]!.lanes)).toEqual([1, 2]);
  const sent = await open('sent', { isOnFarm: true });
  const madeFrames: number[] = [];
  sent.engine.madeFrames.subscribe(({ frame }) => { madeFrames.push(frame); });
  expect((await propagate(sent)).map(({ error }) => error)).toEqual(sent.shots.map(() => undefined));
  expect(await bitsOf(sent)).toEqual(one);
  expect(new Set(madeFrames).size).toBe(SHOTS * FRAMES);
  const made = doneLines();
  expect(new Set(made.map(({ unit }) => unit)).size).toBe(made.length);
  expect(made.reduce((sum, { result }) => sum + result!.made, 0)).toBe(made.reduce((sum, { frames }) => sum + frames!, 0));

  expect(await deliver(sent, 'in pieces')).toBe(await deliver(alone, 'alone'));
  const encoded = doneLines().filter(({ label }) => label!.startsWith('Piece'));
  expect(encoded.map(({ label }) => label).toSorted()).toEqual(['Piece 1 of 4 · 0–3', 'Piece 2 of 4 · 4–7', 'Piece 3 of 4 · 8–11', 'Piece 4 of 4 · 12–15']);
  // The pieces are gone from the store, the film is at its place alone.
  expect(await readdir(join(home, 'in pieces'))).toEqual(['film.mkv']);
  expect((await readdir(join(store(), 'artefacts'), { recursive: true })).filter((each) => each.includes('.d'))).toEqual([]);

  // A third machine with an empty cache finds all colours in the store.
  const later = await open('later', { isOnFarm: true });
  await propagate(later);
  expect(await bitsOf(later)).toEqual(one);
  expect(doneLines()).toHaveLength(made.length + encoded.length);
});

test.skipIf(!hasRedis)('units that workers put off, since the shared folder is full for them, are told by the sender’s jobs and the status', async ({ skip }) => {
  if (disk === undefined) return skip('mounting a small disk needs Linux and root');
  await Promise.all(workers.map(({ ready }) => ready));
  // The sender has nothing to write: the film's frame table lies in the store, and keyframes of hints are painted by workers.
  disk.fill();
  const sent = await open('put off', { isOnFarm: true, ab: [35, 5] });
  const ids = await Promise.all(sent.shots.map((shot) => propagateShot(sent.engine.app, sent.engine.jobs, shot)));
  await until(() => ids.every((id) => sent.engine.jobs.get(id).phase === 'putOff'), 'all jobs say that their units are put off');
  const status = await farmStatus(sent.engine.services);
  expect(status!.putOff!.units).toBeGreaterThan(0);
  expect(putOffText(status!)).toMatch(/^\d units? put off, since workers cannot write to the farm’s shared folder: make room there.+store is full/s);
  disk.empty();
  expect((await Promise.all(ids.map((id) => sent.engine.jobs.wait(id)))).map(({ error }) => error)).toEqual(sent.shots.map(() => undefined));
  expect((await farmStatus(sent.engine.services))!.putOff).toBeUndefined();
});

/** The present state of a job, as windows show it. */
const isStoreFull = ({ engine }: OpenSample, id: Job['id']): boolean => engine.jobs.get(id).phase === 'storeFull';

test.skipIf(!hasRedis)('while the shared folder is full, a sender says so and waits, can be cancelled or paused, and goes on when there is room', async ({ skip }) => {
  if (disk === undefined) return skip('mounting a small disk needs Linux and root');
  await Promise.all(workers.map(({ ready }) => ready));
  const before = doneLines().length;
  // The frame table of the film lies in the store from the test before.
  await rm(join(store(), 'artefacts'), { recursive: true });
  disk.fill();
  const sent = await open('full', { isOnFarm: true, ab: [-15, -25] });
  const ids = await Promise.all(sent.shots.map((shot) => propagateShot(sent.engine.app, sent.engine.jobs, shot)));
  await until(() => ids.every((id) => isStoreFull(sent, id)), 'all shots wait for room');
  sent.engine.jobs.cancel(ids[3]!);
  expect((await sent.engine.jobs.wait(ids[3]!)).state).toBe('cancelled');
  expect(doneLines()).toHaveLength(before);
  disk.empty();
  expect((await Promise.all(ids.slice(0, 3).map((id) => sent.engine.jobs.wait(id)))).map(({ state, error }) => [state, error])).toEqual([['done', undefined], ['done', undefined], ['done', undefined]]);
  expect((await propagate(sent)).map(({ error }) => error)).toEqual(sent.shots.map(() => undefined));
  expect(await bitsOf(sent)).not.toContain(undefined);

  await rm(join(store(), 'artefacts'), { recursive: true });
  disk.fill();
  const request: DeliveryRequest = { what: { kind: 'clip', clipId: sent.engine.app.document().clips[0]!.id }, codec: 'ffv1', directory: join(home, 'full'), naming: 'film', overwrite: false };
  const delivery = await startDelivery(sent.engine.app, sent.engine.jobs, request);
  await until(() => isStoreFull(sent, delivery), 'the delivery waits for room');
  sent.engine.jobs.pause(delivery);
  await until(() => sent.engine.jobs.get(delivery).state === 'paused', 'it is paused while it waits');
  disk.empty();
  sent.engine.jobs.resume(delivery);
  const ended = await sent.engine.jobs.wait(delivery);
  expect([ended.state, ended.error]).toEqual(['done', undefined]);
  expect((await deliveryReports(sent.engine.services, sent.engine.jobs, delivery))[0]!.remarks).toContain('Farm: encoded in 4 pieces, joined without encoding again.');
});

test.skipIf(!hasRedis)('a paused propagation takes its units out of the queue but for those in hand, and sends them again when it goes on', async () => {
  const sent = await open('paused', { isOnFarm: true, ab: [25, -15] });
  const { engine, shots } = sent;
  await Promise.all(workers.map(({ ready }) => ready));
  const before = doneLines().length;
  const inQueue = async (): Promise<number> => (await Promise.all(['prioritized', 'delayed'].map((set) => redis.client.zcard(`tintype:units:${set}`)))).reduce((sum, count) => sum + count, 0);
  const atWork = (): Promise<number> => redis.client.llen('tintype:units:active');
  const completed = (): Promise<number> => redis.client.zcard('tintype:units:completed');
  const completedBefore = await completed();
  const toAll = (signal: NodeJS.Signals): void => { for (const worker of workers) worker.kill(signal); };
  // The workers stand still meanwhile, so that none finishes its unit and takes the next one before the pause is heard.
  toAll('SIGSTOP');
  const ids = await Promise.all(shots.map((shot) => propagateShot(engine.app, engine.jobs, shot)));
  await until(async () => await inQueue() === shots.length, 'a unit of each shot waits');
  toAll('SIGCONT');
  while (await atWork() === 0);
  toAll('SIGSTOP');
  engine.jobs.pauseAll('propagate');
  await until(async () => await inQueue() === 0, 'what waits is taken back');
  // Four shots of a unit each, and three lanes. On a busy machine one may have been finished before the workers stood still.
  const taken = await atWork() + await completed() - completedBefore;
  expect(taken).toBeGreaterThan(0);
  expect(taken).toBeLessThan(shots.length);
  toAll('SIGCONT');
  await until(() => ids.filter((id) => engine.jobs.get(id).state === 'done').length === taken, 'the shots of what was taken are done');
  expect(await atWork()).toBe(0);
  await until(() => doneLines().length === before + taken, 'the workers have told of it');
  expect(ids.map((id) => engine.jobs.get(id).state).filter((each) => each !== 'done')).toEqual(Array.from({ length: shots.length - taken }, () => 'paused'));
  expect(await bitsOf(sent)).toContain(undefined);
  engine.jobs.resumeAll('propagate');
  expect((await Promise.all(ids.map((id) => engine.jobs.wait(id)))).map(({ error }) => error)).toEqual(shots.map(() => undefined));
  expect(await bitsOf(sent)).not.toContain(undefined);
  await until(() => doneLines().length >= before + shots.length, 'the workers have told of the rest');
  expect(doneLines()).toHaveLength(before + shots.length);
  expect(await redis.client.keys('tintype:farm:wanted:*')).toEqual([]);
});

test.skipIf(!hasRedis || !isLong)('a delivery whose pieces were begun waits for workers that are late, and encodes alone without leaving pieces where they stay away', async () => {
  const sent = await open('late', { isOnFarm: true, ab: [5, 30] });
  const { app, jobs, services } = sent.engine;
  await propagate(sent);
  const { queue, store: shared } = await services.farm.open();
  const pieces = async (): Promise<readonly string[]> => (await readdir(join(shared.directory, 'artefacts'), { recursive: true })).filter((each) => each.endsWith('.d'));
  const remarksOf = async (id: Job['id']): Promise<readonly string[]> => {
    expect((await jobs.wait(id)).error).toBeUndefined();
    return (await deliveryReports(services, jobs, id))[0]!.remarks.filter((each) => each.startsWith('Farm'));
  };
  const deliverTo = (name: string): Promise<Job['id']> => startDelivery(app, jobs, { what: { kind: 'clip', clipId: app.document().clips[0]!.id }, codec: 'ffv1', directory: join(home, name), naming: 'film', overwrite: false });
  const stoppedAfterAPiece = async (name: string): Promise<void> => {
    const id = await deliverTo(name);
    await until(async () => (await pieces()).length > 0, 'a first piece is made');
    jobs.cancel(id);
    await jobs.wait(id);
    expect((await pieces()).length).toBeGreaterThan(0);
  };
  const none: FarmStatus = { workers: [], isPaused: false, isDraining: false, counts: { waiting: 0, active: 0, delayed: 0, dependent: 0, failed: 0, completed: 0 } };
  await stoppedAfterAPiece('late');
  const status = vi.spyOn(queue, 'status').mockResolvedValueOnce(none);
  expect(await remarksOf(await deliverTo('late'))).toEqual(['Farm: encoded in 4 pieces, joined without encoding again.']);
  await stoppedAfterAPiece('gone');
  status.mockResolvedValue(none);
  expect(await remarksOf(await deliverTo('gone'))).toEqual(['Farm: this machine encoded the film alone: there is no worker.']);
  expect(await pieces()).toEqual([]);
  status.mockRestore();
});

test.skipIf(!hasRedis || !isLong)('a long span between two keyframes is made by two units, with the bits of one machine', async () => {
  const [frames, path] = [204, join(home, 'long.mkv')];
  makeFilm(path, { shots: 1, frames });
  await Promise.all(workers.map(({ ready }) => ready));
  const bits = await Promise.all(['long-alone', 'long-sent'].map(async (name) => {
    const sample = await openSample(path, { home, name, shots: 1, frames, ...(name === 'long-sent' ? { farm: { url: redis.url, store: store() } } : {}) });
    opened.push(sample);
    sample.engine.app.apply({ kind: 'addKeyframe', keyframe: { id: newId(KeyframeId), shotId: sample.shots[0]!, frame: frameIndex(frames - 1), approved: false, hints: [{ kind: 'point', id: newId(HintId), at: [0.4, 0.5], radius: 0.05, ab: [-20, 30] }] } });
    expect((await propagate(sample)).map(({ error }) => error)).toEqual([undefined]);
    return bitsOf(sample);
  }));
  expect(bits[0]).toHaveLength(frames);
  expect(bits[0]).not.toContain(undefined);
  expect(bits[1]).toEqual(bits[0]);
  const made = doneLines().filter(({ label }) => /^Shot 1 · (1|102)–(101|202)$/.test(label!));
  expect(made.map(({ label, result }) => `${label} ${result!.made}`).toSorted()).toEqual(['Shot 1 · 102–202 101', 'Shot 1 · 1–101 101']);
});

test.skipIf(!hasRedis || !isLong)('cancelling a propagation empties the queue and stops the workers', async () => {
  const sent = await open('cancelled', { isOnFarm: true, ab: [-20, 10] });
  const { engine, shots } = sent;
  const ids = await Promise.all(shots.map((shot) => propagateShot(engine.app, engine.jobs, shot)));
  await until(async () => await redis.client.zcard('tintype:units:prioritized') + await redis.client.llen('tintype:units:active') > 0, 'units are in the queue');
  for (const id of ids) engine.jobs.cancel(id);
  expect((await Promise.all(ids.map((id) => engine.jobs.wait(id)))).map(({ state }) => state)).toEqual(shots.map(() => 'cancelled'));
  await until(async () => await redis.client.zcard('tintype:units:prioritized') + await redis.client.llen('tintype:units:active') + await redis.client.zcard('tintype:units:delayed') === 0, 'the queue is empty');
  expect(await redis.client.keys('tintype:farm:wanted:*')).toEqual([]);
  expect(await redis.client.keys('tintype:farm:lease:*')).toEqual([]);
});

test.skipIf(!hasRedis || !isLong)('a worker with another film at the path refuses the unit, and the job fails with that reason when there is no other worker', async () => {
  makeFilm(join(home, 'other.mkv'), { shots: SHOTS, frames: FRAMES, seed: 2 });
  for (const worker of workers) worker.kill('SIGTERM');
  await Promise.all(workers.map(({ ended }) => ended));
  workers = [startWorker('mapped', { url: redis.url, store: store(), home, lockMs: LOCK_MS, args: ['--map', `${film()}=${join(home, 'other.mkv')}`] })];
  await workers[0]!.ready;
  const sent = await open('refused', { isOnFarm: true, ab: [5, -30] });
  const id = await propagateShot(sent.engine.app, sent.engine.jobs, sent.shots[0]!);
  const job = await sent.engine.jobs.wait(id);
  expect(job.state).toBe('failed');
  expect(job.error?.message).toMatch(/No worker of the farm can make this: .*another film at .*other\.mkv/);
  expect(await readdir(join(store(), 'scratch'))).not.toContain(expect.stringContaining('artefact'));
});
