import type { Job } from '../../shared/contract/jobs.ts';
import { AppError, type ErrorWire } from '../../shared/errors/app-error.ts';
import { fromFileSystem } from '../../shared/errors/file-system-error.ts';
import type { JobProgress, Lane, PreparedJob } from './job-kind.ts';

/** One run of a job, from the queue to its end. */
export interface Run {
  readonly prepared: PreparedJob<unknown, unknown>;
  readonly lane: Lane;
  readonly workKey: string | undefined;
  readonly controller: AbortController;
  readonly ended: Promise<Job>;
  readonly end: (job: Job) => void;
  /** The work, once it has begun. */
  work?: Promise<void>;
  /** The work stands still at a place where it may, and has given its room in the lane to others. */
  standstill?: { readonly goOn: () => void };
  /** Called when a pause is asked for. */
  onPauseAsked?: () => void;
  /** Called when it stands still. */
  onStandstill?: () => void;
}

export function newRun(prepared: PreparedJob<unknown, unknown>, lane: Lane, workKey: string | undefined): Run {
  const { promise: ended, resolve } = Promise.withResolvers<Job>();
  return { prepared, lane, workKey, controller: new AbortController(), ended, end: resolve };
}

/** Waits until the run goes on. @throws the signal's reason when it is stopped meanwhile */
export async function standStill(run: Run): Promise<void> {
  const { signal } = run.controller;
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const stop = (): void => { reject(signal.reason as Error); };
  signal.addEventListener('abort', stop, { once: true });
  run.standstill = { goOn: () => { resolve(undefined); } };
  run.onStandstill?.();
  try {
    await promise;
  } finally {
    signal.removeEventListener('abort', stop);
    delete run.standstill;
  }
}

/** Begins the work or lets it go on. @returns when it has ended or stands still: others may have its room */
export async function inLane(run: Run, begin: () => Promise<void>): Promise<void> {
  const still = Promise.withResolvers<undefined>();
  run.onStandstill = () => { still.resolve(undefined); };
  if (run.standstill === undefined) run.work ??= begin();
  else run.standstill.goOn();
  await Promise.race([run.work, still.promise]);
}

export function wholeProgress({ done, total, phase }: JobProgress): JobProgress {
  const whole = Math.max(0, Math.round(total));
  return { done: Math.min(whole, Math.max(0, Math.round(done))), total: whole, ...(phase === undefined ? {} : { phase }) };
}

/** The stored form of a failure. What the file system refuses is told in a sentence; an unexpected error is stored as such, with its stack. */
export function errorWire(error: unknown): ErrorWire {
  const told = fromFileSystem(error);
  if (told instanceof AppError) return told.toWire();
  return { code: 'job.failed', message: 'The job stopped because of a fault in the program.', details: error instanceof Error ? error.stack ?? error.message : String(error) };
}
