import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Clip } from '../../src/shared/model/clip.ts';
import { locateFfmpeg, probeClip } from '../../src/engine/media/index.ts';
import { ffmpeg } from '../support/clips.ts';
import type { DeliveryOrder } from './delivery-child.ts';
import { deliveryParamsOf, FORMS, FRAMES, isForeignTouched, leavingsOf, makeTarget, pictureHash, statesOf, type DeliveryForm, type Target } from './delivery-targets.ts';

const CHILD = fileURLToPath(new URL('delivery-child.ts', import.meta.url));

/** What is done to a delivery. */
export type Blow = 'kill engine' | 'kill ffmpeg' | 'cancel';
const BLOWS: readonly Blow[] = ['kill engine', 'kill ffmpeg', 'cancel'];
/** Where it is hit; `open` is before the first frame is encoded, `published` after a file has its name. */
export const PHASES = ['open', 'encode', 'verify', 'publish', 'published'] as const;
export type Phase = (typeof PHASES)[number];

export interface TortureCase {
  readonly form: DeliveryForm;
  readonly blow: Blow;
  /** Where it was when it was hit, by its log. */
  readonly hitIn: string;
  readonly problems: readonly string[];
}

export interface TortureOptions {
  readonly count: number;
  readonly seed: number;
  readonly note?: (text: string) => void;
}

