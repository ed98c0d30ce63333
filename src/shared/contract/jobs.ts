import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { ErrorWire } from '../errors/app-error.ts';
import { JobId, ShotId } from '../model/ids.ts';

export const JobState = z.enum(['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted']);
export type JobState = z.infer<typeof JobState>;

/** What a running job does just now, where that is not its work alone: what was written is read again and checked. */
export const JobPhase = z.enum(['verifying']);
export type JobPhase = z.infer<typeof JobPhase>;

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
  createdAt: z.string(),
  /** Whether it leaves the list when it is done; its end is published like that of any job. */
  transient: z.boolean().optional(),
  error: ErrorWire.optional(),
  /** The result, in its kind's own shape. */
  result: z.unknown().optional(),
});
export type Job = z.infer<typeof Job>;

export const jobsContract = {
  list: oc.output(z.array(Job)),
  cancel: oc.input(z.object({ jobId: JobId })).output(z.void()),
  /** Starts an interrupted, failed or cancelled job again; finished parts are not made again. */
  resume: oc.input(z.object({ jobId: JobId })).output(z.object({ jobId: JobId })),
  clearEnded: oc.output(z.void()),
  /** The state of the job, at most ten times a second. */
  events: oc.output(eventIterator(Job)),
};
