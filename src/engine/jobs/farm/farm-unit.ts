import { z } from 'zod';
import type { ErrorWire } from '../../../shared/errors/app-error.ts';

/** BullMQ takes priorities up to 2²¹; 1 comes first. */
export const LAST_PRIORITY = 2_000_000;

/** A piece of work for one worker. Equal work has an equal id, independent of the sender, and is done once. */
export const FarmUnit = z.object({
  /** SHA-256 over all that the work is made from. */
  id: z.string().regex(/^[0-9a-f]{64}$/),
  kind: z.string(),
  /** Label for the user. */
  label: z.string(),
  /** Whose work it is: the project or the command that sent it first. */
  project: z.string(),
  /** Frames to be made. */
  frames: z.number().int().min(0),
  /** As its kind reads it. */
  body: z.unknown(),
});
export type FarmUnit = z.infer<typeof FarmUnit>;

/** Progress of a unit, with the details of its kind (`fresh`: frames made since the last report). */
export const UnitProgress = z.object({ done: z.number(), total: z.number(), worker: z.string(), fresh: z.array(z.unknown()).default([]) });
export type UnitProgress = z.infer<typeof UnitProgress>;

/** What a unit fails with whose senders have all cancelled it while a worker had it in hand. */
export const CANCELLED_UNIT = { code: 'job.failed', message: 'Cancelled.' } as const satisfies ErrorWire;

/** Thrown by a unit's maker: this machine cannot make it, another may. */
export class UnitRefused extends Error {
  override readonly name = 'UnitRefused';
}

/** Thrown by a unit's maker: it cannot be made now, by no fault of its own (the store is full). It is tried again and does not count as failed. */
export class UnitPostponed extends Error {
  override readonly name = 'UnitPostponed';
}
