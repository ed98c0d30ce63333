import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngine, type Engine } from '../../../src/engine/engine.ts';
import { deliveryParams, deliveryReports, frameStatuses, openClip, propagateParams, propagateShot, startDelivery } from '../../../src/engine/app/index.ts';
import { sendPiecesEarly } from '../../../src/engine/app/farm/early-pieces.ts';
import type { DeliveryRequest } from '../../../src/shared/contract/deliver.ts';
import type { Job } from '../../../src/shared/contract/jobs.ts';
import { frameIndex, frameRange } from '../../../src/shared/model/frame.ts';
import { HintId, KeyframeId, newId, ShotId } from '../../../src/shared/model/ids.ts';
import { ffmpeg } from '../../support/clips.ts';

export { hasRedis, type OwnRedis, ownRedis } from '../../../src/engine/jobs/testing/own-redis.ts';

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
/** Lock duration of units in tests that lose workers; a worker counts as lost after half of it without a sign of life. */
export const LOCK_MS = 6000;

/** A line of `tintype worker --json`. */
export interface UnitLine {
  readonly worker?: string;
  readonly lanes?: number;
  readonly unit?: string;
  readonly label?: string;
  readonly project?: string;
  readonly frames?: number;
  readonly end?: string;
  readonly seconds?: number;
  readonly reason?: string;
  readonly result?: { readonly made: number; readonly frames: number };
}

