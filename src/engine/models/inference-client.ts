import { setTimeout as wait } from 'node:timers/promises';
import { availableParallelism } from 'node:os';
import { type GraphResult, type GraphRun, handlesOf, type TensorHandle, wireInputs } from './graph-run.ts';
import { INFERENCE_PROCESS } from './inference-process-path.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { ProviderId } from '../../shared/model/provider.ts';
import { LoadedGraphs } from './loaded-graphs.ts';
import type { ProcessPriority } from './lowered-priority.ts';
import { startInferenceWorker, type InferenceWorker } from './inference-worker.ts';
import type { ModelRegistry } from './model-registry.ts';

/**
 * Speaks to the inference process. One run at a time; a crash of the process rejects the run in hand with `inference.crashed`,
 * forgets every handle (`generation` counts up) and starts it again with back-off.
 *
 * ```
 * run of a model ─► anyProvider? ─ no ─► CPU
 *                        └ yes ─► the provider in use ─┬─► result
 *                                                      ├─ fails ──► the same run on the CPU ─► it succeeds: the provider is lost
 *                                                      └─ crash, or no answer in time ──► the provider is lost; the run is repeated on the CPU where it held no handles
 * ```
 */
export interface InferenceClient {
  /**
   * Loads the graph's session at first, then runs it. An abort drops a run that waits and ignores the result of one in hand.
   * @throws AppError `model.missing`, `model.hashMismatch`, `model.signatureMismatch`, `inference.failed`, `inference.crashed`
   */
  run(request: GraphRun, options?: { readonly signal?: AbortSignal }): Promise<GraphResult>;
  /** Handles of an ended process are ignored. */
  release(handles: readonly TensorHandle[]): void;
  /** Incremented at each restart of the process: handles of an older generation are invalid. */
  readonly generation: number;
  /** Resolves when no run waits or is in progress, and none has ended just before, so that a task of several runs is not interrupted. */
  quiet(): Promise<void>;
  /** What the process holds now, and its largest size so far; for measurements and tests. Starts nothing: zeros when no process runs. */
  usage(): Promise<{ readonly handles: number; readonly graphs: number; readonly residentBytes: number; readonly peakBytes: number }>;
  /**
   * Ends the process between two runs; the next run starts another, with the threads as they are set then. Handles are lost as by a crash: whoever
   * made them makes them again.
   */
  restart(): void;
  /** Drops graphs of models that the registry has no more, or in another version, from the process, between two runs. Handles stay valid. */
  unloadRemoved(): void;
  close(): Promise<void>;
}

/** Threads a network may use: `TINTYPE_THREADS` when it is a positive whole number, else as many as the user has set or were measured to be fastest, else one a core. */
export function inferenceThreads(environment: Readonly<Record<string, string | undefined>> = process.env, measured?: number): number {
  const asked = Number(environment['TINTYPE_THREADS']);
  return Number.isInteger(asked) && asked > 0 ? asked : measured ?? availableParallelism();
}

/** Which provider runs the models that any provider may run. Shared by the clients of an engine. */
export interface ProviderUse {
  /** The chosen one, or the CPU after that one was lost. */
  inUse(): ProviderId;
  /** It failed in a run that the CPU could do, or took the process with it. From now on `inUse` answers the CPU. */
  lose(provider: ProviderId, reason: string): void;
}

const CPU_ALONE: ProviderUse = { inUse: () => 'cpu', lose: () => undefined };

interface InferenceOptions {
  /** The CPU alone when left out. */
  readonly providers?: ProviderUse;
  /** For tests: in place of the process. */
  readonly start?: typeof startInferenceWorker;
  /** Asked when the process starts. Defaults to {@link inferenceThreads}. */
  readonly threads?: number | (() => number);
  /**
   * `behindWindow`: a window is drawn on the same machine, which gets the processor first, so that no hand waits for the networks. `behindInteractive`:
   * runs for minutes, and leaves the processor also to such a process.
   */
  readonly priority?: ProcessPriority;
  /** How long a provider other than the CPU may take to load a graph or to run it. */
  readonly providerLimitMs?: number;
  /** Before each run this client waits until that one has nothing to do: a single run is never interrupted. */
  readonly yieldsTo?: Pick<InferenceClient, 'quiet'>;
}

