import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Clip, ClipCoding } from '../model/clip.ts';
import { ClipReport } from '../model/clip-report.ts';
import { Rate } from '../model/frame.ts';
import { ClipId, JobId, ReferenceId } from '../model/ids.ts';

/** A picture for the engine: its path on the engine's computer, or its bytes, as a browser reads a dropped file. */
export const PictureSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('path'), path: z.string().min(1) }),
  z.object({ kind: z.literal('bytes'), name: z.string().min(1), bytes: z.instanceof(Blob) }),
]);
export type PictureSource = z.infer<typeof PictureSource>;

/** A clip whose media is not at its path. */
export const MissingClip = z.object({ clipId: ClipId, name: z.string(), path: z.string() });
export type MissingClip = z.infer<typeof MissingClip>;

export const mediaContract = {
  /**
   * Probes a clip (a file, or one image of a sequence) without adding it anywhere; no project need be open. Its id is new, and not that which the clip gets when it is opened.
   * @throws `file.missing`, `media.*`
   */
  probe: oc.input(z.object({ path: z.string().min(1) })).output(Clip),
  /**
   * Probes a clip (a file, or one image of a sequence), adds it to the open project as one shot, and starts the jobs that make its proxy
   * and find its shots (`jobId`; absent when they were found before). The clip can be viewed as soon as this answers.
   * `coding`: instead of its tags; `sequenceRate`: of an image sequence, instead of what is probed; `proxies`: left out, as in the settings; `findShots`: false where an edit list gives its shots.
   */
  openClip: oc.input(z.object({ path: z.string(), deinterlace: z.boolean().default(false), coding: ClipCoding.optional(), sequenceRate: Rate.optional(), proxies: z.boolean().optional(), findShots: z.boolean().default(true) })).output(z.object({ clipId: ClipId, jobId: JobId.optional() })),
  /**
   * The first frame of a film whose frames have to be counted before it can be opened, by decoding them or by reading every byte of a large file without an index: a gray
   * JPEG to look at while `openClip` works. Null for films that are open in a moment and for image sequences.
   */
  firstPicture: oc.input(z.object({ path: z.string() })).output(z.instanceof(Blob).nullable()),
  /** Properties of a clip, and which of them are assumed. */
  report: oc.input(z.object({ clipId: ClipId })).output(ClipReport),
  /** Finds the shots of a clip again. They replace its shots only while the clip is one shot; the user's cuts are kept. */
  detectShots: oc.input(z.object({ clipId: ClipId })).output(z.object({ jobId: JobId })),
  /** Sets the path of a clip whose media moved, or a folder to search for it; refused with `media.otherClip` when the content differs. */
  relink: oc.input(z.object({ clipId: ClipId, path: z.string() })).output(z.void()),
  /**
   * Makes a picture a reference of the open project; one with the same content is reused. Bytes are saved in a folder beside the project.
   * `mergeKey` joins it in one step of the history with later commands of the same key.
   */
  addReference: oc.input(z.object({ picture: PictureSource, mergeKey: z.string().optional() })).output(z.object({ referenceId: ReferenceId })),
  /** Which clips of the open project cannot be read; media beside the project is found again first. */
  missing: oc.output(z.array(MissingClip)),
  /** Looks whether the files of the open project's clips have changed, unless that was done a moment ago; what is found comes as events of the project. Called when a window gets the focus. */
  look: oc.output(z.void()),
};
