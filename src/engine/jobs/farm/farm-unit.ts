import { z } from 'zod';

/** BullMQ takes priorities up to 2²¹; 1 comes first. */
export const LAST_PRIORITY = 2_000_000;

/** A piece of work that one worker does. Equal work has an equal id, whoever sends it: it is done once. */
export const FarmUnit = z.object({
  /** SHA-256 over all that the work is made from. */
  id: z.string().regex(/^[0-9a-f]{64}$/),
  kind: z.string(),
  /** For a person. */
  label: z.string(),
  /** Whose work it is: the project or the command that sent it first. */
  project: z.string(),
  /** Frames to be made. */
  frames: z.number().int().min(0),
  /** As its kind reads it. */
  body: z.unknown(),
});
export type FarmUnit = z.infer<typeof FarmUnit>;

/** Progress of a unit, with what its kind tells besides (`fresh`: what was made since the last report). */
export const UnitProgress = z.object({ done: z.number(), total: z.number(), worker: z.string(), fresh: z.array(z.unknown()).default([]) });
export type UnitProgress = z.infer<typeof UnitProgress>;

/** What a worker says of itself. */
export const WorkerDescription = z.object({
  host: z.string(), pid: z.number(), version: z.string(),
  /** Networks that it has, with the hashes of their graphs in the version. */
  networks: z.array(z.object({ id: z.string(), version: z.string() })),
  provider: z.string(), threads: z.number(), lanes: z.number(),
  /** Hash of a small computation: equal hashes, equal bits. */
  probe: z.string(),
});
export type WorkerDescription = z.infer<typeof WorkerDescription>;

/** A unit at a worker. */
const UnitAtWork = z.object({ id: z.string(), label: z.string(), project: z.string(), done: z.number(), total: z.number(), since: z.number() });

export const WorkerState = WorkerDescription.extend({
  name: z.string(), startedAt: z.number(), beatAt: z.number(),
  /** `resting`: it has refused units and waits; `waiting`: the store cannot be written. */
  state: z.enum(['idle', 'working', 'resting', 'waiting', 'draining']),
  /** Why it rests or waits. */
  reason: z.string().optional(),
  units: z.array(UnitAtWork), unitsDone: z.number(), unitsFailed: z.number(), framesDone: z.number(),
  /** Frames a second over the units done; `null` before the first. */
  framesPerSecond: z.number().nullable(), residentBytes: z.number(),
});
export type WorkerState = z.infer<typeof WorkerState>;

export interface FarmStatus {
  readonly workers: readonly WorkerState[];
  readonly isPaused: boolean;
  readonly isDraining: boolean;
  readonly counts: { readonly waiting: number; readonly active: number; readonly delayed: number; readonly failed: number; readonly completed: number };
}

/** Thrown by a unit's maker: this machine cannot make it, another may. */
export class UnitRefused extends Error {
  override readonly name = 'UnitRefused';
}

/** Thrown by a unit's maker: it cannot be made now, by no fault of its own (the store is full). It is tried again and does not count as failed. */
export class UnitPostponed extends Error {
  override readonly name = 'UnitPostponed';
}