interface Job {
  readonly request: GraphRun;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (result: GraphResult) => void;
  readonly reject: (error: unknown) => void;
}

/** A run that is worth a graphics card takes seconds at most, the first one with its shaders less than a minute. */
const PROVIDER_LIMIT_MS = 120_000;
const BACK_OFF_MS = 100;
const LONGEST_BACK_OFF_MS = 8000;
/** Time within which a task requests its next run: short compared with that of a run. */
const QUIET_AFTER_MS = 10;

export function createInferenceClient(registry: ModelRegistry, options: InferenceOptions = {}): InferenceClient {
  const { threads = inferenceThreads(), providers = CPU_ALONE, start = startInferenceWorker, providerLimitMs = PROVIDER_LIMIT_MS } = options;
  const queue: Job[] = [];
  const stop = new AbortController();
  let worker: InferenceWorker | undefined;
  let graphs = new LoadedGraphs(registry, providerLimitMs);
  let nextHandle = 1;
  /** Lower handles belong to an ended process. */
  let oldestHandle = 1;
  let generation = 0;
  let crashesInARow = 0;
  /** Its process is to be started again. */
  let isOutdated = false;
  /** The registry has changed since the loaded graphs were looked through. */
  let mayBeRemoved = false;
  /** Processes that were replaced and have not ended yet. */
  let ending: Promise<unknown> = Promise.resolve();
  /** Ends when no run waits. */
  let pumping: Promise<void> | undefined;
  let lastRunAt = -Infinity;

  async function liveWorker(): Promise<InferenceWorker> {
    if (worker !== undefined) return worker;
    if (crashesInARow > 0) await wait(Math.min(LONGEST_BACK_OFF_MS, BACK_OFF_MS * 2 ** (crashesInARow - 1)), undefined, { signal: stop.signal });
    const started: InferenceWorker = start(INFERENCE_PROCESS, {
      threads: typeof threads === 'number' ? threads : threads(),
      priority: options.priority ?? 'normal',
      onEnd: () => {
        if (worker !== started) return;
        forgetProcess();
        crashesInARow++;
      },
    });
    worker = started;
    return worker;
  }

  function forgetProcess(): void {
    worker = undefined;
    graphs = new LoadedGraphs(registry, providerLimitMs);
    oldestHandle = nextHandle;
    generation++;
  }

  /** Ends the process if it is to be started again. Called between two runs. */
  function endOutdated(): void {
    const outdated = isOutdated ? worker : undefined;
    isOutdated = false;
    if (outdated === undefined) return;
    forgetProcess();
    ending = Promise.all([ending, outdated.close()]);
  }

  /** Called between two runs, so that no run waits for a graph that goes. */
  function unloadNow(): void {
    if (!mayBeRemoved) return;
    mayBeRemoved = false;
    graphs.unloadRemoved(worker);
  }

  async function perform(job: Job): Promise<GraphResult> {
    const provider = registry.get(job.request.model).anyProvider ? providers.inUse() : 'cpu';
    await liveWorker();
    const life = generation;
    try {
      return await performOn(provider, job);
    } catch (error) {
      if (provider === 'cpu' || stop.signal.aborted || !(error instanceof AppError)) throw error;
      if (error.code === 'inference.crashed') {
        // Handles of an earlier process: the provider has done nothing.
        if (generation === life) throw error;
        providers.lose(provider, error.details ?? error.message);
        // What the handles held is gone: whoever made them makes them again.
        if (handlesOf(job.request.inputs).length > 0) throw error;
        return await performOn('cpu', job);
      }
      if (error.code !== 'inference.failed') throw error;
      const result = await performOn('cpu', job);
      // What fails on the CPU too is the run's own fault.
      providers.lose(provider, error.details ?? error.message);
      return result;
    }
  }

  async function performOn(provider: ProviderId, { request, signal }: Job): Promise<GraphResult> {
    const live = await liveWorker();
    const session = await graphs.sessionOf(live, request, provider);
    signal?.throwIfAborted();
    if (handlesOf(request.inputs).some(({ handle }) => handle < oldestHandle)) {
      throw new AppError('inference.crashed', 'The process that runs the networks was restarted, and the tensors that it kept are lost.');
    }
    const keep = (request.keep ?? []).map((name) => ({ name, handle: nextHandle++ }));
    const answer = await live.ask({ kind: 'run', session, inputs: wireInputs(request.inputs), fetch: request.fetch, keep }, provider === 'cpu' ? undefined : providerLimitMs);
    if (answer.kind !== 'ran') throw new Error(`Unexpected answer ${answer.kind} to run.`);
    crashesInARow = 0;
    return { fetched: answer.fetched, kept: answer.kept, generation };
  }

  function release(handles: readonly TensorHandle[]): void {
    const live = handles.map(({ handle }) => handle).filter((handle) => handle >= oldestHandle);
    if (live.length > 0) worker?.release(live);
  }

  function pump(): void {
    pumping ??= runAll().finally(() => {
      pumping = undefined;
      lastRunAt = performance.now();
      // Requested while the last one ended.
      if (queue.length > 0) pump();
    });
  }

  async function runAll(): Promise<void> {
    for (;;) {
      if (options.yieldsTo !== undefined) await options.yieldsTo.quiet();
      endOutdated();
      unloadNow();
      const job = queue.shift();
      if (job === undefined) return;
      try {
        const result = await perform(job);
        // All callers have cancelled: release the tensors that were to be kept for them.
        if (job.signal?.aborted === true) release(Object.values(result.kept));
        else job.resolve(result);
      } catch (error) {
        job.reject(stop.signal.aborted ? closed() : error instanceof AppError && error.code === 'inference.failed' ? failed(job.request, error) : error);
      }
    }
  }

  return {
    run(request, { signal } = {}) {
      if (stop.signal.aborted) return Promise.reject(closed());
      if (signal?.aborted === true) return Promise.reject(abortReason(signal));
      return new Promise((resolve, reject) => {
        const drop = (): void => {
          const place = queue.indexOf(job);
          if (place >= 0) queue.splice(place, 1);
          if (signal !== undefined) reject(abortReason(signal));
        };
        const job: Job = {
          request,
          signal,
          resolve: (result) => {
            signal?.removeEventListener('abort', drop);
            resolve(result);
          },
          reject: (error) => {
            signal?.removeEventListener('abort', drop);
            // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- rethrown unchanged
            reject(error);
          },
        };
        signal?.addEventListener('abort', drop, { once: true });
        queue.push(job);
        pump();
      });
    },
    release,
    get generation() {
      return generation;
    },
    async quiet() {
      const left = (): number => QUIET_AFTER_MS - (performance.now() - lastRunAt);
      while (pumping !== undefined || left() > 0) await (pumping ?? wait(left()));
    },
    async usage() {
      const counted = await worker?.ask({ kind: 'count' });
      return counted?.kind === 'counted' ? counted : { handles: 0, graphs: 0, residentBytes: 0, peakBytes: 0 };
    },
    restart() {
      isOutdated = true;
      if (pumping === undefined) endOutdated();
    },
    unloadRemoved() {
      mayBeRemoved = true;
      if (pumping === undefined) unloadNow();
    },
    async close() {
      stop.abort();
      for (const job of queue.splice(0)) job.reject(closed());
      await Promise.all([ending, worker?.close()]);
    },
  };
}

function closed(): AppError {
  return new AppError('inference.failed', 'The networks were closed while a run was waiting.');
}

function failed(request: GraphRun, error: AppError): AppError {
  return new AppError('inference.failed', `The network "${request.model}" failed in its step "${request.graph}".`, { ...(error.details === undefined ? {} : { details: error.details }), cause: error });
}

function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new DOMException('The run was cancelled.', 'AbortError');
}
