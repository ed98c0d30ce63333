import type { z } from 'zod';
import type { Job, JobPhase } from '../../shared/contract/jobs.ts';
import { parseInput } from '../../shared/errors/parse.ts';
import type { JobId, ShotId } from '../../shared/model/ids.ts';

/**
 * What is scarce for a kind of job; each lane has its own number of jobs at once. `interactive`: short work that a person at the window waits
 * for, which does not queue behind hours of propagation. `farm`: work that other machines do, for which this one only waits.
 */
export type Lane = 'inference' | 'interactive' | 'ffmpeg' | 'disk' | 'farm';

export interface JobProgress {
  readonly done: number;
  readonly total: number;
  readonly phase?: JobPhase;
  /** Frames that take unequal times, but together about as long as the next so many: the speed is that of whole groups. 1 by default. */
  readonly group?: number;
  /** Seconds left by earlier runs on this machine; told until the speed of a group of this run is measured. */
  readonly expectedSeconds?: number;
}

/** The job as it is when its phase has ended. */
export function withoutPhase({ phase: _phase, ...job }: Job): Job {
  return job;
}

/** The job as it is when nobody has paused it. */
export function withoutPause({ pause: _pause, ...job }: Job): Job {
  return job;
}

/** Context of a running job, independent of the wire. */
export interface JobContext {
  /** The only cancel. A job that sees it stops soon and rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Reports progress in frames; the total is known from the first call on. May be called for every frame: listeners are called ten times a second at most. */
  readonly report: (progress: JobProgress) => void;
  readonly log: (message: string) => void;
  /** A place where the work may stand still: while it is paused, this waits. Called by kinds that are `pausable`, as often as they can be; several calls at once stand still together. @throws as the signal */
  readonly mayGoOn: () => Promise<void>;
  /** Waits until a pause is asked for, which may never be. For work that is done elsewhere, so that there is nothing here on whose way `mayGoOn` could be called. @throws as the signal, at once */
  readonly pauseAsked: () => Promise<void>;
  /**
   * Waits until other jobs have ended, however they end; others have its room meanwhile. @param options `secondsLeft`: of this job while it waits, asked for every
   * other second. @returns them as they ended. @throws as the signal; AppError `job.notFound`
   */
  readonly waitFor: (ids: readonly JobId[], options?: { readonly secondsLeft?: () => number | null }) => Promise<readonly Job[]>;
}

/** A kind of job as it is written. Params are self-contained and serialisable, inputs named by content hash and path. */
interface JobKindDefinition<Params, Result> {
  readonly kind: string;
  /** Or where it is done at the time: here, or on a farm. */
  readonly lane: Lane | (() => Lane);
  readonly params: z.ZodType<Params>;
  readonly result: z.ZodType<Result>;
  /** Label for the user, with the object of the job: “Propagating colour · Shot 03”. */
  readonly label: (params: Params) => string;
  /** Names the work, where asking for it while it is queued or running is to give the same job. */
  readonly key?: (params: Params) => string;
  /** Frames of the work, where they are known before it begins. */
  readonly total?: (params: Params) => number;
  /** The shot that it works on, where it works on one. */
  readonly shotId?: (params: Params) => ShotId;
  /** Whether the job leaves the list when it is done or cancelled, because its result is found elsewhere. */
  readonly transient?: boolean;
  /** Whether it can be paused: it asks `mayGoOn` on its way, and begun again after a restart it goes on from what it has finished. */
  readonly pausable?: boolean;
  readonly run: (params: Params, context: JobContext) => Promise<Result>;
}

/** A job of a kind with its params in place. */
export interface PreparedJob<Params, Result> {
  readonly params: Params;
  readonly label: string;
  readonly key: string | undefined;
  readonly total: number;
  readonly shotId: ShotId | undefined;
  readonly run: (context: JobContext) => Promise<Result>;
}

/** A kind of job for the runner: params are unparsed, so that stored and new jobs are handled alike. */
export interface JobKind<Params, Result> {
  readonly kind: string;
  readonly lane: () => Lane;
  readonly transient: boolean;
  readonly pausable: boolean;
  /** @throws AppError `input.malformed` when the params are not of this kind */
  readonly prepare: (params: unknown) => PreparedJob<Params, Result>;
  /** A stored result, or `undefined` when it is of an older form. */
  readonly readResult: (stored: unknown) => Result | undefined;
}

export function defineJobKind<Params, Result>(definition: JobKindDefinition<Params, Result>): JobKind<Params, Result> {
  const { kind, lane, transient = false, pausable = false } = definition;
  return {
    kind, transient, pausable,
    lane: typeof lane === 'function' ? lane : () => lane,
    prepare(given) {
      const params = parseInput(definition.params, given, `The job “${kind}”`);
      return {
        params,
        label: definition.label(params),
        key: definition.key?.(params),
        total: definition.total?.(params) ?? 0,
        shotId: definition.shotId?.(params),
        run: async (context) => definition.result.parse(await definition.run(params, context)),
      };
    },
    readResult(stored) {
      const parsed = definition.result.safeParse(stored);
      return parsed.success ? parsed.data : undefined;
    },
  };
}
