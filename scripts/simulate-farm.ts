/**
 * `npm run farm:simulate`: a feature on a farm of 1…200 workers, by the program's own planner, splitting and priorities, measured unit times, and
 * the measured load on a real Redis per unit and second; then the same film delivered in pieces that wait for their colour. Writes tables to standard output and, with `--graph FILE`, an SVG.
 * `--calibrate` measures Redis again (needs redis-server); by default the recorded figures are used.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { artefactKey, type ArtefactKey, spanKind } from '../src/engine/artefacts/index.ts';
import { cutPieces } from '../src/engine/app/farm/cut-pieces.ts';
import { mostFramesOfPiece } from '../src/engine/app/farm/plan-pieces.ts';
import { framesOf, unitSteps } from '../src/engine/app/farm/propagate-unit.ts';
import { deliveryUrgency, urgency } from '../src/engine/app/farm/send-propagation.ts';
import type { PropagateStep } from '../src/engine/app/propagate/propagate-params.ts';
import { planSpans, SCHEDULES } from '../src/engine/propagate/index.ts';
import { type FrameRange, frameRange, rangeLength } from '../src/shared/model/frame.ts';
import { graphOf } from './farm/graph.ts';
import { measureRedis, type RedisCost } from './farm/measure-redis.ts';
import { type SimulatedTask, type SimulatedUnit, simulate, simulateEnds } from './farm/schedule.ts';

const [FRAMES, SHOTS, WORKERS] = [130_000, 2000, [1, 2, 5, 10, 20, 50, 100, 150, 200]] as const;
/** Frames a second of one worker at 480p on two cores (docs/results/speed.md, “Propagation”). */
const SPEED = { oneKey: 4.7, twoKeys: 6.4 };
/** More work of a part of a span, which follows the flow from both keyframes: of halves (docs/results/farm.md, “Parts of a span”). */
const PART_SHARE = 0.27;
/** Overhead of a unit in seconds: fetching it, checking the film, seeking, the first encode. */
const UNIT_SECONDS = 0.6;
/** Seconds to paint a keyframe: by each worker that needs it, or, as it was tried first, by the sender before it sends. */
const PAINT_SECONDS = 0.35;
/** Spread of a unit's time around the mean, from unit to unit (logarithmic standard deviation). */
const SPREAD = 0.15;
/** Bytes of a plane with confidence at 480p (854 × 480, a quarter each way, 5 bytes a sample); a reading is stored as read and as fused. */
const PLANE_BYTES = 214 * 120 * 5;
const WRITTEN_PLANES = 3;
/** ProRes 422 HQ, 1080p24: 176 Mbit/s; lumas of a span are decoded once (docs/results/speed.md, “Frames decoded for a span”). */
const FILM_BYTES = 176e6 / 8 / 24;
/**
 * Delivery as ProRes 422 HQ, 1080p, on two cores: 48 frames in 11.2 s, of which decoding and comparing what was written is a quarter
 * (docs/results/speed.md, “Programs and projects”). Workers encode and check their pieces; the sender copies them into one file and
 * hashes its packets: bytes a second from the file cache (docs/results/farm.md, “The check of a delivery in parts”).
 */
const DELIVERY = { encoded: 48 / (0.75 * 11.2), checked: 48 / (0.25 * 11.2), copiedBytes: 930e6 / 1.69, hashedBytes: 930e6 / 0.61 };
/** Measured by `--calibrate` on two cores with twenty-eight other processes waiting for them, so the times are upper bounds. */
const RECORDED: RedisCost = { commandsPerUnit: 49, bytesPerUnit: 10_200, commandsPerWorkerSecond: 6.1, bytesPerWorkerSecond: 1500, secondsPerCommand: 30e-6, secondsPerUnit: 0.177 };

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** Lengths of the shots of a feature: logarithmic normal, 65 frames in the mean, the longest some minute. */
function shotLengths(next: () => number): readonly number[] {
  const raw = Array.from({ length: SHOTS }, () => Math.exp(0.85 * normal(next)));
  const scale = FRAMES / raw.reduce((sum, each) => sum + each, 0);
  return raw.map((each) => Math.max(8, Math.round(each * scale)));
}

interface FilmUnit extends SimulatedUnit {
  /** Its frames, and what lies between them: keyframes. */
  readonly block: FrameRange;
}

