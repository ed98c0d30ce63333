import { z } from 'zod';

/** A frame of a delivered film beside the source's. ab and L in Lab units, luma in codes of the delivered file. */
export const QualityFrame = z.object({
  /** In the delivered film, from 0. */
  frame: z.number().int().min(0),
  /** The source frame that it shows, by its luma. */
  sourceFrame: z.number().int().min(0),
  /** Mean chroma C*ab. */
  chroma: z.number().min(0),
  /** Share 0…1 of the picture that has colour, of what is neither black nor white. */
  coverage: z.number().min(0).max(1),
  /** Share 0…1 of the picture whose code values lie outside R′G′B′ 0…1. */
  outOfGamut: z.number().min(0).max(1),
  /** Change of ab back and forth against both neighbours, mean over blocks, less what the source's own lightness does there; `null` beside a cut. */
  flicker: z.number().min(0).nullable(),
  /** The same of the source's lightness: flicker that was there before. */
  sourceFlicker: z.number().min(0).nullable(),
  /** Mean distance of skin-like colours from the skin line of the vectorscope, degrees; `null` where there are none. */
  skinDeviation: z.number().min(0).nullable(),
  lumaDiffering: z.number().int().min(0),
  lumaMean: z.number().min(0),
  lumaMax: z.number().min(0),
});
export type QualityFrame = z.infer<typeof QualityFrame>;

/** Kinds of finding, in the order in which a report lists them. */
export const FINDING_KINDS = ['frameCount', 'droppedFrame', 'doubledFrame', 'tag', 'soundOffset', 'soundMissing', 'luma', 'uncoloured', 'flicker', 'outOfGamut', 'saturationDrift', 'skin', 'hint', 'keyframe'] as const;
export const FindingKind = z.enum(FINDING_KINDS);
export type FindingKind = z.infer<typeof FindingKind>;

const Share = z.number().min(0).max(1);

/** A part of a picture: left, top, right and bottom edge as fractions of its width and height. */
export const FaultBox = z.tuple([Share, Share, Share, Share]).readonly();
export type FaultBox = z.infer<typeof FaultBox>;

/** Something that lies beyond its limit, and where. */
export const Finding = z.object({
  kind: FindingKind,
  /** Frames of the delivered film, both ends included; absent for what concerns the file. */
  frames: z.object({ first: z.number().int().min(0), last: z.number().int().min(0) }).optional(),
  /** Subject, where one frame or file may have several findings of a kind: the name of a tag, the position of a hint. */
  subject: z.string().optional(),
  value: z.number().optional(),
  limit: z.number().optional(),
  /**
   * Where in the picture it is, on its worst frame (of the delivered film): of a grid of 16 × 9 blocks those around the worst one that have at least half as much of it. Absent for what
   * has no place, and in reports that were made before there were places.
   */
  place: z.object({ frame: z.number().int().min(0), box: FaultBox }).optional(),
  /** One sentence for the user. */
  sentence: z.string(),
});
export type Finding = z.infer<typeof Finding>;

export const QualityTag = z.object({ name: z.string(), source: z.string(), delivered: z.string(), verdict: z.enum(['same', 'added', 'changed', 'lost']) });
export type QualityTag = z.infer<typeof QualityTag>;

/** A hint of the project against the delivered frame at its place. */
export const QualityHint = z.object({ frame: z.number().int().min(0), at: z.tuple([z.number(), z.number()]), asked: z.tuple([z.number(), z.number()]), delivered: z.tuple([z.number(), z.number()]), deltaE: z.number().min(0) });
export type QualityHint = z.infer<typeof QualityHint>;

/** A keyframe's own colour against the delivered frame: mean distance in ab over the picture, and where it is largest. */
export const QualityKeyframe = z.object({ frame: z.number().int().min(0), distance: z.number().min(0), box: FaultBox.optional() });
export type QualityKeyframe = z.infer<typeof QualityKeyframe>;

/** A run of frames without a cut. */
export const QualityShot = z.object({
  first: z.number().int().min(0), last: z.number().int().min(0),
  chroma: z.number(), coverage: z.number(), outOfGamut: z.number(), flicker: z.number().nullable(), sourceFlicker: z.number().nullable(),
  /** Mean chroma of the last quarter as a share of the first quarter's. */
  saturationDrift: z.number(),
  skinDeviation: z.number().nullable(),
});
export type QualityShot = z.infer<typeof QualityShot>;

/** Shots that are shorter or paler are not checked for drift: what little chroma they have says nothing. */
const DRIFT_FRAMES = 16;
const DRIFT_CHROMA = 4;

/** Pure: whether the drift of a shot says something. */
export function hasDrift({ first, last, chroma }: QualityShot): boolean {
  return last - first + 1 >= DRIFT_FRAMES && chroma >= DRIFT_CHROMA;
}

const limit = z.number().min(0);

/**
 * The most that passes without a finding; those that are left out have a default, `null` looks away.
 * `flicker`: Lab units. `hint`: ΔE2000. `keyframe`: mean distance in ab. `uncoloured`: share of a frame that has lost its colour. `saturationDrift`: share. `lumaMax`, `lumaMean`: codes.
 */
export const QualityLimits = z.strictObject({
  flicker: limit.nullable().default(1), uncoloured: limit.nullable().default(0.5), outOfGamut: limit.nullable().default(0.05), saturationDrift: limit.nullable().default(0.5),
  skinDegrees: limit.nullable().default(null), hint: limit.nullable().default(4), keyframe: limit.nullable().default(4), soundMilliseconds: limit.nullable().default(20),
  lumaMax: limit.nullable().default(null), lumaMean: limit.nullable().default(null), tags: z.boolean().default(true), frames: z.boolean().default(true),
});
export type QualityLimits = z.infer<typeof QualityLimits>;

export const QualityReport = z.object({
  version: z.literal(1),
  delivered: z.string(),
  source: z.string(),
  project: z.string().nullable(),
  /** Frames of the delivered film, and the source frame that its first one shows. */
  frameCount: z.number().int().min(1),
  firstSourceFrame: z.number().int().min(0),
  rate: z.object({ num: z.number(), den: z.number() }),
  startTimecode: z.string().nullable(),
  luma: z.object({
    /** `exact`: every sample of every frame is the source's. */
    result: z.enum(['exact', 'lossy']),
    bitDepth: z.number().int(), differingSamples: z.number().int().min(0), samples: z.number().int().min(0), mean: z.number().min(0), max: z.number().min(0), psnr: z.number().nullable(),
  }),
  /** Milliseconds by which the delivered sound is late (positive) or early; `null` where there is none to compare. */
  soundOffset: z.number().nullable(),
  tags: z.array(QualityTag),
  shots: z.array(QualityShot),
  hints: z.array(QualityHint),
  keyframes: z.array(QualityKeyframe),
  frames: z.array(QualityFrame),
  limits: QualityLimits,
  findings: z.array(Finding),
});
export type QualityReport = z.infer<typeof QualityReport>;