/** Delivers again and again, each time hit at another moment, then goes on; what stands at the target is looked at after each step. */
export async function tortureDeliveries({ count, seed, note }: TortureOptions): Promise<readonly TortureCase[]> {
  const root = mkdtempSync(join(tmpdir(), 'tintype-torture-'));
  try {
    const clip = await makeClip(root);
    const random = randomNumbers(seed);
    const truths = new Map<DeliveryForm, Truth>();
    const cases: TortureCase[] = [];
    for (let index = 0; index < count; index++) {
      const form = FORMS[index % FORMS.length]!;
      const truth = truths.get(form) ?? await undisturbed(join(root, `truth-${form}`), form, clip);
      truths.set(form, truth);
      const done = await tortureOnce({ home: join(root, String(index)), form, clip, truth, blow: BLOWS[Math.floor(index / FORMS.length) % BLOWS.length]!, phase: PHASES[index % PHASES.length]!, random });
      cases.push(done);
      note?.(`${index + 1} of ${count}: ${form}, ${done.blow} in ${done.hitIn}: ${done.problems.length === 0 ? 'as it should be' : done.problems.join('; ')}`);
      rmSync(join(root, String(index)), { recursive: true, force: true });
    }
    return cases;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** 32 frames of 160×90 with sound. */
async function makeClip(root: string): Promise<Clip> {
  const path = join(root, 'film.mov');
  ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=24,hue=s=0', '-f', 'lavfi', '-i', 'sine=440:r=48000', '-frames:v', String(FRAMES), '-shortest', '-c:v', 'libx264', '-qp', '0', '-pix_fmt', 'yuv420p', '-c:a', 'pcm_s16le',
    '-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv', path);
  return probeClip(path, await locateFfmpeg());
}

interface Truth {
  readonly hashes: readonly string[];
  /** Milliseconds from each phase's beginning to the next's, in the run without disturbance. */
  readonly lengths: ReadonlyMap<string, number>;
}

async function undisturbed(home: string, form: DeliveryForm, clip: Clip): Promise<Truth> {
  const target = makeTarget(form, join(home, 'out'));
  const run = startChild({ home, params: deliveryParamsOf(target, clip) });
  const outcome = await run.ended;
  if (outcome !== 'done') throw new Error(`The undisturbed delivery (${form}) ended as ${outcome}.`);
  const phases = phasesOf(home);
  return { hashes: target.files.map(({ outPath }) => pictureHash(outPath)), lengths: new Map(phases.map(({ name, time }, index) => [name, (phases[index + 1]?.time ?? time + 20) - time])) };
}

interface OneBlow {
  readonly home: string;
  readonly form: DeliveryForm;
  readonly clip: Clip;
  readonly truth: Truth;
  readonly blow: Blow;
  readonly phase: Phase;
  readonly random: () => number;
}

async function tortureOnce({ home, form, clip, truth, blow, phase, random }: OneBlow): Promise<TortureCase> {
  const target = makeTarget(form, join(home, 'out'));
  const order: DeliveryOrder = { home, params: deliveryParamsOf(target, clip) };
  const file = form === 'many' ? Math.floor(random() * 3) : 0;
  const run = startChild(order);
  const reached = await waitForPhase(home, run.ended, { phase, file });
  if (reached) await delay(random() * (truth.lengths.get(phase) ?? 20));
  const hitIn = phasesOf(home).at(-1)?.name ?? 'start';
  await strike(blow, run.pid);
  const outcome = await run.ended;
  const problems: string[] = [];
  const check = (when: string): void => {
    const states = statesOf(target, truth.hashes);
    const half = states.filter((state) => state === 'HALF').length;
    if (half > 0 && !isBeingPublished(target)) problems.push(`${when}: ${half} half files`);
    if (isForeignTouched(target)) problems.push(`${when}: a foreign file was touched`);
    if (form === 'movie' && states[0] === 'none') problems.push(`${when}: neither the older file nor the new one`);
    if (when === 'at the end' && states.some((state) => state !== 'new')) problems.push(`${when}: ${states.join(', ')}`);
  };
  check('after the blow');
  if (blow !== 'kill engine' && outcome !== 'done' && leavingsOf(target).length > 0) problems.push(`after the blow: left ${leavingsOf(target).join(', ')}`);
  for (let attempt = 0; attempt < 2 && statesOf(target, truth.hashes).some((state) => state !== 'new'); attempt++) {
    const again = await startChild(order).ended;
    if (again !== 'done') problems.push(`going on ended as ${again}`);
    else break;
  }
  // One that was whole already is only swept.
  if (leavingsOf(target).length > 0) await startChild({ ...order, params: { ...(order.params as object), overwrite: true } }).ended;
  check('at the end');
  if (leavingsOf(target).length > 0) problems.push(`at the end: left ${leavingsOf(target).join(', ')}`);
  return { form, blow, hitIn, problems };
}

/** A crash between two renames leaves a journal, by which the next start finishes. */
function isBeingPublished(target: Target): boolean {
  return target.form === 'images' && existsSync(join(target.files[0]!.outPath, '.tintype-output.journal.json'));
}

function startChild(order: DeliveryOrder): { readonly pid: number; readonly ended: Promise<string> } {
  mkdirSync(order.home, { recursive: true });
  const path = join(order.home, 'order.json');
  writeFileSync(path, JSON.stringify(order));
  appendFileSync(join(order.home, 'phases.log'), '');
  const child = spawn(process.execPath, [CHILD, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => { said += chunk.toString(); });
  const ended = new Promise<string>((resolve, reject) => {
    child.once('error', reject).once('close', (code, signal) => {
      if (said === '') resolve(signal ?? `exit ${code}`);
      else {
        const { state, error } = JSON.parse(said) as { state: string; error?: { message: string } };
        resolve(error === undefined ? state : `${state}: ${error.message}`);
      }
    });
  });
  return { pid: child.pid!, ended };
}

interface LoggedPhase {
  readonly name: string;
  readonly file: number;
  readonly time: number;
}

function phasesOf(home: string): readonly LoggedPhase[] {
  return readFileSync(join(home, 'phases.log'), 'utf8').split('\n').flatMap((line) => {
    const match = /"time":(\d+).*"message":"file (\d+) of \d+: (\w+)"/.exec(line);
    return match === null ? [] : [{ time: Number(match[1]), file: Number(match[2]) - 1, name: match[3]! }];
  });
}

/** @returns false when the delivery ended before */
async function waitForPhase(home: string, ended: Promise<string>, wanted: { readonly phase: Phase; readonly file: number }): Promise<boolean> {
  const state = { isOver: false };
  void ended.then(() => { state.isOver = true; });
  while (!state.isOver) {
    if (phasesOf(home).some(({ name, file }) => name === wanted.phase && file === wanted.file)) return true;
    await delay(1);
  }
  return false;
}

async function strike(blow: Blow, pid: number): Promise<void> {
  const send = (to: number, signal: NodeJS.Signals): void => {
    try {
      process.kill(to, signal);
    } catch {
      // It has ended by itself.
    }
  };
  switch (blow) {
    case 'kill engine': send(pid, 'SIGKILL'); break;
    case 'kill ffmpeg': for (const child of childrenOf(pid)) send(child, 'SIGKILL'); break;
    case 'cancel': send(pid, 'SIGTERM'); break;
  }
  await Promise.resolve();
}

/** Child processes that are ffmpeg or ffprobe, by /proc. */
function childrenOf(pid: number): readonly number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((each) => {
    try {
      const stat = readFileSync(`/proc/${each}/stat`, 'latin1');
      return /\((ffmpeg|ffprobe)\)/.test(stat) && stat.replace(/^.*\) \S+ /s, '').startsWith(`${pid} `);
    } catch {
      return false; // it ended meanwhile
    }
  });
}

/** Numbers 0…1 that are the same for a seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