/** Units of a film: a keyframe in the middle of each shot, and one every 120 frames in long ones. */
function filmOf(next: () => number): { readonly units: readonly FilmUnit[]; readonly cuts: readonly number[]; readonly frames: number } {
  const units: FilmUnit[] = [];
  const cuts: number[] = [];
  let [first, painted] = [0, 0];
  for (const length of shotLengths(next)) {
    const range = frameRange(first, first + length - 1);
    cuts.push(first);
    const count = Math.max(1, Math.round(length / 120));
    const keys = Array.from({ length: count }, (_, index) => first + Math.floor(((index + 0.5) * length) / count)).map((frame) => ({ frame, key: keyOf(`key ${frame}`) }));
    painted += count;
    const steps = planSpans(range, keys).map((span): PropagateStep => ({
      group: keyOf(`${span.range.first}`), range: span.range,
      ...(span.left === undefined ? {} : { left: { frame: span.left.frame, key: span.left.key as ArtefactKey } }), ...(span.right === undefined ? {} : { right: { frame: span.right.frame, key: span.right.key as ArtefactKey } }),
    }));
    for (const unit of unitSteps(steps, SCHEDULES.pyramid)) {
      const work = unit.reduce((sum, { range: part, left, right }) => {
        const kind = left !== undefined && right !== undefined ? 'twoKeys' : 'oneKey';
        const frames = part.last - part.first + 1;
        const isPart = left !== undefined && right !== undefined && frames < right.frame - left.frame - 1;
        return { seconds: sum.seconds + (frames / SPEED[kind]) * (isPart ? 1 + PART_SHARE : 1), read: sum.read + frames };
      }, { seconds: 0, read: 0 });
      const paintSeconds = PAINT_SECONDS * new Set(unit.flatMap(({ left, right }) => [left?.frame, right?.frame].filter((frame) => frame !== undefined))).size;
      units.push({
        block: frameRange(Math.min(...unit.map(({ range: part }) => part.first)), Math.max(...unit.map(({ range: part }) => part.last))),
        frames: framesOf(unit), priority: urgency(unit, undefined), paintSeconds, seconds: paintSeconds + (UNIT_SECONDS + work.seconds) * Math.exp(SPREAD * normal(next)),
        filmBytes: work.read * FILM_BYTES, readyAt: painted * PAINT_SECONDS,
      });
    }
    first += length;
  }
  return { units, cuts, frames: first };
}

interface FilmPiece extends SimulatedTask {
  readonly frames: number;
}

/** Pieces of a delivery of the whole film, each behind the units that make its colour, in the list that begins with the units. */
function piecesOf({ units, cuts, frames: count }: ReturnType<typeof filmOf>): readonly FilmPiece[] {
  const ranges = cutPieces(frameRange(0, count - 1), { most: mostFramesOfPiece(FILM_BYTES), cuts, blocks: units.map(({ block }) => block) });
  return ranges.map((range) => ({
    frames: rangeLength(range), seconds: UNIT_SECONDS + rangeLength(range) / DELIVERY.encoded + rangeLength(range) / DELIVERY.checked, priority: deliveryUrgency(undefined), readyAt: 0,
    after: units.flatMap(({ block }, index) => (block.first <= range.last && block.last >= range.first ? [index] : [])),
  }));
}

function keyOf(text: string): ArtefactKey {
  return artefactKey(spanKind, { clip: createHash('sha256').update(text).digest('hex'), network: 'n' });
}

