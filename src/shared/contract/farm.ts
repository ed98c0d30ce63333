import { oc } from '@orpc/contract';
import { z } from 'zod';

/** A worker's description of itself. */
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
  /** Frames a second that its units have told as done, in spans of five seconds, the oldest first: 12, or as many as since it began. Workers of older editions do not say it. */
  lastMinute: z.array(z.number().min(0)).max(12).optional(),
});
export type WorkerState = z.infer<typeof WorkerState>;

export const FarmStatus = z.object({
  workers: z.array(WorkerState).readonly(),
  /** Workers take no more units until the farm is resumed. */
  isPaused: z.boolean(),
  /** Workers end when their units are done. */
  isDraining: z.boolean(),
  /** Units that wait to be tried again since workers cannot write to the shared folder (at most 1000 are counted), with the reason of one of them. */
  putOff: z.object({ units: z.number(), reason: z.string() }).optional(),
  /** `dependent`: pieces of deliveries that wait for the colour of their frames. */
  counts: z.object({ waiting: z.number(), active: z.number(), delayed: z.number(), dependent: z.number().default(0), failed: z.number(), completed: z.number() }),
});
export type FarmStatus = z.infer<typeof FarmStatus>;

/** The render farm that this engine sends propagation to, where the preferences `farmUrl` and `farmStore` name one. */
export const farmContract = {
  /** `null` while none is chosen. `url` without its password. */
  status: oc.output(FarmStatus.extend({ url: z.string(), store: z.string() }).nullable()),
  pause: oc.output(z.void()),
  resume: oc.output(z.void()),
  /** Lets a worker end when its units are done; all when left out. */
  drain: oc.input(z.object({ worker: z.string().optional() })).output(z.void()),
};
