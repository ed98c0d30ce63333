import { oc } from '@orpc/contract';
import { z } from 'zod';
import { ClipId, JobId } from '../model/ids.ts';

export const mediaContract = {
  /**
   * Probes a film (file, or one image of a sequence), adds it to the open project as one shot, and starts the job that makes its
   * proxy and finds its shots. The clip can be looked at as soon as this answers.
   */
  openFilm: oc.input(z.object({ path: z.string(), deinterlace: z.boolean().default(false) })).output(z.object({ clipId: ClipId, jobId: JobId })),
  /** Finds the shots of a clip again; replaces what is there. */
  detectShots: oc.input(z.object({ clipId: ClipId })).output(z.object({ jobId: JobId })),
  /** Points a clip whose media moved at its new place; refused when the content is another. */
  relink: oc.input(z.object({ clipId: ClipId, path: z.string() })).output(z.void()),
  /** Which clips of the open project cannot be read now. */
  missing: oc.output(z.array(z.object({ clipId: ClipId, path: z.string() }))),
};
