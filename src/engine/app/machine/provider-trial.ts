import { AppError, isAbort } from '../../../shared/errors/app-error.ts';
import { AB_UNIT } from '../../../shared/model/ab-plane.ts';
import { frameRange } from '../../../shared/model/frame.ts';
import { HintId } from '../../../shared/model/ids.ts';
import { type ProviderId, PROVIDER_TOLERANCE_AB } from '../../../shared/model/provider.ts';
import type { WorkingLuma } from '../../../shared/model/working-luma.ts';
import type { Size } from '../../../shared/model/working-size.ts';
import { createColorizer } from '../../colorize/index.ts';
import { byAnyProvider, endOfTrial, type FoundProviders, type InferenceClient, type ModelRegistry, type ProviderTrial, type ProviderUse, shortened, type ThreadSpeed } from '../../models/index.ts';
import { createPropagator, type Propagator } from '../../propagate/index.ts';
import { PROBE_SIZE, probeLuma, probePlane } from './probe-picture.ts';

interface TrialParts {
  readonly registry: ModelRegistry;
  readonly find: () => Promise<FoundProviders>;
  /** A client of its own for each trial, which closes it. */
  readonly open: (use: ProviderUse, options?: { readonly threads?: number }) => InferenceClient;
}

interface TrialPictures {
  readonly size: Size;
  readonly frames: number;
}

/** Of the comparison, beside a painted frame. */
const COMPARED: TrialPictures = { size: PROBE_SIZE, frames: 20 };
const TIMED: TrialPictures = { size: { width: 856, height: 480 }, frames: 4 };
/** For a provider's part of the comparison, and of the measurement. A graphics card needs seconds, most of them for its shaders. */
const LIMIT_MS = 60_000;

export interface TrialOptions {
  /** Also where no other provider starts here. */
  readonly measureCpu: boolean;
  /** Numbers of threads that are tried on the CPU, the usual one last; none where it is set by the user. */
  readonly threadCounts?: readonly number[];
  readonly compared?: TrialPictures;
  readonly timed?: TrialPictures;
  readonly limitMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Colours the same frames on the CPU and on every provider that starts here, and measures how fast each propagates at 480p. A provider that gives
 * another colour than the CPU, fails or is not done in time is not used.
 */
export async function tryProviders({ registry, find, open }: TrialParts, { measureCpu, threadCounts = [], compared = COMPARED, timed = TIMED, limitMs = LIMIT_MS, signal }: TrialOptions): Promise<readonly ProviderTrial[]> {
  const { starting, others } = await find();
  const candidates = starting.filter((id) => id !== 'cpu');
  if (candidates.length === 0 && !measureCpu) return [{ id: 'cpu', end: 'agrees' }, ...others];
  const reference = await onClient(open({ inUse: () => 'cpu', lose: () => undefined }), async (inference) => ({
    colour: await trialColour({ registry, inference }, compared, signal), framesPerSecond: await trialSpeed({ registry, inference }, timed, signal),
  }));
  const threads = threadCounts.length < 2 ? {} : await tryThreads({ registry, open }, { counts: threadCounts, reference: reference.colour, compared, timed, signal });
  const trials: ProviderTrial[] = [{ id: 'cpu', end: 'agrees', differenceAb: 0, framesPerSecond: reference.framesPerSecond, ...threads }];
  for (const id of candidates) trials.push(await tryProvider({ registry, open }, { id, reference: reference.colour, compared, timed, limitMs, signal }));
  return [...trials, ...others];
}

/** Another number of threads than the usual one is taken only where it is faster by this factor. */
const THREADS_WORTH_IT = 1.1;

/** 1, 2, 4 … and half of the cores, then all of them: more than eight trials are for no machine. */
export function threadCountsToTry(cores: number): readonly number[] {
  const powers = Array.from({ length: 6 }, (_, power) => 2 ** power);
  return [...new Set([...powers.filter((count) => count < cores), ...(cores > 2 ? [cores >> 1] : [])])].toSorted((a, b) => a - b).concat(cores);
}

/** The fastest of these; the last, usual one where none is clearly faster. Pure. @param speeds at least one */
export function fastestThreads(speeds: readonly ThreadSpeed[]): ThreadSpeed {
  const usual = speeds.at(-1)!;
  const fastest = speeds.reduce((best, each) => (each.framesPerSecond > best.framesPerSecond ? each : best));
  return fastest.framesPerSecond < THREADS_WORTH_IT * usual.framesPerSecond ? usual : fastest;
}

interface ThreadTrial extends Pick<OneTrial, 'reference' | 'compared' | 'timed' | 'signal'> {
  readonly counts: readonly number[];
}

/** How fast the CPU propagates with each number of threads; the fastest one, if its colour has the bits of the usual number of threads. */
async function tryThreads({ registry, open }: Pick<TrialParts, 'registry' | 'open'>, { counts, reference, compared, timed, signal }: ThreadTrial): Promise<Pick<ProviderTrial, 'threads' | 'threadSpeeds' | 'framesPerSecond'>> {
  const cpu: ProviderUse = { inUse: () => 'cpu', lose: () => undefined };
  const threadSpeeds: ThreadSpeed[] = [];
  for (const threads of counts) threadSpeeds.push({ threads, framesPerSecond: await onClient(open(cpu, { threads }), (inference) => trialSpeed({ registry, inference }, timed, signal)) });
  const usual = threadSpeeds.at(-1)!;
  const fastest = fastestThreads(threadSpeeds);
  if (fastest === usual) return { ...usual, threadSpeeds };
  const colour = await onClient(open(cpu, { threads: fastest.threads }), (inference) => trialColour({ registry, inference }, compared, signal));
  return { ...(differenceOf(colour, reference) === 0 ? fastest : usual), threadSpeeds };
}

interface OneTrial {
  readonly id: ProviderId;
  readonly reference: readonly Int16Array[];
  readonly compared: TrialPictures;
  readonly timed: TrialPictures;
  readonly limitMs: number;
  readonly signal: AbortSignal | undefined;
}

async function tryProvider({ registry, open }: Pick<TrialParts, 'registry' | 'open'>, { id, reference, compared, timed, limitMs, signal }: OneTrial): Promise<ProviderTrial> {
  const failures: string[] = [];
  const limited = <Result>(work: (until: AbortSignal) => Promise<Result>): Promise<Result> => {
    const until = AbortSignal.any([AbortSignal.timeout(limitMs), ...(signal === undefined ? [] : [signal])]);
    return unlessAborted(work(until), until);
  };
  return onClient(open({ inUse: () => id, lose: (_, reason) => { failures.push(reason); } }), async (inference) => {
    try {
      const differenceAb = differenceOf(await limited((until) => trialColour({ registry, inference }, compared, until)), reference);
      if (failures.length > 0) return { id, end: 'failed', reason: `It failed in its trial: ${shortened(failures[0]!)}` };
      const end = endOfTrial(differenceAb);
      if (end === 'differs') return { id, end, differenceAb, reason: `Its colour differs from the CPU's by ${differenceAb.toFixed(2)} ab RMS; at most ${PROVIDER_TOLERANCE_AB} is accepted.` };
      const framesPerSecond = await limited((until) => trialSpeed({ registry, inference }, timed, until));
      if (failures.length > 0) return { id, end: 'failed', differenceAb, reason: `It failed at 480p: ${shortened(failures[0]!)}` };
      return { id, end, differenceAb, framesPerSecond };
    } catch (error) {
      signal?.throwIfAborted();
      if (isAbort(error) || isTimeout(error)) return { id, end: 'failed', reason: `It was not done with its trial in ${limitMs / 1000} s.` };
      if (error instanceof AppError) return { id, end: 'failed', reason: shortened(`${error.message} ${error.details ?? ''}`) };
      throw error;
    }
  });
}

/** A graph that is being run is not interrupted: it is left to itself, and ends with the client. */
function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => { reject(signal.reason as Error); }, { once: true });
    work.then(resolve, reject);
  });
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}

