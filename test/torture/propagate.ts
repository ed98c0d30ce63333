import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { openClip } from '../../src/engine/app/index.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import { HintId, KeyframeId, newId } from '../../src/shared/model/ids.ts';
import { ffmpeg } from '../support/clips.ts';

/** What is done to a propagation while it runs. */
export const HARMS = ['kill engine', 'kill engine twice', 'kill inference', 'damage files', 'delete cache'] as const;
export type Harm = (typeof HARMS)[number];

/** One propagation that was harmed, and what came of it. */
export interface TortureRow {
  readonly harm: Harm;
  /** What the engine was at, at each harm: the last thing that it told. */
  readonly phases: readonly string[];
  /** Frames whose colour differs from that of a run never stopped. */
  readonly differing: number;
  /** Files left in the temporary folder or the cache's scratch. */
  readonly left: readonly string[];
  /** Jobs that did not end well without anyone having killed the engine. */
  readonly problems: readonly string[];
}

const ENGINE = fileURLToPath(new URL('./propagate-engine.ts', import.meta.url));
const Line = z.object({ phase: z.string().optional(), hashes: z.array(z.string()).optional(), problems: z.array(z.string()).optional() });

interface Run {
  readonly child: ChildProcess;
  /** Milliseconds since the start, with what was told. */
  readonly phases: { readonly at: number; readonly phase: string }[];
  readonly ended: Promise<{ readonly code: number | null; readonly hashes: readonly string[] | undefined; readonly problems: readonly string[]; readonly stderr: string }>;
}

/**
 * Harms propagations of a tiny clip (one-key and two-key spans, and a correction) at random moments, lets each go on, and compares
 * every frame's bits with those of a run never stopped.
 * @param random 0…1, of a fixed seed in tests
 */
export async function torturePropagation(folder: string, options: { readonly count: number; readonly harms?: readonly Harm[]; readonly random?: () => number; readonly tell?: (row: TortureRow) => void }): Promise<readonly TortureRow[]> {
  const { count, harms = HARMS, random = Math.random, tell } = options;
  const prepared = join(folder, 'prepared');
  await prepare(prepared);
  const reference = await undisturbed(join(folder, 'reference'), prepared);
  const rows: TortureRow[] = [];
  for (let index = 0; index < count; index++) {
    const home = join(folder, `run-${index}`);
    const row = await torture(home, prepared, { harm: harms[index % harms.length]!, random, reference });
    if (row.differing === 0 && row.left.length === 0 && row.problems.length === 0) rmSync(home, { recursive: true });
    rows.push(row);
    tell?.(row);
  }
  return rows;
}

/** A film of two shots at 160×96 and a project with keyframes: two in the first shot, one and a correction in the second. */
async function prepare(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const film = join(folder, 'film.mkv');
  const shot = (ground: string, block: string, speed: number, seed: number): string =>
    `color=${ground}:s=160x96:r=24,noise=alls=14:all_seed=${seed},gblur=1,drawbox=x=10:y=60:w=45:h=30:c=0x356b2f:t=fill[g${seed}];color=${block}:s=36x36:r=24,noise=alls=10:all_seed=${seed + 7}[b${seed}];[g${seed}][b${seed}]overlay=x=20+${speed}*n:y=25:shortest=0,trim=end_frame=12,setpts=PTS-STARTPTS[s${seed}]`;
  ffmpeg('-f', 'lavfi', '-i', 'anullsrc', '-filter_complex', `${shot('0x7d93b8', '0xb23c30', 2, 1)};${shot('0xe8d4aa', '0x2b3f70', 3, 2)};[s1][s2]concat=n=2,lutyuv=u=128:v=128,format=yuv420p[v]`, '-map', '[v]', '-c:v', 'ffv1', film);
  const engine = await createEngine({ directories: { cache: join(folder, 'cache'), data: join(folder, 'data') } });
  try {
    engine.app.create(join(folder, 'film.tintype'), { overwrite: false });
    const { jobId } = await openClip(engine.app, engine.jobs, film, { proxy: false });
    if (jobId !== undefined) await engine.jobs.wait(jobId);
    const shots = engine.app.document().shots;
    const [first, second] = [shots[0]!, shots.at(-1)!];
    const hint = (x: number, y: number, ab: readonly [number, number]) => ({ kind: 'point' as const, id: newId(HintId), at: [x, y] as const, radius: 0.04, ab });
    const keyframe = (shotId: typeof first.id, frame: number, ab: readonly [number, number], correction = false): void => {
      engine.app.apply({ kind: 'addKeyframe', keyframe: { id: newId(KeyframeId), shotId, frame: frameIndex(frame), approved: false, hints: [hint(0.3, 0.45, ab), hint(0.85, 0.2, [-4, -24])], ...(correction ? { correction: true as const } : {}) } });
    };
    keyframe(first.id, first.range.first + 1, [45, 30]);
    keyframe(first.id, first.range.last - 1, [40, 35]);
    keyframe(second.id, second.range.first + 2, [-20, -30]);
    keyframe(second.id, second.range.last - 3, [10, -40], true);
  } finally {
    await engine.close();
  }
  rmSync(join(folder, 'cache'), { recursive: true });
}

