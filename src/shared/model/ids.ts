import { z } from 'zod';

/** Ids are opaque strings, branded so that a shot's id cannot be used as a clip's. Made only by {@link newId}. */
export const ClipId = z.string().min(1).brand('ClipId');
export const ShotId = z.string().min(1).brand('ShotId');
export const KeyframeId = z.string().min(1).brand('KeyframeId');
export const HintId = z.string().min(1).brand('HintId');
export const HintGroupId = z.string().min(1).brand('HintGroupId');
export const SwatchId = z.string().min(1).brand('SwatchId');
export const ReferenceId = z.string().min(1).brand('ReferenceId');
export const NoteId = z.string().min(1).brand('NoteId');
export const StillId = z.string().min(1).brand('StillId');
export const SceneId = z.string().min(1).brand('SceneId');
export const SequenceId = z.string().min(1).brand('SequenceId');
export const EventId = z.string().min(1).brand('EventId');
export const AcceptanceId = z.string().min(1).brand('AcceptanceId');
export const LayerId = z.string().min(1).brand('LayerId');
export const MaskId = z.string().min(1).brand('MaskId');
export const VersionId = z.string().min(1).brand('VersionId');
export const JobId = z.string().min(1).brand('JobId');
export type ClipId = z.infer<typeof ClipId>;
export type ShotId = z.infer<typeof ShotId>;
export type KeyframeId = z.infer<typeof KeyframeId>;
export type HintId = z.infer<typeof HintId>;
export type HintGroupId = z.infer<typeof HintGroupId>;
export type SwatchId = z.infer<typeof SwatchId>;
export type ReferenceId = z.infer<typeof ReferenceId>;
export type NoteId = z.infer<typeof NoteId>;
export type StillId = z.infer<typeof StillId>;
export type SceneId = z.infer<typeof SceneId>;
export type SequenceId = z.infer<typeof SequenceId>;
export type EventId = z.infer<typeof EventId>;
export type AcceptanceId = z.infer<typeof AcceptanceId>;
export type LayerId = z.infer<typeof LayerId>;
export type MaskId = z.infer<typeof MaskId>;
export type VersionId = z.infer<typeof VersionId>;
export type JobId = z.infer<typeof JobId>;

/** A fresh id of the branded schema: `newId(HintId)`. */
export function newId<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
  return schema.parse(crypto.randomUUID());
}
