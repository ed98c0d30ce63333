/**
 * `npm run farm:torture`: fault injection into a farm of three workers and a clip of twelve shots. Faults: workers are killed or paused, Redis is
 * stopped or flushed, the disk of the store is full, a unit is invalid, two projects send at once, a run is cancelled. Each film is coloured and delivered in pieces. Prints a table; exit code 1 when
 * a case fails. `--kills N` (30), `--away SECONDS` (60; how long Redis is stopped), `--lock SECONDS` (6; more where the machine is
 * busy with other work, since a worker that is silent for half of it counts as lost), `--only NAME`.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDelivery } from '../../src/engine/app/index.ts';
import { propagateShot } from '../../src/engine/app/propagate/propagation.ts';
import type { Job } from '../../src/shared/contract/jobs.ts';
import { FullDisk } from './support/full-disk.ts';
import { bitsOf, colourAndDeliver, framesOf, hasRedis, LOCK_MS as USUAL_LOCK_MS, makeFilm, openSample, type OpenSample, type OwnRedis, ownRedis, type RunningWorker, startWorker, type UnitLine, until } from './support/farm.ts';

const [SHOTS, FRAMES, WORKERS] = [12, 8, 3];
const option = (name: string, otherwise: string): string => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1] ?? otherwise;
};
const kills = Number(option('kills', '30'));
const awayMs = Number(option('away', '60')) * 1000;
const only = option('only', '');
const LOCK_MS = Number(option('lock', String(USUAL_LOCK_MS / 1000))) * 1000;

process.env['TINTYPE_FARM_LOCK_MS'] = String(LOCK_MS);
process.env['TINTYPE_FARM_PIECE_FRAMES'] = String(2 * FRAMES);
const home = mkdtempSync(join(tmpdir(), 'tt-torture-'));
const film = join(home, 'film.mkv');
const redis: OwnRedis = ownRedis(join(home, 'redis'));
let store = join(home, 'store');
let workers: RunningWorker[] = [];
/** Including workers that were killed. */
const everyWorker: RunningWorker[] = [];
let colours = 0;
let started = 0;
let projects = 0;
const opened: OpenSample[] = [];
const rows: { name: string; isPassed: boolean; text: string }[] = [];

function addWorker(args: { readonly name?: string } = {}): RunningWorker {
  const worker = startWorker(args.name ?? `w${started++}`, { url: redis.url, store, home: join(home, 'workers'), lockMs: LOCK_MS });
  workers.push(worker);
  everyWorker.push(worker);
  return worker;
}
/** A hint colour that no earlier case used, so that no artefact is found in the store. */
const newColour = (): readonly [number, number] => [-40 + (colours++ * 7) % 80, 35 - (colours * 11) % 70];
async function project(ab: readonly [number, number], isOnFarm: boolean): Promise<OpenSample> {
  const each = await openSample(film, { home, name: `p${projects++}`, shots: SHOTS, frames: FRAMES, ab, ...(isOnFarm ? { farm: { url: redis.url, store } } : {}) });
  opened.push(each);
  return each;
}
async function startPropagation({ engine, shots }: OpenSample): Promise<() => Promise<readonly Job[]>> {
  const ids = await Promise.all(shots.map((shot) => propagateShot(engine.app, engine.jobs, shot)));
  return () => Promise.all(ids.map((id) => engine.jobs.wait(id)));
}
const doneLines = (): RunningWorker['lines'] => everyWorker.flatMap(({ lines }) => lines).filter(({ end }) => end === 'done');
const failuresOf = (jobs: readonly Job[]): readonly string[] => jobs.flatMap(({ state, error }) => (state === 'done' ? [] : [`${state}: ${error?.message ?? ''}`]));