async function undisturbed(home: string, prepared: string): Promise<{ readonly hashes: readonly string[]; readonly milliseconds: number }> {
  await freshHome(home, prepared);
  const startedAt = performance.now();
  const { code, hashes, problems, stderr } = await start(home).ended;
  if (code !== 0 || hashes === undefined || problems.length > 0 || hashes.includes('missing')) throw new Error(`The undisturbed run failed (exit ${code}): ${problems.join('; ')} ${stderr}`);
  return { hashes, milliseconds: performance.now() - startedAt };
}

async function torture(home: string, prepared: string, { harm, random, reference }: { readonly harm: Harm; readonly random: () => number; readonly reference: Awaited<ReturnType<typeof undisturbed>> }): Promise<TortureRow> {
  await freshHome(home, prepared);
  const phases: string[] = [];
  const moment = (): Promise<void> => wait(random() * reference.milliseconds);
  let run = start(home);
  for (let kills = harm === 'kill engine' ? 1 : harm === 'kill engine twice' ? 2 : 0; kills > 0; kills--) {
    await moment();
    phases.push(phaseOf(run));
    run.child.kill('SIGKILL');
    await run.ended;
    run = start(home);
  }
  if (!harm.startsWith('kill engine')) {
    await moment();
    phases.push(phaseOf(run));
    if (harm === 'kill inference') for (const pid of childProcesses(run.child.pid!)) killIfThere(pid);
    else if (harm === 'damage files') damageFiles(join(home, 'cache', 'artefacts'), random);
    else rmSync(join(home, 'cache'), { recursive: true, force: true, maxRetries: 10 });
  }
  const { code, hashes = [], problems, stderr } = await run.ended;
  const differing = reference.hashes.filter((hash, index) => hashes[index] !== hash).length;
  return { harm, phases, differing, left: leftOver(home), problems: code === 0 ? problems : [...problems, `exit ${code}: ${stderr.slice(-500)}`] };
}

async function freshHome(home: string, prepared: string): Promise<void> {
  mkdirSync(join(home, 'tmp'), { recursive: true });
  await cp(join(prepared, 'data'), join(home, 'data'), { recursive: true });
  await cp(join(prepared, 'film.tintype'), join(home, 'film.tintype'));
}

function start(home: string): Run {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [ENGINE, join(home, 'film.tintype')], {
    env: { ...process.env, TMPDIR: join(home, 'tmp'), TINTYPE_CACHE_DIR: join(home, 'cache'), TINTYPE_DATA_DIR: join(home, 'data') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const phases: { at: number; phase: string }[] = [];
  let [rest, stderr] = ['', ''];
  let hashes: readonly string[] | undefined;
  let problems: readonly string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const told = Line.parse(JSON.parse(line));
      if (told.phase !== undefined) phases.push({ at: performance.now() - startedAt, phase: told.phase });
      hashes = told.hashes ?? hashes;
      problems = told.problems ?? problems;
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text; });
  const ended = new Promise<Awaited<Run['ended']>>((resolve, reject) => {
    child.once('error', reject).once('close', (code) => { resolve({ code, hashes, problems, stderr }); });
  });
  return { child, phases, ended };
}

function phaseOf(run: Run): string {
  return run.child.exitCode === null ? run.phases.at(-1)?.phase ?? 'before start' : 'after the end';
}

/** The inference process, and ffmpeg where one runs. */
function childProcesses(parent: number): readonly number[] {
  try {
    const lines = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(parent)], { encoding: 'utf8' }).split('\n');
    return lines.filter((line) => line.includes('inference.process')).map((line) => Number.parseInt(line, 10));
  } catch {
    // None: it has not started yet, or has ended.
    return [];
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
}

/** Flips a byte in half of the files that are there. */
function damageFiles(folder: string, random: () => number): void {
  for (const path of existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)) : []) {
    if (random() < 0.5 || !statSync(path, { throwIfNoEntry: false })?.isFile()) continue;
    const bytes = readFileSync(path);
    if (bytes.byteLength === 0) continue;
    const at = Math.floor(random() * bytes.byteLength);
    bytes[at] = bytes[at]! ^ 0x55;
    writeFileSync(path, bytes);
  }
}

function leftOver(home: string): readonly string[] {
  const listed = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder.slice(home.length + 1), name)) : []);
  return [...listed(join(home, 'tmp')), ...listed(join(home, 'cache', 'scratch'))];
}
