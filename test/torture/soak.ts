import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Job } from '../../src/shared/contract/jobs.ts';
import { abPlaneUrl, lumaUrl } from '../../src/shared/contract/pixel-urls.ts';
import type { Keyframe } from '../../src/shared/model/document.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import { HintId, type JobId, KeyframeId, newId } from '../../src/shared/model/ids.ts';
import { ffmpeg } from '../support/clips.ts';
import { residentBytesOfTree } from '../support/resident-bytes.ts';
import { connectWire, type WireClient } from '../support/wire-client.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const SHOTS = 3;
const SHOT_FRAMES = 12;
const HINT_EDITS = 2_000;

export interface SoakSample {
  /** Since the start. */
  readonly seconds: number;
  /** Of the engine and its child processes. */
  readonly residentBytes: number;
  readonly cacheBytes: number;
  readonly edits: number;
}

export interface SoakOutcome {
  readonly samples: readonly SoakSample[];
  readonly budgetBytes: number;
  readonly propagations: number;
  readonly deliveries: number;
  readonly problems: readonly string[];
}

/**
 * Simulates an editing session over the wire: moves a hint and fetches the new colour, scrubs, undoes; propagates a shot after every 100 edits and
 * delivers one after every 500. Ends after `minutes` and at least 2,000 edits. Linux only.
 */
export async function soak(folder: string, { minutes, note }: { readonly minutes: number; readonly note: (text: string) => void }): Promise<SoakOutcome> {
  mkdirSync(folder, { recursive: true });
  const film = join(folder, 'film.mkv');
  const shot = (index: number): string =>
    `color=${['0x7d93b8', '0xc8b48a', '0x506048'][index]!}:s=480x270:r=24,noise=alls=14:all_seed=${index},gblur=1[g${index}];color=0xb23c30:s=110x110:r=24,noise=alls=10:all_seed=${index + 7}[b${index}];[g${index}][b${index}]overlay=x=40+4*n:y=${50 + 30 * index}:shortest=0,trim=end_frame=${SHOT_FRAMES},setpts=PTS-STARTPTS[s${index}]`;
  ffmpeg('-f', 'lavfi', '-i', 'anullsrc', '-filter_complex', `${Array.from({ length: SHOTS }, (_, index) => shot(index)).join(';')};${Array.from({ length: SHOTS }, (_, index) => `[s${index}]`).join('')}concat=n=${SHOTS},lutyuv=u=128:v=128,format=yuv420p[v]`, '-map', '[v]', '-c:v', 'libx264', '-qp', '0', film);

  const cache = join(folder, 'cache');
  const child = spawn(process.execPath, [MAIN, 'serve'], { env: { ...process.env, TINTYPE_CACHE_DIR: cache, TINTYPE_DATA_DIR: join(folder, 'data') }, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const wire = await connectWire(await signInUrl(child));
    const outcome = await edit({ wire, child, folder, film, cache, minutes, note });
    wire.close();
    return outcome;
  } finally {
    child.kill('SIGTERM');
  }
}

interface Session {
  readonly wire: Awaited<ReturnType<typeof connectWire>>;
  readonly child: ChildProcess;
  readonly folder: string;
  readonly film: string;
  readonly cache: string;
  readonly minutes: number;
  readonly note: (text: string) => void;
}

async function edit({ wire, child, folder, film, cache, minutes, note }: Session): Promise<SoakOutcome> {
  const { client } = wire;
  const problems: string[] = [];
  await client.project.create({ path: join(folder, 'soak.tintype') });
  const { clipId, jobId } = await client.media.openClip({ path: film });
  if (jobId !== undefined) await ended(client, jobId, problems);
  const opened = (await client.project.current())!;
  let { revision } = opened;
  if (opened.document.shots.length !== SHOTS) throw new Error(`${opened.document.shots.length} shots were found instead of ${SHOTS}.`);
  const keyframes = opened.document.shots.map(({ id, range }): Keyframe => ({ id: newId(KeyframeId), shotId: id, frame: frameIndex(range.first + 2), approved: false, hints: [{ kind: 'point', id: newId(HintId), at: [0.8, 0.8], radius: 0.03, ab: [20, 20] }] }));
  for (const keyframe of keyframes) ({ revision } = await client.project.apply({ baseRevision: revision, command: { kind: 'addKeyframe', keyframe } }));

  const samples: SoakSample[] = [];
  const startedAt = performance.now();
  const seconds = (): number => (performance.now() - startedAt) / 1000;
  let [edits, propagations, deliveries] = [0, 0, 0];
  const sample = async (): Promise<void> => {
    const now = { seconds: seconds(), residentBytes: await residentBytesOfTree(child.pid!), cacheBytes: await bytesIn(cache), edits };
    samples.push(now);
    note(`${now.seconds.toFixed(0)} s: ${(now.residentBytes / 2 ** 20).toFixed(0)} MiB resident, cache ${(now.cacheBytes / 2 ** 20).toFixed(1)} MiB, ${edits} edits, ${propagations} propagations, ${deliveries} deliveries`);
  };
  while (edits < HINT_EDITS || seconds() < minutes * 60) {
    const index = Math.floor(edits / 100) % SHOTS;
    const keyframe = keyframes[index]!;
    const hint = keyframe.hints[0]!;
    if (hint.kind !== 'point') throw new Error('The hint is a point.');
    ({ revision } = await client.project.apply({ baseRevision: revision, command: { kind: 'updateHint', keyframeId: keyframe.id, hint: { ...hint, at: [0.1 + 0.8 * ((edits * 7) % 101) / 101, 0.5], ab: [(edits % 61) - 30, (edits % 47) - 23] } } }));
    const painted = await client.colorize.keyframe({ keyframeId: keyframe.id });
    await bodyOf(wire, abPlaneUrl(painted.key), problems);
    edits++;
    if (edits % 10 === 0) {
      await bodyOf(wire, lumaUrl({ clipId }, keyframe.frame + (edits / 10) % 8, 'proxy'), problems);
      await client.colorize.preview({ clipId, frame: keyframe.frame, hints: [{ ...hint, at: [0.3, 0.2 + (edits % 50) / 100] }] });
      ({ revision } = await client.project.undo());
    }
    if (edits % 100 === 0) {
      const run = await client.propagate.run({ shotId: keyframe.shotId });
      await ended(client, run.jobId, problems);
      propagations++;
      await sample();
    }
    if (edits % 500 === 0) {
      const run = await client.deliver.run({ what: { kind: 'shots', shotIds: [keyframe.shotId] }, codec: 'h264', directory: join(folder, 'out'), overwrite: true, naming: '{clip}-{shot}' });
      await ended(client, run.jobId, problems);
      deliveries++;
    }
  }
  await sample();
  return { samples, budgetBytes: (await client.system.about()).cacheBudgetBytes, propagations, deliveries, problems };
}

function signInUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const url = /https?:\/\/\S+/.exec(text)?.[0];
      if (url !== undefined && text.includes('\n')) resolve(url);
    });
    child.once('error', reject).once('close', (code) => { reject(new Error(`The studio ended with ${String(code)}.`)); });
  });
}