export interface RunningWorker {
  readonly name: string;
  readonly lines: UnitLine[];
  readonly pid: number;
  readonly ready: Promise<undefined>;
  readonly ended: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

export interface WorkerOptions {
  readonly url: string;
  readonly store: string;
  readonly home: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly lockMs?: number;
  /** A command that runs another, as its arguments. */
  readonly via?: readonly string[];
}

/** Starts `tintype worker` in a child process with its own cache. */
export function startWorker(name: string, { url, store, home, args = [], env = {}, lockMs = LOCK_MS, via = [] }: WorkerOptions): RunningWorker {
  const [command, ...parts] = [...via, process.execPath, MAIN, 'worker', '--farm', url, '--store', store, '--threads', '1', '--name', name, '--json', ...args];
  const child = spawn(command!, parts, {
    env: { ...process.env, TINTYPE_CACHE_DIR: join(home, name, 'cache'), TINTYPE_DATA_DIR: join(home, name, 'data'), TINTYPE_FARM_LOCK_MS: String(lockMs), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: UnitLine[] = [];
  const { promise: ready, resolve, reject } = Promise.withResolvers<undefined>();
  ready.catch(() => undefined);
  let [rest, errors] = ['', ''];
  child.stderr.on('data', (chunk: Buffer) => { errors += chunk.toString(); });
  child.stdout.on('data', (chunk: Buffer) => {
    const whole = (rest + chunk.toString()).split('\n');
    rest = whole.pop() ?? '';
    for (const part of whole) lines.push(JSON.parse(part) as UnitLine);
    if (lines.some(({ worker }) => worker !== undefined)) resolve(undefined);
  });
  const ended = once(child, 'close').then(([code]) => {
    reject(new Error(`The worker ${name} has ended (${String(code)}): ${errors}`));
    return code as number | null;
  });
  return { name, lines, pid: child.pid!, ready, ended, kill: (signal) => { child.kill(signal); } };
}

/** Writes a gray clip (FFV1); each shot is a block that moves over a textured background. */
export function makeFilm(path: string, { shots, frames, size = '96x64', seed = 1 }: { readonly shots: number; readonly frames: number; readonly size?: string; readonly seed?: number }): void {
  const parts = Array.from({ length: shots }, (_, shot) => {
    const gray = (40 + ((shot * 53 + seed * 31) % 150)).toString(16).padStart(2, '0');
    return `color=0x${gray}${gray}${gray}:s=${size}:r=25,noise=alls=20:all_seed=${seed * 100 + shot}[g${shot}];color=0xd0d0d0:s=24x24:r=25[b${shot}];[g${shot}][b${shot}]overlay=x=${10 + shot * 3}+2*n:y=20,trim=end_frame=${frames},setpts=PTS-STARTPTS[s${shot}]`;
  });
  ffmpeg('-filter_complex', `${parts.join(';')};${parts.map((_, shot) => `[s${shot}]`).join('')}concat=n=${shots},format=gray[v]`, '-map', '[v]', '-c:v', 'ffv1', '-g', '12', path);
}

export interface OpenSample {
  readonly engine: Engine;
  readonly shots: readonly ShotId[];
}

/** Opens an engine with a new project of the film. Each shot has a keyframe with one hint at its first frame, every third shot another at its last. */
export async function openSample(film: string, { home, name, shots, frames, farm, ab = [20, 30] }: { readonly home: string; readonly name: string; readonly shots: number; readonly frames: number; readonly farm?: { readonly url: string; readonly store: string }; readonly ab?: readonly [number, number] }): Promise<OpenSample> {
  const engine = await createEngine({ directories: { cache: join(home, name, 'cache'), data: join(home, name, 'data') }, jobsDatabase: ':memory:', threads: 1, ...(farm === undefined ? {} : { farm }) });
  engine.app.create(join(home, name, 'film.tintype'), { overwrite: true });
  const { clipId } = await openClip(engine.app, engine.jobs, film, { proxy: false, shots: false });
  const ids = Array.from({ length: shots }, () => newId(ShotId));
  engine.app.apply({ kind: 'replaceShots', clipId, shots: ids.map((id, index) => ({ id, clipId, name: `Shot ${index + 1}`, range: frameRange(index * frames, (index + 1) * frames - 1), transitionIn: { kind: 'cut' as const } })) });
  for (const [index, shotId] of ids.entries()) {
    for (const frame of index % 3 === 2 ? [index * frames, (index + 1) * frames - 1] : [index * frames]) {
      engine.app.apply({ kind: 'addKeyframe', keyframe: { id: newId(KeyframeId), shotId, frame: frameIndex(frame), approved: false, hints: [{ kind: 'point', id: newId(HintId), at: [0.4, 0.5], radius: 0.05, ab }] } });
    }
  }
  return { engine, shots: ids };
}

/** Propagates all shots; on a farm the pieces of the delivery that follows wait for them in the queue, as with `tintype colorize --farm`. */
export async function colourAndDeliver(sample: OpenSample, directory: string): Promise<{ readonly jobs: readonly Job[]; readonly delivery: Job; readonly remarks: readonly string[]; readonly file: string }> {
  const { engine: { app, jobs, services }, shots } = sample;
  const request: DeliveryRequest = { what: { kind: 'clip', clipId: app.document().clips[0]!.id }, codec: 'ffv1', directory, naming: 'film', overwrite: false };
  const ending = new AbortController();
  const early = services.farm.choice() === undefined ? undefined : sendPiecesEarly(services, deliveryParams(app, request), shots.map((shot) => propagateParams(app, app.shotPlan(shot))), { signal: ending.signal });
  early?.catch(() => undefined); // the delivery sends what was not sent
  try {
    const ids = await Promise.all(shots.map((shot) => propagateShot(app, jobs, shot)));
    const ends = await Promise.all(ids.map((id) => jobs.wait(id)));
    const delivery = await jobs.wait(await startDelivery(app, jobs, request));
    const [report] = await deliveryReports(services, jobs, delivery.id);
    return { jobs: ends, delivery, remarks: (report?.remarks ?? []).filter((each) => each.startsWith('Farm')), file: report?.files[0] ?? '' };
  } finally {
    ending.abort(new Error('The case is over.'));
    await early?.catch(() => undefined); // as above
  }
}

/** Hashes of the decoded frames of a file; empty for one that is not there. */
export function framesOf(path: string): string {
  const run = spawnSync('ffmpeg', ['-v', 'error', '-i', path, '-f', 'framemd5', '-'], { encoding: 'utf8' });
  return run.status === 0 ? run.stdout : '';
}

/** Hash of the colour plane and the confidence of each frame; `undefined` for a frame whose colour is missing or stale. */
export async function bitsOf({ engine, shots }: OpenSample): Promise<readonly (string | undefined)[]> {
  const { colours, store } = engine.services;
  const keys = shots.flatMap((shot) => frameStatuses(engine.app.shotPlan(shot), store).map(({ key, stale }) => (stale ? undefined : key)));
  return Promise.all(keys.map(async (key) => {
    if (key === undefined) return undefined;
    const hash = createHash('sha256').update(await colours.planeBytes(key) ?? '').update(await colours.confidenceBytes(key) ?? '');
    return hash.digest('hex');
  }));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

export async function until(condition: () => boolean | Promise<boolean>, what: string, timeoutMs = 240_000): Promise<void> {
  for (const end = Date.now() + timeoutMs; !await condition();) {
    if (Date.now() > end) throw new Error(`Not within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
}
