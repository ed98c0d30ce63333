import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Clip } from '../model/clip.ts';
import { ConformPreview, LaidPreview, ListForNew, Placement } from '../model/edit-list.ts';
import { FrameIndex, Rate } from '../model/frame.ts';
import { ClipId, SequenceId } from '../model/ids.ts';
import { Revision } from './project.ts';

/** An edit list to lay over a clip. */
export const EditListRequest = z.object({
  clipId: ClipId,
  /** A path on the engine's computer. CMX 3600, OpenTimelineIO, Final Cut Pro 7 XML or FCPXML, detected by content. */
  path: z.string().min(1),
  /** Left out: by the record timecode where that lies in the clip, else from its first frame. */
  placement: Placement.optional(),
});
export type EditListRequest = z.infer<typeof EditListRequest>;

/** Colour images that are named by their frames: of a folder on the engine's computer, or one by one (uploaded ones have other names on the disk). */
export const ReferenceImages = z.object({ path: z.string().min(1).optional(), images: z.array(z.object({ name: z.string(), path: z.string() })).max(100_000).optional() });
export type ReferenceImages = z.infer<typeof ReferenceImages>;

export const ReferencePreview = z.object({
  frames: z.array(z.object({ frame: FrameIndex, name: z.string(), hasMask: z.boolean(), shot: z.string(), replaces: z.enum(['nothing', 'hints', 'still']) })),
  misfits: z.array(z.object({ name: z.string(), why: z.string() })),
  remarks: z.array(z.string()),
});
export type ReferencePreview = z.infer<typeof ReferencePreview>;

export const interchangeContract = {
  /** Previews the effect of a list on a clip of the open project, without a change. @throws `input.malformed`, `input.empty`, `file.missing` */
  preview: oc.input(EditListRequest).output(LaidPreview),
  /**
   * What a list has for a project that is yet to be made of these clips: laid over the only clip, or that of its name, otherwise conformed. No project need be open.
   * @throws `input.malformed`, `input.empty`, `file.missing`
   */
  previewForNew: oc.input(z.object({ path: z.string().min(1), clips: z.array(Clip).max(10_000) })).output(ListForNew),
  /** Gives a clip the shots and markers of a list: one step to undo. @throws also `input.empty` when no event lies in the clip */
  import: oc.input(EditListRequest).output(z.object({ revision: Revision, laid: LaidPreview })),
  /** Writes the shots of a clip as a list, by the ending of the name: `.edl`, `.otio`, `.xml` (Final Cut Pro 7), `.fcpxml`; or, `.csv`, with their scenes, status, flags and notes. */
  export: oc.input(z.object({ clipId: ClipId, path: z.string().min(1), overwrite: z.boolean().default(false) })).output(z.object({ path: z.string(), events: z.number().int(), remarks: z.array(z.string()) })),
  /** Which images give which frames of a clip, and which give none. Changes nothing. @throws `file.missing` */
  referencePreview: oc.input(ReferenceImages.extend({ clipId: ClipId })).output(ReferencePreview),
  /** Writes the keyframes of a clip as PNG, named by their frames, for painting elsewhere. @throws `input.empty`, `output.*`, `file.*`, `disk.full` */
  exportKeyframes: oc.input(z.object({ clipId: ClipId, path: z.string().min(1), overwrite: z.boolean().default(false) })).output(z.object({ folder: z.string(), files: z.array(z.string()) })),
  /** Colour images, named by frame number or timecode, become approved keyframes: one step to undo. @throws `input.*`, `image.unreadable`, `file.missing` */
  importReferenceFrames: oc.input(ReferenceImages.extend({ clipId: ClipId })).output(z.object({ frames: z.array(FrameIndex), remarks: z.array(z.string()) })),
  /** Previews the content of such a list, and what its format does not support, without writing. */
  exportPreview: oc.input(z.object({ clipId: ClipId, ending: z.enum(['.edl', '.otio', '.xml', '.fcpxml', '.csv']) })).output(z.object({ events: z.number().int(), remarks: z.array(z.string()) })),
  /** Finds the clips of the open project for the events of a list, without a change. `rate`: of the timecode of an EDL. */
  conformPreview: oc.input(z.object({ path: z.string().min(1), rate: Rate.optional() })).output(ConformPreview),
  /** Gives the clips of a sequence the shots that its events use, with their handles: one step to undo. `remarks` say where events or handles overlap. */
  shotsFromSequence: oc.input(z.object({ sequenceId: SequenceId })).output(z.object({ shots: z.number().int(), clips: z.number().int(), remarks: z.array(z.string()) })),
  /** Puts the events of a list into a sequence of the open project: one step to undo. */
  conform: oc.input(z.object({ path: z.string().min(1), rate: Rate.optional(), handles: z.number().int().min(0).max(10_000).default(0) })).output(z.object({ sequenceId: SequenceId, conformed: ConformPreview })),
};