async function redisCost(): Promise<RedisCost> {
  if (!process.argv.includes('--calibrate')) return RECORDED;
  const folder = mkdtempSync(join(tmpdir(), 'tt-simulate-'));
  try {
    return await measureRedis(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const film = filmOf(random(7));
const { units } = film;
const redis = await redisCost();
const frames = units.reduce((sum, unit) => sum + unit.frames, 0);
const seconds = units.reduce((sum, unit) => sum + unit.seconds, 0);
const say = (text: string): void => { process.stdout.write(`${text}\n`); };
say(`${frames} frames in ${units.length} units of ${(frames / units.length).toFixed(0)} frames in the mean, ${Math.max(...units.map((unit) => unit.frames))} at most; ${(seconds / 3600).toFixed(1)} hours of one worker. ${Math.round(Math.max(...units.map((unit) => unit.readyAt)) / PAINT_SECONDS)} keyframes; the longest unit takes ${Math.max(...units.map((unit) => unit.seconds)).toFixed(0)} s.`);
say(`Redis: ${redis.commandsPerUnit.toFixed(0)} commands and ${(redis.bytesPerUnit / 1e3).toFixed(1)} kB a unit, ${redis.commandsPerWorkerSecond.toFixed(1)} commands and ${(redis.bytesPerWorkerSecond / 1e3).toFixed(1)} kB a second of each worker, ${(redis.secondsPerCommand * 1e6).toFixed(0)} µs a command; ${(redis.secondsPerUnit * 1e3).toFixed(0)} ms of a worker to fetch and end a unit that takes no time, ${(100 * redis.secondsPerUnit * units.length / seconds).toFixed(2)} % of the units' time.\n`);
say('| workers | makespan | ideal | factor | factor where the sender paints | Redis commands a frame | Redis bytes a frame | Redis busy | store written | store read by the sender | film read |');
say('|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|');
const points = WORKERS.map((workers) => {
  const ready = simulate(units.map((unit) => ({ ...unit, readyAt: 0 })), workers);
  const painted = simulate(units.map((unit) => ({ ...unit, seconds: unit.seconds - unit.paintSeconds })), workers);
  const ideal = seconds / workers;
  const commands = redis.commandsPerUnit * units.length + redis.commandsPerWorkerSecond * workers * ready;
  const bytes = redis.bytesPerUnit * units.length + redis.bytesPerWorkerSecond * workers * ready;
  const rate = (total: number): string => `${(total / ready / 1e6).toFixed(1)} MB/s`;
  say(`| ${workers} | ${(ready / 3600).toFixed(2)} h | ${(ideal / 3600).toFixed(2)} h | ${(ready / ideal).toFixed(3)} | ${(painted / ideal).toFixed(3)} | ${(commands / frames).toFixed(1)} | ${(bytes / frames).toFixed(0)} | ${(100 * commands * redis.secondsPerCommand / ready).toFixed(2)} % | ${rate(frames * PLANE_BYTES * WRITTEN_PLANES)} | ${rate(frames * PLANE_BYTES)} | ${rate(units.reduce((sum, unit) => sum + unit.filmBytes, 0))} |`);
  return { workers, factor: ready / ideal, painted: painted / ideal, hours: ready / 3600 };
});

const pieces = piecesOf(film);
const making = pieces.reduce((sum, piece) => sum + piece.seconds, 0);
const [encoding, checking] = [film.frames / DELIVERY.encoded, film.frames / DELIVERY.checked];
const joining = film.frames * FILM_BYTES * (1 / DELIVERY.copiedBytes + 1 / DELIVERY.hashedBytes);
const inHours = (time: number): string => `${(time / 3600).toFixed(2)} h`;
say(`\nDelivered as ProRes 422 HQ in ${pieces.length} pieces of ${Math.round(film.frames / pieces.length)} frames in the mean, ${Math.max(...pieces.map((piece) => piece.frames))} at most, ${inHours(making)} of one worker, ${inHours(checking)} of it for the check; the sender joins and hashes in ${inHours(joining)}.\n`);
say('| workers | colour made | made by then | all encoded and checked | ideal | factor | and joined by the sender | where the sender checks the whole | where the sender encodes alone |\n|---:|---:|---:|---:|---:|---:|---:|---:|---:|');
for (const workers of WORKERS) {
  const tasks = [...units.map((unit) => ({ ...unit, readyAt: 0 })), ...pieces];
  const ends = simulateEnds(tasks, workers);
  const coloured = ends.subarray(0, units.length).reduce((last, end) => Math.max(last, end), 0);
  const encoded = ends.reduce((last, end) => Math.max(last, end), 0);
  const share = pieces.reduce((sum, piece, index) => sum + (ends[units.length + index]! <= coloured ? piece.frames : 0), 0) / film.frames;
  const ideal = (seconds + making) / workers;
  const unchecked = simulate([...tasks.slice(0, units.length), ...pieces.map((piece) => ({ ...piece, seconds: piece.seconds - piece.frames / DELIVERY.checked }))], workers);
  say(`| ${workers} | ${inHours(coloured)} | ${(100 * share).toFixed(1)} % | ${inHours(encoded)} | ${inHours(ideal)} | ${(encoded / ideal).toFixed(3)} | ${inHours(encoded + joining)} | ${inHours(unchecked + joining + checking)} | ${inHours(simulate(tasks.slice(0, units.length), workers) + encoding + checking)} |`);
}

say('\nCost of an hour of film (86,400 frames at 24 frames/s), two virtual cores a worker:\n\n| machine | price an hour | worker hours | cost |\n|---|---:|---:|---:|');
const hours = (seconds / frames) * 86_400 / 3600;
for (const [name, price] of [['two virtual cores, on demand', 0.085], ['two virtual cores, spot', 0.034]] as const) say(`| ${name} | $${price} | ${hours.toFixed(1)} | $${(hours * price).toFixed(2)} |`);

const at = process.argv.indexOf('--graph');
if (at > 0) writeFileSync(process.argv[at + 1] ?? 'farm.svg', graphOf(points));
