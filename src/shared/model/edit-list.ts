import { z } from 'zod';
import { FrameRange, Rate } from './frame.ts';
import { ClipId } from './ids.ts';

/** Where an edit list lies over a clip: by the record timecode, or its first event on a frame. */
export const Placement = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('timecode') }),
  z.object({ kind: z.literal('start') }),
  /** May be negative: the list begins before the clip. */
  z.object({ kind: z.literal('frame'), frame: z.number().int() }),
]);
export type Placement = z.infer<typeof Placement>;

/** Preview of the effect of a list on a clip. */
export const LaidPreview = z.object({
  name: z.string(),
  rate: Rate,
  events: z.number().int(),
  /** Events that lie in the clip, wholly or in part. */
  fitting: z.number().int(),
  placement: Placement,
  firstFrame: z.number().int(),
  shots: z.array(z.object({ range: FrameRange, name: z.string(), dissolve: FrameRange.optional(), isOfList: z.boolean() })),
  markers: z.number().int(),
  /** Sentences: what was assumed, what does not fit, what is not imported. */
  remarks: z.array(z.string()),
});
export type LaidPreview = z.infer<typeof LaidPreview>;

/** Which events of a list the clips of a project have. */
export const ConformPreview = z.object({
  name: z.string(),
  rate: Rate,
  dropFrame: z.boolean(),
  found: z.number().int(),
  missing: z.array(z.object({ label: z.string(), name: z.string(), why: z.string() })),
  remarks: z.array(z.string()),
});
export type ConformPreview = z.infer<typeof ConformPreview>;

/** What an edit list has for clips that are to become a project. */
export const ListForNew = z.object({
  name: z.string(),
  events: z.number().int(),
  /** Events that lie in the clips. */
  fitting: z.number().int(),
  /** What becomes of it: shots of one clip, or a sequence whose events give their clips shots. */
  use: z.discriminatedUnion('kind', [z.object({ kind: z.literal('shots'), clipId: ClipId }), z.object({ kind: z.literal('sequence') })]),
  /** Clips that have events. */
  clipIds: z.array(ClipId),
  /** Sentences: what was assumed, what does not fit, what is not imported. */
  remarks: z.array(z.string()),
});
export type ListForNew = z.infer<typeof ListForNew>;
