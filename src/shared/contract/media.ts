import { oc } from '@orpc/contract';
import { z } from 'zod';
import { ClipId, JobId, ReferenceId } from '../model/ids.ts';

/** A picture for the engine: by its path on the engine's computer, or as its bytes, as a browser gives what was dropped on it. */
export const PictureSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('path'), path: z.string().min(1) }),
  z.object({ kind: z.literal('bytes'), name: z.string().min(1), bytes: z.instanceof(Blob) }),
]);
export type PictureSource = z.infer<typeof PictureSource>;

/** A clip whose film is not at its path. */
export const MissingClip = z.object({ clipId: ClipId, name: z.string(), path: z.string() });
export type MissingClip = z.infer<typeof MissingClip>;

export const mediaContract = {
  /**
   * Probes a film (file, or one image of a sequence), adds it to the open project as one shot, and starts the jobs that make its
   * proxy and find its shots (`jobId`; absent when they were found before). The clip can be looked at as soon as this answers.
   */
  openFilm: oc.input(z.object({ path: z.string(), deinterlace: z.boolean().default(false) })).output(z.object({ clipId: ClipId, jobId: JobId.optional() })),
  /** Looks for the shots of a clip again. They are taken while the clip is one shot; what a person has cut stays. */
  detectShots: oc.input(z.object({ clipId: ClipId })).output(z.object({ jobId: JobId })),
  /** Points a clip whose media moved at its new place, or at a folder that it is looked for in; refused with `media.otherFilm` when the content is another. */
  relink: oc.input(z.object({ clipId: ClipId, path: z.string() })).output(z.void()),
  /**
   * Makes a picture a reference of the open project; one that is there already (by content) is found again. Bytes are kept in a
   * folder beside the project. `mergeKey` joins it in one step of the history with what follows under the same key.
   */
  addReference: oc.input(z.object({ picture: PictureSource, mergeKey: z.string().optional() })).output(z.object({ referenceId: ReferenceId })),
  /** Which clips of the open project cannot be read now; films that lie beside the project are found again first. */
  missing: oc.output(z.array(MissingClip)),
};
