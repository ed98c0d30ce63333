import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isLong } from '../support/long.ts';
import { bitsOf, colourAndDeliver, framesOf, hasRedis, LOCK_MS, makeFilm, openSample, type OpenSample, removeFolder, type RunningWorker, startWorker, until } from './support/farm.ts';
import { canMake, OtherMachine } from './support/other-machine.ts';

const CLI = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const [SHOTS, FRAMES] = [6, 6];
const PASSWORD = 'a password of the farm';
const isPossible = hasRedis && canMake;
let home: string;
let tower: OtherMachine;
let url: string;
let queue: ChildProcess;
const workers: RunningWorker[] = [];
const opened: OpenSample[] = [];
const film = (): string => join(home, 'films', 'film.mkv');
const store = (): string => join(home, 'store');
/** The same folders on the other machine, where those of this one are empty. */
const [filmsThere, storeThere] = [() => join(home, 'mnt', 'desk', 'films'), () => join(home, 'mnt', 'farm')];

async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function startQueue(): Promise<void> {
  queue = spawn(process.execPath, [CLI, 'farm', 'up', '--host', tower.here, '--port', new URL(url).port, '--folder', join(home, 'queue'), '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(queue.stdout!, 'data');
}
async function stopQueue(): Promise<void> {
  const ended = once(queue, 'exit');
  queue.kill('SIGTERM');
  await ended;
}

beforeAll(async () => {
  if (!isPossible) return;
  Object.assign(process.env, { TINTYPE_FARM_LOCK_MS: String(LOCK_MS), TINTYPE_FARM_PIECE_FRAMES: String(2 * FRAMES), TINTYPE_FARM_PASSWORD: PASSWORD });
  home = await mkdtemp(join(tmpdir(), 'tt-two-'));
  for (const folder of ['films', 'store']) mkdirSync(join(home, folder));
  makeFilm(film(), { shots: SHOTS, frames: FRAMES });
  tower = OtherMachine.make('tower', { mounts: [{ from: join(home, 'films'), at: filmsThere() }, { from: store(), at: storeThere() }], hidden: [join(home, 'films'), store()] })!;
  url = `redis://${tower.here}:${await freePort(tower.here)}`;
  await startQueue();
});
afterAll(async () => {
  if (!isPossible) return;
  tower.restore();
  for (const { engine } of opened) await engine.close();
  for (const worker of workers) worker.kill('SIGTERM');
  await Promise.all(workers.map(({ ended }) => ended));
  await stopQueue();
  tower.remove();
  removeFolder(home);
  delete process.env['TINTYPE_FARM_LOCK_MS'];
  delete process.env['TINTYPE_FARM_PIECE_FRAMES'];
  delete process.env['TINTYPE_FARM_PASSWORD'];
});

/** A worker on this machine, or on the other one. */
async function addWorker(name: 'desk' | 'tower'): Promise<RunningWorker> {
  const options = name === 'desk' ? { store: store() } : { store: storeThere(), via: tower.prefix, args: ['--map', `${join(home, 'films')}=${filmsThere()}`] };
  const worker = startWorker(name, { url, home: join(home, 'workers'), ...options });
  workers.push(worker);
  await worker.ready;
  return worker;
}
async function project(name: string, ab: readonly [number, number], isOnFarm: boolean): Promise<OpenSample> {
  const each = await openSample(film(), { home, name, shots: SHOTS, frames: FRAMES, ab, ...(isOnFarm ? { farm: { url, store: store() } } : {}) });
  opened.push(each);
  return each;
}
const unitsOf = ({ lines }: RunningWorker): number => lines.filter(({ end }) => end === 'done').length;

/** Colours and delivers on the farm while `meanwhile` runs, and expects the bits of one machine. */
async function expectSameBits(name: string, ab: readonly [number, number], meanwhile: () => Promise<void> = () => Promise.resolve()): Promise<void> {
  const sent = await project(`${name}-sent`, ab, true);
  const [run] = await Promise.all([colourAndDeliver(sent, join(home, `${name}-out`)), meanwhile()]);
  expect([...run.jobs, run.delivery].map(({ error }) => error)).toEqual([...run.jobs, run.delivery].map(() => undefined));
  const alone = await project(`${name}-alone`, ab, false);
  const one = await colourAndDeliver(alone, join(home, `${name}-alone-out`));
  const bits = await bitsOf(sent);
  expect(bits).not.toContain(undefined);
  expect(bits).toEqual(await bitsOf(alone));
  expect(framesOf(run.file)).toBe(framesOf(one.file));
  expect(framesOf(run.file)).not.toBe('');
}

test.skipIf(!isPossible)('a worker on another machine, with other paths for the films and the shared folder, gives the bits of one machine', async () => {
  const worker = await addWorker('tower');
  await expectSameBits('there', [20, 30]);
  expect(unitsOf(worker)).toBeGreaterThanOrEqual(SHOTS);
});

test.skipIf(!isPossible || !isLong)('the network is cut while both machines work, and the queue restarts meanwhile: nothing is lost, and the machine that was away works again', async () => {
  const [there] = workers;
  await addWorker('desk');
  const before = unitsOf(there!);
  await expectSameBits('cut', [-25, 30], async () => {
    await until(() => unitsOf(there!) > before, 'the other machine has made a unit');
    tower.cut();
    await sleep(LOCK_MS);
    // The other machine is not told of it: its connections stay half open.
    await stopQueue();
    await startQueue();
    await sleep(2 * LOCK_MS);
    tower.restore();
  });
  // Both machines are there again, and the next film is shared among them.
  const then = unitsOf(there!);
  await expectSameBits('later', [30, -25]);
  expect(unitsOf(there!)).toBeGreaterThan(then);
});

test.skipIf(!isPossible)('a machine that colours a film on the farm and loses the network for a while ends with the film of one machine', async () => {
  if (!workers.some(({ name }) => name === 'desk')) await addWorker('desk');
  const keys = join(home, 'keys.json');
  writeFileSync(keys, JSON.stringify({ keyframes: Array.from({ length: SHOTS }, (_, shot) => ({ frame: shot * FRAMES, hints: [{ kind: 'point', at: [0.4, 0.5], radius: 0.05, ab: [35, 5] }] })) }));
  const colorize = (path: string, out: string, args: readonly string[], prefix: readonly string[] = []): ChildProcess => {
    const [command, ...rest] = [...prefix, process.execPath, CLI, 'colorize', path, '--keys', keys, '--codec', 'ffv1', '--out', out, ...args];
    return spawn(command!, rest, { stdio: 'ignore', env: { ...process.env, TINTYPE_CACHE_DIR: join(home, `${args.length}-cache`), TINTYPE_DATA_DIR: join(home, `${args.length}-data`) } });
  };
  const made = (): number => workers.reduce((sum, worker) => sum + unitsOf(worker), 0);
  const before = made();
  const sender = colorize(join(filmsThere(), 'film.mkv'), join(home, 'from-tower.mkv'), ['--farm', url, '--store', storeThere()], tower.prefix);
  const ended = once(sender, 'exit');
  await until(() => made() > before, 'a unit of the sender is made');
  tower.cut();
  await sleep(2 * LOCK_MS);
  tower.restore();
  expect(await ended).toEqual([0, null]);
  expect(await once(colorize(film(), join(home, 'from-desk.mkv'), []), 'exit')).toEqual([0, null]);
  expect(framesOf(join(home, 'from-tower.mkv'))).toBe(framesOf(join(home, 'from-desk.mkv')));
  expect(framesOf(join(home, 'from-tower.mkv'))).not.toBe('');
});