async function onClient<Result>(inference: InferenceClient, use: (inference: InferenceClient) => Promise<Result>): Promise<Result> {
  try {
    return await use(inference);
  } finally {
    await inference.close();
  }
}

interface Networks {
  readonly registry: ModelRegistry;
  readonly inference: InferenceClient;
}

/** ab of one painted frame and of those that are propagated between two keyframes, by all graphs that colour goes through. */
export async function trialColour({ registry, inference }: Networks, { size, frames }: TrialPictures, signal: AbortSignal | undefined): Promise<readonly Int16Array[]> {
  const options = signal === undefined ? {} : { signal };
  const colorizer = createColorizer({ inference, registry, modelId: byAnyProvider(registry.forTask('colorize')).id });
  const { plane: painted } = await colorizer.paint({
    frameKey: 'provider trial', luma: probeLuma(0, size), hints: [{ kind: 'point', id: HintId.parse('trial'), at: [0.3, 0.5], radius: 0.05, ab: [30, 20] }],
  }, options);
  const planes: Int16Array[] = [];
  await withPropagator({ registry, inference }, async (propagator) => {
    const keys = { left: { frame: 0, plane: probePlane(size) }, right: { frame: frames + 1, plane: probePlane(size) } };
    const request = { range: frameRange(1, frames), frameCount: frames + 2, ...keys, lumas: lumasOf(size, frames + 1) };
    for await (const { frame, plane } of propagator.propagateSpan(request, options)) planes[frame - 1] = plane.samples;
  });
  return [painted.samples, ...planes];
}

/** Frames that are propagated in a second from one keyframe, the second time: in the first shaders are compiled and memory is planned. */
export async function trialSpeed(networks: Networks, { size, frames }: TrialPictures, signal: AbortSignal | undefined): Promise<number> {
  let seconds = 0;
  await withPropagator(networks, async (propagator) => {
    const request = { range: frameRange(1, frames), frameCount: frames + 1, left: { frame: 0, plane: probePlane(size) }, lumas: lumasOf(size, frames) };
    for (let time = 0; time < 2; time++) {
      const start = performance.now();
      for await (const _frame of propagator.propagateSpan(request, signal === undefined ? {} : { signal })) continue;
      seconds = (performance.now() - start) / 1000;
    }
  });
  return frames / seconds;
}

async function withPropagator({ registry, inference }: Networks, use: (propagator: Propagator) => Promise<void>): Promise<void> {
  const propagator = createPropagator({ inference, registry, modelId: byAnyProvider(registry.forTask('propagate')).id });
  try {
    await use(propagator);
  } finally {
    propagator.dispose();
  }
}

function lumasOf(size: Size, lastFrame: number): (range: { readonly first: number; readonly last: number }) => AsyncGenerator<WorkingLuma> {
  return async function* ({ first, last }) {
    for (let frame = first; frame <= Math.min(last, lastFrame); frame++) yield await Promise.resolve(probeLuma(frame, size));
  };
}

/** RMS in ab of the frame that differs most. */
export function differenceOf(frames: readonly Int16Array[], reference: readonly Int16Array[]): number {
  if (frames.length !== reference.length) return Infinity;
  return Math.max(0, ...frames.map((frame, index) => {
    const other = reference[index]!;
    if (other.length !== frame.length) return Infinity;
    return Math.sqrt(frame.reduce((sum, sample, at) => sum + (sample - other[at]!) ** 2, 0) / frame.length) / AB_UNIT;
  }));
}
