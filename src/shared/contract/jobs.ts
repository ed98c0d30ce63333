import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { ErrorWire } from '../errors/app-error.ts';
import { JobId, ShotId } from '../model/ids.ts';

/** `paused`: stands still, in this run of the program or since an earlier one, and goes on when it is resumed. */
export const JobState = z.enum(['queued', 'running', 'paused', 'done', 'failed', 'cancelled', 'interrupted']);
export type JobState = z.infer<typeof JobState>;

/** What a running job does just now, where that is not its work alone: the source is read whole, to see that it is the one that was coloured; what was written is read again and checked; it waits for other jobs, or for one that is paused; it waits for room in the farm's shared folder; workers put off some of its units for want of that. */
export const JobPhase = z.enum(['reading', 'verifying', 'waiting', 'waitingForPaused', 'storeFull', 'putOff']);
export type JobPhase = z.infer<typeof JobPhase>;

/** Who paused a job: its own pause, or that of all jobs of its kind, which holds for new ones too. */
export const JobPause = z.enum(['alone', 'queue']);
export type JobPause = z.infer<typeof JobPause>;

/** Long work with progress, cancel and exactly one end. Progress counts frames. */
export const Job = z.object({
  id: JobId,
  kind: z.string(),
  label: z.string(),
  /** The shot that it works on, if it is one. */
  shotId: ShotId.optional(),
  state: JobState,
  done: z.number().int().min(0),
  total: z.number().int().min(0),
  secondsLeft: z.number().nullable(),
  phase: JobPhase.optional(),
  /** Of a paused job; of a running one while it finishes the frames in hand. */
  pause: JobPause.optional(),
  /** Among jobs that wait, the one with the smaller place begins first. */
  place: z.number().int().optional(),
  createdAt: z.string(),
  /** Whether it leaves the list when it is done or cancelled; its end is published like that of any job. */
  transient: z.boolean().optional(),
  error: ErrorWire.optional(),
  /** The result, in its kind's own shape. */
  result: z.unknown().optional(),
});
export type Job = z.infer<typeof Job>;

export const jobsContract = {
  list: oc.output(z.array(Job)),
  cancel: oc.input(z.object({ jobId: JobId })).output(z.void()),
  /** Starts an interrupted, failed or cancelled job again; finished parts are not made again. A paused one goes on. */
  resume: oc.input(z.object({ jobId: JobId })).output(z.object({ jobId: JobId })),
  /** A waiting job is left out until it is resumed, a running one stops after the frames in hand. */
  pause: oc.input(z.object({ jobId: JobId })).output(z.void()),
  /** Pauses all jobs of a kind, and new ones. */
  pauseAll: oc.input(z.object({ kind: z.string() })).output(z.void()),
  /** Those that `pauseAll` paused go on, in their order. */
  resumeAll: oc.input(z.object({ kind: z.string() })).output(z.void()),
  /** Moves a job that waits before another of its kind that waits, or behind all of them. */
  move: oc.input(z.object({ jobId: JobId, before: JobId.optional() })).output(z.void()),
  clearEnded: oc.output(z.void()),
  /** The state of the job, at most ten times a second. */
  events: oc.output(eventIterator(Job)),
};
