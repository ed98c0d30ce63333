import { z } from 'zod';
import { DeliveryCodec, KeptPart } from './delivery.ts';
import { FrameIndex, FrameRange } from './frame.ts';
import { ClipId } from './ids.ts';

/** Runs of frames that are kept; a codec changes all frames or hardly any. */
export const MOST_LUMA_RUNS = 500;

/** Luma that lies below this (dB) is that of another picture; the codecs of today stay above 38. */
export const FOREIGN_LUMA_PSNR = 22;

/** Which frames of the clip were compared, and which of them differ. */
export const LumaFrames = z.object({
  checked: z.array(FrameRange),
  /** In order; the first `MOST_LUMA_RUNS` runs. */
  differing: z.array(FrameRange),
  differingFrames: z.number().int().min(0),
  /** The first frame with the largest error; `null` where none differs. */
  worst: z.object({ frame: FrameIndex, differingSamples: z.number().int().min(1), maxError: z.number().min(1) }).nullable(),
  /** Of those that differ the ones that show another picture: their own PSNR lies below `FOREIGN_LUMA_PSNR`. */
  foreign: z.array(FrameRange),
});
export type LumaFrames = z.infer<typeof LumaFrames>;

/**
 * Difference of the delivered Y′ from the source's, found by decoding the written file. Errors in codes of the file as it decodes (ProRes
 * 4444 decodes to 12 bits).
 */
export const LumaCheck = z.object({
  /**
   * `exact`: every checked sample equals the source's; `lossy`: the codec (or a smaller depth) changed some; `failed`: a lossless
   * delivery differs.
   */
  result: z.enum(['exact', 'lossy', 'failed']),
  checkedFrames: z.number().int().min(0),
  checkedSamples: z.number().int().min(0),
  differingSamples: z.number().int().min(0),
  meanError: z.number().min(0),
  maxError: z.number().min(0),
  /** Peak signal to noise ratio of Y′ in dB; `null` when nothing differs. */
  psnr: z.number().nullable(),
  /** Mean of delivered less source, in codes; checks of older editions have none. */
  shift: z.number().optional(),
  /** One sentence for the user: "0 of 4147200 luma samples differ". */
  sentence: z.string(),
  /** By frame; checks of older editions have none. */
  frames: LumaFrames.optional(),
});
export type LumaCheck = z.infer<typeof LumaCheck>;

export const DeliveryFrame = z.object({
  frame: z.number().int().min(0),
  coloured: z.boolean(),
  /** Mean confidence 0…1 of the propagation, if known. */
  confidence: z.number().min(0).max(1).nullable(),
  /** Share 0…1 of chroma samples that lay outside sRGB at their luma and were reduced. */
  reducedShare: z.number().min(0).max(1),
  /**
   * Mean distance in ab from the previous frame, at the plane's size; `null` for the first frame and beside uncoloured ones. It includes
   * motion: peaks matter, not the level.
   */
  abChange: z.number().min(0).nullable(),
});
export type DeliveryFrame = z.infer<typeof DeliveryFrame>;

/** Report of one delivered file or folder. */
export const DeliveryReport = z.object({
  version: z.literal(1),
  /** Finished files; for a sequence the folder. */
  files: z.array(z.string()),
  bytes: z.number().min(0),
  codec: DeliveryCodec,
  pixelFormat: z.string(),
  /** `id`: in the project of the delivery; absent in reports of older editions. */
  clip: z.object({ name: z.string(), contentHash: z.string(), id: ClipId.optional() }),
  range: FrameRange,
  /** Frames written. */
  frameCount: z.number().int().min(0),
  /** Frames of the range that the source could not give (truncated): the file ends before them. */
  missingFrames: z.number().int().min(0),
  /** Frames without colour, delivered neutral gray. */
  uncolouredFrames: z.array(z.number().int().min(0)),
  frames: z.array(DeliveryFrame),
  meanConfidence: z.number().min(0).max(1).nullable(),
  reducedShare: z.number().min(0).max(1),
  /** Frames whose chroma differs abruptly from their neighbours' (see `abChange`), the largest difference first. */
  flicker: z.object({ meanAbChange: z.number().min(0), conspicuousFrames: z.array(z.number().int().min(0)) }),
  lumaCheck: LumaCheck.nullable(),
  /** What became of each track and tag; reports of older editions have none. */
  kept: z.array(KeptPart).default([]),
  /** Messages on what was kept and what was lost. */
  remarks: z.array(z.string()),
  /** The encoder's command line, for copying. */
  command: z.string(),
  seconds: z.number().min(0),
});
export type DeliveryReport = z.infer<typeof DeliveryReport>;

/** Runs of frames in a summary. */
const MOST_SUMMARY_RUNS = 20;

/** Summary of a delivered file for job lists; a few lines at any length. */
export const DeliverySummary = DeliveryReport.pick({ files: true, bytes: true, frameCount: true, missingFrames: true, lumaCheck: true, clip: true, range: true }).partial({ clip: true, range: true }).extend({ uncolouredFrames: z.number().int().min(0) });
export type DeliverySummary = z.infer<typeof DeliverySummary>;

export function summaryOf({ files, bytes, frameCount, missingFrames, lumaCheck, uncolouredFrames, clip, range }: DeliveryReport): DeliverySummary {
  return { files, bytes, frameCount, missingFrames, lumaCheck: lumaCheck === null ? null : inShort(lumaCheck), uncolouredFrames: uncolouredFrames.length, clip, range };
}

function inShort({ frames, ...check }: LumaCheck): LumaCheck {
  return frames === undefined ? check : { ...check, frames: { ...frames, checked: frames.checked.slice(0, MOST_SUMMARY_RUNS), differing: frames.differing.slice(0, MOST_SUMMARY_RUNS) } };
}
