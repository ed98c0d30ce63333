import type { JobId } from '../model/ids.ts';

/** Files that a browser can only transfer by URL: delivered files are downloaded, dropped clips uploaded. */

/** GET: a file written by a delivery, by its index in the job's reports, or the page of a quality report. Folders of images have none. */
export function deliveredFileUrl(jobId: JobId, index: number): string {
  return `/files/delivered/${encodeURIComponent(jobId)}/${index}`;
}

/** GET: a picture of the guide by its file name. */
export function guidePictureUrl(name: string): string {
  return `/files/guide/${encodeURIComponent(name)}`;
}

/**
 * PUT: a clip as the request's body; the answer is {@link UploadedClip} as JSON, or an error in its wire form. Only the file name of a
 * path is used.
 */
export function clipUploadUrl(name: string): string {
  return `/files/clip/${encodeURIComponent((name.split(/[/\\]/).at(-1) ?? '').replaceAll(/\p{Cc}/gu, '-'))}`;
}

/** PUT: a colour image of a set that was dropped together, as {@link clipUploadUrl}. */
export function imageUploadUrl(name: string): string {
  return clipUploadUrl(name).replace('/files/clip/', '/files/image/');
}

/** PUT: an edit list, as {@link clipUploadUrl}. */
export function listUploadUrl(name: string): string {
  return clipUploadUrl(name).replace('/files/clip/', '/files/list/');
}

/** Path of the clip on the engine's computer. */
export interface UploadedClip {
  readonly path: string;
}