/** Propagates on the farm while `inject` runs, and compares the result with that of one machine. */
async function runCase(name: string, inject: (isOver: () => boolean) => Promise<string>, { mayRepeat = false, twice = 0 }: { readonly mayRepeat?: boolean; readonly twice?: number } = {}): Promise<void> {
  if (only !== '' && !name.includes(only)) return;
  const startedAt = performance.now();
  const ab = newColour();
  const before = new Set(doneLines());
  let text: string;
  let isPassed = false;
  try {
    const sent = await project(ab, true);
    let isOver = false;
    const [run, what] = await Promise.all([colourAndDeliver(sent, join(home, `sent-${colours}`)).finally(() => { isOver = true; }), inject(() => isOver)]);
    const [bits, failures] = [await bitsOf(sent), failuresOf([...run.jobs, run.delivery])];
    const alone = await project(ab, false);
    const aloneRun = await colourAndDeliver(alone, join(home, `alone-${colours}`));
    const one = await bitsOf(alone);
    const isSameFilm = framesOf(run.file) !== '' && framesOf(run.file) === framesOf(aloneRun.file);
    const [encoded, lines] = [true, false].map((isPiece) => doneLines().filter((line) => !before.has(line) && line.label?.startsWith('Piece') === isPiece)) as [UnitLine[], UnitLine[]];
    const framesEncoded = encoded.reduce((sum, { result }) => sum + (result?.made ?? 0), 0);
    const [here, all] = [Number(/(\d+) of \d+ pieces were encoded by this machine/.exec(run.remarks.join(' '))?.[1] ?? 0), Number(/encoded in (\d+) pieces/.exec(run.remarks.join(' '))?.[1] ?? 0)];
    const made = lines.reduce((sum, { result }) => sum + (result?.made ?? 0), 0);
    const [lost, other] = [bits.filter((each) => each === undefined).length, bits.filter((each, index) => each !== undefined && each !== one[index]).length];
    const toMake = one.length - keyframes();
    const left = await orphans();
    const isPieced = all > 1 && here === 0 && (mayRepeat ? framesEncoded <= one.length + 2 * twice : framesEncoded === one.length);
    isPassed = failures.length === 0 && lost === 0 && other === 0 && (mayRepeat ? made <= toMake + twice : made === toMake) && isPieced && isSameFilm && left.length === 0;
    text = `${what}${made} of ${toMake} frames in finished units, ${lost} lost, ${other} with other bits; ${framesEncoded} of ${one.length} frames encoded in ${all} pieces${here > 0 ? `, ${here} of them by the sender` : ''}, ${isSameFilm ? 'the film is the same' : 'ANOTHER FILM'}${failures.length > 0 ? `; ${failures.join('; ')}` : ''}${left.length > 0 ? `; leftovers: ${left.join(', ')}` : ''}`;
    for (const each of [sent, alone]) await close(each);
  } catch (error) {
    text = error instanceof Error ? error.message : String(error);
  }
  record(name, isPassed, `${text}; ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
}
/** Frames that are painted, not propagated. */
const keyframes = (): number => SHOTS + Math.floor(SHOTS / 3);
function record(name: string, isPassed: boolean, text: string): void {
  rows.push({ name, isPassed, text });
  process.stdout.write(`${isPassed ? 'ok  ' : 'FAIL'} ${name}: ${text}\n`);
}
async function close(each: OpenSample): Promise<void> {
  await each.engine.close();
}
/** Keys and units that are still in Redis after a run has ended. */
async function orphans(): Promise<readonly string[]> {
  await sleep(LOCK_MS / 2);
  const keys = (await Promise.all(['wanted', 'lease'].map((kind) => redis.client.keys(`tintype:farm:${kind}:*`)))).flat();
  const waiting = await redis.client.zcard('tintype:units:prioritized') + await redis.client.llen('tintype:units:active') + await redis.client.zcard('tintype:units:delayed') + await redis.client.zcard('tintype:units:waiting-children');
  const folders = store.startsWith(home) ? readdirSync(join(store, 'artefacts'), { recursive: true, encoding: 'utf8' }).filter((each) => each.endsWith('.d')) : [];
  return [...keys, ...folders, ...(waiting > 0 ? [`${waiting} units in the queue`] : [])];
}

async function aUnitIsMade(): Promise<void> {
  const before = doneLines().length;
  await until(() => doneLines().length > before, 'a first unit is made');
}
/** Names of the workers that have a unit in hand. */
async function namesWithUnit(): Promise<readonly (string | null)[]> {
  const leases = await redis.client.keys('tintype:farm:lease:*');
  return leases.length === 0 ? [] : redis.client.mget(leases);
}
async function workerWithUnit(): Promise<RunningWorker> {
  let busy: RunningWorker | undefined;
  await until(async () => {
    const names = await namesWithUnit();
    busy = workers.find(({ name }) => names.includes(name));
    return busy !== undefined;
  }, 'a worker has a unit in hand');
  return busy!;
}

/** Kills workers that have begun, whatever they do just then. */
async function killAtRandom(count: number, isOver: () => boolean): Promise<{ readonly killed: number; readonly withUnit: number }> {
  let [killed, withUnit] = [0, 0];
  while (killed < count && !isOver()) {
    const victim = workers[Math.floor(Math.random() * workers.length)]!;
    await victim.ready;
    await sleep(300 + Math.random() * 2500);
    if (isOver()) break;
    if ((await namesWithUnit()).includes(victim.name)) withUnit += 1;
    victim.kill('SIGKILL');
    workers = workers.filter((each) => each !== victim);
    killed += 1;
    addWorker();
  }
  return { killed, withUnit };
}

async function main(): Promise<void> {
  makeFilm(film, { shots: SHOTS, frames: FRAMES });
  await redis.start();
  for (let count = 0; count < WORKERS; count++) addWorker();
  await Promise.all(workers.map(({ ready }) => ready));

  await runCase('three workers', () => Promise.resolve(''));
  for (let killed = 0, film = 1; killed < kills && (only === '' || 'killed workers'.includes(only)); film++) {
    let here = 0;
    await runCase(`killed workers, film ${film}`, async (isOver) => {
      const { withUnit, ...done } = await killAtRandom(kills - killed, isOver);
      here = done.killed;
      return `${here} workers killed (kill -9), ${withUnit} of them with a unit in hand, `;
    }, { mayRepeat: true });
    killed += Math.max(1, here);
    await Promise.all(workers.map(({ ready }) => ready));
  }
  await runCase('Redis away', async () => {
    await aUnitIsMade();
    await redis.stop();
    await sleep(awayMs);
    await redis.start();
    return `Redis stopped for ${awayMs / 1000} s, `;
  });
  await runCase('Redis emptied', async () => {
    await aUnitIsMade();
    await redis.client.flushall();
    return 'FLUSHALL, ';
  });
  await runCase('paused worker', async () => {
    const slow = await workerWithUnit();
    slow.kill('SIGSTOP');
    await sleep(LOCK_MS * 2);
    slow.kill('SIGCONT');
    return `one worker paused (SIGSTOP) with a unit in hand for ${(LOCK_MS * 2) / 1000} s, `;
    // Its unit was taken back, and it goes on with it when it wakes.
  }, { mayRepeat: true, twice: FRAMES });
  await twoProjects();
  await invalidUnit();
  await cancelledRun();
  await cancelledDelivery();
  await fullStore();
}

async function twoProjects(): Promise<void> {
  const name = 'two projects at once';
  if (only !== '' && !name.includes(only)) return;
  const pair = [newColour(), newColour()] as const;
  const sent = await Promise.all(pair.map((ab) => project(ab, true)));
  const runs = await Promise.all(sent.map((each, index) => colourAndDeliver(each, join(home, `pair-${index}`))));
  const jobs = runs.flatMap((run) => [...run.jobs, run.delivery]);
  let [other, films] = [0, 0];
  for (const [index, ab] of pair.entries()) {
    const alone = await project(ab, false);
    const { file } = await colourAndDeliver(alone, join(home, `pair-alone-${index}`));
    const [one, bits] = [await bitsOf(alone), await bitsOf(sent[index]!)];
    other += bits.filter((each, at) => each !== one[at]).length;
    if (framesOf(file) !== '' && framesOf(file) === framesOf(runs[index]!.file)) films += 1;
    await close(alone);
  }
  for (const each of sent) await close(each);
  record(name, failuresOf(jobs).length === 0 && other === 0 && films === 2, `${other} frames lost or with other bits, ${films} of 2 films the same`);
}

async function invalidUnit(): Promise<void> {
  const name = 'invalid unit';
  if (only !== '' && !name.includes(only)) return;
  const sent = await project(newColour(), true);
  const farm = await sent.engine.services.farm.open();
  await farm.queue.pause();
  const wait = await startPropagation(sent);
  await until(async () => (await farm.queue.status()).counts.waiting >= SHOTS, 'all units are sent');
  // The keyframes are removed from the parameters of one unit.
  const [victim] = await redis.client.zrange('tintype:units:prioritized', '0', '0');
  const data = JSON.parse(await redis.client.hget(`tintype:units:${victim}`, 'data') ?? '{}') as { frames: number; body: { params: { keyframes: unknown[] } } };
  data.body.params.keyframes = [];
  await redis.client.hset(`tintype:units:${victim}`, 'data', JSON.stringify(data));
  await farm.queue.resume();
  const jobs = await wait();
  const failed = jobs.filter(({ state }) => state === 'failed');
  const tries = everyWorker.flatMap(({ lines }) => lines).filter(({ end, project: from }) => end === 'failed' && from !== undefined).length;
  const missing = (await bitsOf(sent)).filter((each) => each === undefined).length;
  record(name, failed.length === 1 && tries === 3 && missing >= data.frames, `${failed.length} of ${jobs.length} shots failed after ${tries} tries (“${failed[0]?.error?.message ?? ''}”), ${missing} frames without colour, the rest was made`);
  await close(sent);
}

async function cancelledRun(): Promise<void> {
  const name = 'cancel';
  if (only !== '' && !name.includes(only)) return;
  const sent = await project(newColour(), true);
  const wait = await startPropagation(sent);
  await aUnitIsMade();
  for (const job of sent.engine.jobs.list()) sent.engine.jobs.cancel(job.id);
  const jobs = await wait();
  const left = await orphans();
  const states = Object.entries(Object.groupBy(jobs, ({ state }) => state)).map(([state, each]) => `${each.length} ${state}`).join(', ');
  record(name, left.length === 0 && jobs.every(({ state }) => state === 'done' || state === 'cancelled'), `${states}${left.length > 0 ? `; leftovers: ${left.join(', ')}` : ''}`);
  await close(sent);
}

async function cancelledDelivery(): Promise<void> {
  const name = 'cancel of a delivery';
  if (only !== '' && !name.includes(only)) return;
  const sent = await project(newColour(), true);
  const { app, jobs } = sent.engine;
  await (await startPropagation(sent))();
  const [before, directory] = [doneLines().length, join(home, 'cancelled')];
  const id = await startDelivery(app, jobs, { what: { kind: 'clip', clipId: app.document().clips[0]!.id }, codec: 'ffv1', directory, naming: 'film', overwrite: false });
  await until(() => doneLines().length > before, 'a first piece is made');
  jobs.cancel(id);
  const { state } = await jobs.wait(id);
  // Finished pieces are kept for the next try.
  const left = (await orphans()).filter((each) => !each.endsWith('.d'));
  const files = existsSync(directory) ? readdirSync(directory) : [];
  record(name, state === 'cancelled' && left.length === 0 && files.length === 0, `${state}, ${files.length} files at the place${left.length > 0 ? `; leftovers: ${left.join(', ')}` : ''}`);
  const again = await colourAndDeliver(sent, directory);
  record('delivered again', again.delivery.state === 'done' && (await orphans()).length === 0, again.remarks.join(' '));
  await close(sent);
}

async function fullStore(): Promise<void> {
  if (only !== '' && !'full store'.includes(only)) return;
  const disk = FullDisk.make(join(home, 'small'), '24m');
  if (disk === undefined) {
    process.stdout.write('--   the store is full: skipped; mounting a small disk needs Linux and root\n');
    return;
  }
  try {
    for (const worker of workers) worker.kill('SIGTERM');
    await Promise.all(workers.map(({ ended }) => ended));
    workers = [];
    store = join(disk.path, 'store');
    for (let count = 0; count < WORKERS; count++) addWorker();
    await Promise.all(workers.map(({ ready }) => ready));
    await runCase('full store', async () => {
      await aUnitIsMade();
      disk.fill();
      await sleep(LOCK_MS * 3);
      disk.empty();
      return `the disk of the store full for ${(LOCK_MS * 3) / 1000} s, `;
      // What a unit had made when it was put off is found by its next try, and counts to neither.
    }, { mayRepeat: true });
    const scratch = readdirSync(join(store, 'scratch'));
    record('scratch of the store', scratch.length <= WORKERS, `${scratch.length} folders for ${WORKERS} running workers`);
  } finally {
    for (const worker of workers) worker.kill('SIGKILL');
    await Promise.all(workers.map(({ ended }) => ended));
    workers = [];
    disk.remove();
  }
}

if (hasRedis) {
  try {
    await main();
  } finally {
    for (const worker of workers) worker.kill('SIGKILL');
    await Promise.all(everyWorker.map(({ ended }) => ended));
    await redis.close();
    rmSync(home, { recursive: true, force: true });
  }
  const failed = rows.filter(({ isPassed }) => !isPassed).length;
  process.stdout.write(`\n| case | | |\n|---|---|---|\n${rows.map(({ name, isPassed, text }) => `| ${name} | ${isPassed ? 'ok' : 'FAIL'} | ${text} |`).join('\n')}\n\n${rows.length - failed} of ${rows.length} passed\n`);
  process.exitCode = failed > 0 ? 1 : 0;
}
