/**
 * `npm run farm:measure`: what a farm of local workers of one thread gives and costs. Runs one and two workers in turns over the same film (`--turns N`, 2), then one worker over many
 * small units (`--units N`, 500; 0 leaves that out). With `--lanes N` one worker of that many lanes takes its turns, too, with `--pinned` also one and two workers that `taskset` binds to a core each. The simulator of `farm:simulate` is given the units' own times and held against the clock. On a busy machine the clock tells little: processor time per frame is printed beside it. Needs Linux and redis-server.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { propagateShot } from '../src/engine/app/propagate/propagation.ts';
import { usageOf } from './farm/process-usage.ts';
import { simulate } from './farm/schedule.ts';
import { makeFilm, openSample, type OpenSample, ownRedis, type RunningWorker, startWorker } from '../test/farm/support/farm.ts';

const { values } = parseArgs({ options: { turns: { type: 'string', default: '2' }, units: { type: 'string', default: '500' }, lanes: { type: 'string', default: '1' }, pinned: { type: 'boolean', default: false } } });
const [turns, smallUnits, lanes] = [Number(values.turns), Number(values.units), Number(values.lanes)];
const LARGE = { shots: 8, frames: 12, size: '640x352' };
const SMALL = { shots: smallUnits, frames: 3, size: '96x64' };
const [MEGABYTE, SAMPLE_EVERY] = [2 ** 20, 50];

const home = mkdtempSync(join(tmpdir(), 'tt-measure-farm-'));
const redis = ownRedis(join(home, 'redis'));
const say = (text: string): void => { process.stdout.write(`${text}\n`); };
let runs = 0;

async function propagate({ engine, shots }: OpenSample): Promise<void> {
  const ids = await Promise.all(shots.map((shot) => propagateShot(engine.app, engine.jobs, shot)));
  for (const id of ids) {
    const job = await engine.jobs.wait(id);
    if (job.state !== 'done') throw new Error(`${job.state}: ${job.error?.message ?? ''}`);
  }
}

/** Times of the units in the queue, in milliseconds. */
async function unitTimes(): Promise<readonly { readonly from: number; readonly to: number }[]> {
  const ids = await redis.client.zrange('tintype:units:completed', '0', '-1');
  const times = await Promise.all(ids.map((id) => redis.client.hmget(`tintype:units:${id}`, 'processedOn', 'finishedOn')));
  return times.map(([from, to]) => ({ from: Number(from), to: Number(to) }));
}

interface Crew {
  readonly workers: number;
  /** Units that each makes at once. */
  readonly lanes: number;
  /** Each has one core, by its number from 0. */
  readonly isPinned?: boolean;
}

interface Run {
  readonly crew: Crew;
  readonly wall: number;
  readonly processor: number;
  /** Share of the time from the first unit's begin to the last one's end in which no unit was made. */
  readonly queueShare: number;
  /** Seconds from the first unit's begin to the last one's end, and what the simulator makes of the units' times. */
  readonly span: number;
  readonly foretold: number;
}

async function startWorkers(crew: Crew): Promise<readonly RunningWorker[]> {
  const workers = Array.from({ length: crew.workers }, (_, index) => startWorker(`m${runs}-${index}`, { url: redis.url, store: join(home, `store-${runs}`), home: join(home, 'workers'), lockMs: 30_000, args: ['--lanes', String(crew.lanes)], via: crew.isPinned === true ? ['taskset', '--cpu-list', String(index)] : [] }));
  await Promise.all(workers.map(({ ready }) => ready));
  return workers;
}
async function end(workers: readonly RunningWorker[]): Promise<void> {
  for (const worker of workers) worker.kill('SIGTERM');
  await Promise.all(workers.map(({ ended }) => ended));
}

async function runOf(crew: Crew, film: string): Promise<Run> {
  runs += 1;
  await redis.client.flushall();
  const workers = await startWorkers(crew);
  const sample = await openSample(film, { ...LARGE, home, name: `run-${runs}`, farm: { url: redis.url, store: join(home, `store-${runs}`) } });
  const before = workers.map(({ pid }) => usageOf(pid).seconds);
  const startedAt = performance.now();
  await propagate(sample);
  const wall = (performance.now() - startedAt) / 1000;
  const processor = workers.reduce((sum, { pid }, index) => sum + usageOf(pid).seconds - before[index]!, 0);
  const times = await unitTimes();
  const units = workers.flatMap(({ lines }) => lines).flatMap(({ seconds, frames }) => (seconds === undefined || frames === undefined ? [] : [{ seconds, frames, priority: -frames, paintSeconds: 0, filmBytes: 0, readyAt: 0 }]));
  const made = units.reduce((sum, { seconds }) => sum + seconds, 0);
  const span = (Math.max(...times.map(({ to }) => to)) - Math.min(...times.map(({ from }) => from))) / 1000;
  await sample.engine.close();
  await end(workers);
  const atOnce = crew.workers * crew.lanes;
  return { crew, wall, processor, queueShare: 1 - made / (span * atOnce), span, foretold: simulate(units, atOnce) };
}