/** Polls the list of jobs until the job has ended; a job that did not succeed is a problem. */
async function ended(client: WireClient, jobId: JobId, problems: string[]): Promise<void> {
  for (;;) {
    const job: Job | undefined = (await client.jobs.list()).find(({ id }) => id === jobId);
    if (job === undefined || !['queued', 'running'].includes(job.state)) {
      if (job?.state !== 'done') problems.push(`${job?.kind ?? 'a job'}: ${job?.state ?? 'not listed'} ${job?.error?.message ?? ''}`);
      return;
    }
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
}

async function bodyOf(wire: Session['wire'], path: string, problems: string[]): Promise<void> {
  const response = await wire.get(path);
  const bytes = await response.arrayBuffer();
  if (!response.ok || bytes.byteLength === 0) problems.push(`${path}: ${response.status}`);
}

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  // A file that is evicted in the meantime counts as 0 bytes.
  const sizes = await Promise.all(names.map((name) => stat(join(folder, name)).then((found) => (found.isFile() ? found.size : 0), () => 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Least-squares slope of resident memory over the second half of the time, bytes a minute. */
export function residentSlope(samples: readonly SoakSample[]): number {
  const half = samples.filter(({ seconds }) => seconds >= samples.at(-1)!.seconds / 2);
  const mean = (of: (sample: SoakSample) => number): number => half.reduce((sum, sample) => sum + of(sample), 0) / half.length;
  const [x, y] = [mean(({ seconds }) => seconds / 60), mean(({ residentBytes }) => residentBytes)];
  const [above, below] = [mean((sample) => (sample.seconds / 60 - x) * (sample.residentBytes - y)), mean((sample) => (sample.seconds / 60 - x) ** 2)];
  return above / below;
}
