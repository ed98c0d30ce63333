import { oc } from '@orpc/contract';
import { z } from 'zod';
import { DeliveryReport } from '../model/delivery-report.ts';
import { DeliveryCodec, DeliverySettings, KeptPart } from '../model/delivery.ts';
import { DEFAULT_NAMING } from '../model/delivery-naming.ts';
import { QualityLimits } from '../model/quality-report.ts';
import { DeliveryWhat } from '../model/delivery-parts.ts';
import { DeliveryTags } from '../model/delivery-tags.ts';
import { FrameRange } from '../model/frame.ts';
import { ClipId, JobId, SequenceId } from '../model/ids.ts';

export const DeliveryRequest = z.object({
  what: DeliveryWhat,
  codec: DeliveryCodec,
  settings: DeliverySettings.optional(),
  /** Tags that replace those of the clips. */
  tags: DeliveryTags.optional(),
  directory: z.string(),
  /** Fields in braces are replaced: see `NAMING_FIELDS`. */
  naming: z.string().default(DEFAULT_NAMING),
  overwrite: z.boolean().default(false),
  /** Shots with keyframes, some of whose frames have no colour or stale colour, are propagated first; the delivery waits for them and fails with what they fail with. */
  propagate: z.boolean().optional(),
  /** A file whose name is in use gets a number; without it the delivery is refused. Nothing is replaced then. */
  numbered: z.boolean().optional(),
  /** The sequence that the shots are delivered for: the timeline has its events, and names can have their numbers. */
  sequenceId: SequenceId.optional(),
  /** Writes the timeline of the shots' files too, in the format of its ending; the path is within the folder unless it is a whole one. */
  timeline: z.object({ path: z.string() }).optional(),
  /** Checks each file when all are written, in a job of its own, and writes the report beside it. */
  qualityReport: z.boolean().optional(),
  /** Limits of that report; the usual ones where they are left out. */
  qualityLimits: QualityLimits.optional(),
});
export type DeliveryRequest = z.infer<typeof DeliveryRequest>;

export const DeliveryEstimate = z.object({
  files: z.array(z.string()),
  /** Files (places in `files`) whose name was in use: they are numbered, or replace what is there. */
  inUse: z.array(z.number().int().min(0)),
  frames: z.number().int(),
  uncolouredFrames: z.number().int(),
  /** Without the propagation before it. */
  seconds: z.number(),
  bytes: z.number(),
  freeBytes: z.number(),
  /** The propagation of its shots, where some of these have keyframes and are not coloured. */
  propagation: z.object({
    /** Frames still to be coloured: of the whole shots. */
    frames: z.number().int(),
    /** By the speed of earlier runs on this machine. `null` without one, and where a farm propagates. */
    seconds: z.number().nullable(),
    /** That the colour takes in the cache. */
    bytes: z.number(),
  }).optional(),
  /** Tracks and tags by files: each group once, with the files (places in `files`) that have these lines. */
  kept: z.array(z.object({ files: z.array(z.number().int().min(0)), lines: z.array(KeptPart) })),
  /** The timeline that is written with the files. */
  timeline: z.object({ path: z.string(), events: z.number().int(), remarks: z.array(z.string()) }).optional(),
  /** Messages on what is kept and what is not supported. */
  remarks: z.array(z.string()),
});
export type DeliveryEstimate = z.infer<typeof DeliveryEstimate>;

/** An earlier delivery of the frames of a file that is to be written. */
export const DeliveredBefore = z.object({
  /** Place of the file among those of the request. */
  file: z.number().int().min(0),
  /** The clip of its frames. */
  clipId: ClipId,
  /** The last file that holds all of its frames and still stands as it was written, if there is one of the same codec. */
  path: z.string(),
  /** When it was written, ISO 8601. */
  at: z.string(),
  range: FrameRange,
  /** Frames whose colour is another one now, in order; empty where nothing has changed. */
  changed: z.array(FrameRange),
  /** What else differs (codec, size, range, tags, sound, layers …), a sentence each. */
  differences: z.array(z.string()),
});
export type DeliveredBefore = z.infer<typeof DeliveredBefore>;

export const deliverContract = {
  /** What of a request was delivered before, and which frames differ from that now; files that were not are left out. Changes nothing. */
  before: oc.input(DeliveryRequest).output(z.array(DeliveredBefore)),
  estimate: oc.input(DeliveryRequest).output(DeliveryEstimate),
  run: oc.input(DeliveryRequest).output(z.object({ jobId: JobId })),
  /** The full reports of a delivery that has ended; job lists contain only a summary. */
  reports: oc.input(z.object({ jobId: JobId })).output(z.array(DeliveryReport)),
};