async function measureSpeed(): Promise<void> {
  const film = join(home, 'large.mkv');
  makeFilm(film, LARGE);
  const frames = LARGE.shots * LARGE.frames;
  const all: Run[] = [];
  const crews: readonly Crew[] = [{ workers: 1, lanes: 1 }, { workers: 2, lanes: 1 }, ...(lanes > 1 ? [{ workers: 1, lanes }] : []), ...(values.pinned ? [{ workers: 1, lanes: 1, isPinned: true }, { workers: 2, lanes: 1, isPinned: true }] : [])];
  say(`| workers | seconds | frames/s | processor seconds a frame | share of the time outside units | foretold of the time in which units were made |\n|---:|---:|---:|---:|---:|---:|`);
  for (let turn = 0; turn < turns; turn++) {
    for (const crew of crews) {
      const run = await runOf(crew, film);
      all.push(run);
      say(`| ${crew.workers}${crew.lanes === 1 ? '' : ` of ${crew.lanes} lanes`}${crew.isPinned === true ? ', a core each' : ''} | ${run.wall.toFixed(1)} | ${(frames / run.wall).toFixed(2)} | ${(run.processor / frames).toFixed(3)} | ${(100 * run.queueShare).toFixed(1)} % | ${run.foretold.toFixed(1)} of ${run.span.toFixed(1)} s |`);
    }
  }
  const mean = (at: number, of: (run: Run) => number): number => all.filter(({ crew }) => crew === crews[at]).reduce((sum, run) => sum + of(run), 0) / turns;
  say(`\nTwo workers against one: ${(mean(0, ({ wall }) => wall) / mean(1, ({ wall }) => wall)).toFixed(2)} by the clock; ${(2 * mean(0, ({ processor }) => processor) / mean(1, ({ processor }) => processor)).toFixed(2)} by processor time, had each a core of its own.`);
  if (lanes > 1) say(`One worker of ${lanes} lanes against one: ${(mean(0, ({ wall }) => wall) / mean(2, ({ wall }) => wall)).toFixed(2)} by the clock.`);
}

async function measureMemory(): Promise<void> {
  const film = join(home, 'small.mkv');
  makeFilm(film, SMALL);
  runs += 1;
  await redis.client.flushall();
  const workers = await startWorkers({ workers: 1, lanes: 1 });
  const [worker] = workers;
  const sample = await openSample(film, { ...SMALL, home, name: 'small', farm: { url: redis.url, store: join(home, `store-${runs}`) } });
  say('\n| units made | worker with inference, MiB |\n|---:|---:|');
  let told = -1;
  const watching = setInterval(() => {
    const made = worker!.lines.filter(({ end: how }) => how === 'done').length;
    if (Math.floor(made / SAMPLE_EVERY) === told) return;
    told = Math.floor(made / SAMPLE_EVERY);
    say(`| ${made} | ${(usageOf(worker!.pid).bytes / MEGABYTE).toFixed(0)} |`);
  }, 200);
  await propagate(sample);
  clearInterval(watching);
  const times = await unitTimes();
  const made = worker!.lines.reduce((sum, { seconds = 0 }) => sum + seconds, 0);
  const span = (Math.max(...times.map(({ to }) => to)) - Math.min(...times.map(({ from }) => from))) / 1000;
  const units = worker!.lines.filter(({ end: how }) => how === 'done').length;
  say(`\n${units} units of ${(made / units).toFixed(2)} s; the queue adds ${((1000 * (span - made)) / units).toFixed(0)} ms to each.`);
  await sample.engine.close();
  await end(workers);
}

try {
  await redis.start();
  if (turns > 0) await measureSpeed();
  if (smallUnits > 0) await measureMemory();
} finally {
  await redis.close();
  rmSync(home, { recursive: true, force: true });
}
