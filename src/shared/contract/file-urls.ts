import type { JobId } from '../model/ids.ts';

/** Files go by URL where a browser has no other way to them: what was delivered comes down, a film that was dropped goes up. */

/** GET: a file that a delivery has written, by its place in the job's reports. Folders of images have none. */
export function deliveredFileUrl(jobId: JobId, index: number): string {
  return `/files/delivered/${encodeURIComponent(jobId)}/${index}`;
}

/** PUT: a film as the request's body; the answer is {@link UploadedFilm} as JSON, or an error as it goes over the wire. Of a path only the name counts. */
export function filmUploadUrl(name: string): string {
  return `/files/film/${encodeURIComponent((name.split(/[/\\]/).at(-1) ?? '').replaceAll(/\p{Cc}/gu, '-'))}`;
}

/** Where the film lies now on the engine's computer. */
export interface UploadedFilm {
  readonly path: string;
}
