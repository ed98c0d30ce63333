import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { Clip } from '../../../shared/model/clip.ts';
import type { ClipId } from '../../../shared/model/ids.ts';
import type { JobRunner } from '../../jobs/index.ts';
import { findUnreadable, withUnreadableRemarks } from '../../media/index.ts';
import type { App } from '../app.ts';

/** Of any job that reads a film, or several. */
const ReaderParams = z.looseObject({ clip: Clip.optional(), clips: z.array(Clip).optional() });

/** Jobs that read a whole film after it was opened, and can begin again with what of it can be read. Others are begun again by the user. */
const WHOLE_READERS: ReadonlySet<string> = new Set(['findShots', 'makeProxy']);

/**
 * Notes in the document what cannot be read of a film, once a job meets a read error in it: of one that opened by its index alone, or whose disk
 * fails while it is worked on. A job that reads the film whole then begins again and goes past it. Of a film with unreadable parts that was replaced, what can be read of it now.
 * @returns ends it
 */
export function watchReadable(app: App, jobs: JobRunner, { onError }: { readonly onError: (error: unknown) => void }): () => void {
  const searching = new Map<ClipId, Promise<Clip | undefined>>();

  /** The clip as it is noted now; `undefined` where nothing was found, or it is not in the project any more. */
  async function search(clip: Clip): Promise<Clip | undefined> {
    if (clip.source.kind !== 'file') return undefined;
    const found = await findUnreadable(clip.source.path);
    // A disk that gives nothing is not one with an unreadable part: it has gone.
    if (found.length === 1 && found[0]!.from === 0 && found[0]!.to >= (await stat(clip.source.path)).size) return undefined;
    const state = app.current();
    const present = state?.document.clips.find(({ id }) => id === clip.id);
    if (present === undefined || state?.readOnly === true) return undefined;
    const unreadable = found.length === 0 ? undefined : found;
    if (JSON.stringify(unreadable) !== JSON.stringify(present.unreadable)) {
      const read = { source: present.source, ...(unreadable === undefined ? {} : { unreadable, damaged: present.damaged ?? [] }) };
      app.apply({ kind: 'relinkClip', clipId: present.id, ...read, remarks: withUnreadableRemarks(present.remarks, read, present.unreadable) });
    }
    return unreadable === undefined ? undefined : app.clip(clip.id);
  }
  function searchOnce(clip: Clip): Promise<Clip | undefined> {
    const found = searching.get(clip.id) ?? search(clip).finally(() => searching.delete(clip.id));
    searching.set(clip.id, found);
    return found;
  }

  const leaveJobs = jobs.subscribe((job) => {
    if (job.state !== 'failed' || job.error?.code !== 'file.unreadable') return;
    const params = ReaderParams.safeParse(jobs.params(job.id)).data;
    if (params === undefined) return;
    for (const each of [...params.clip === undefined ? [] : [params.clip], ...params.clips ?? []]) {
      // A job that has met the parts which are known already is not tried again.
      if (each.unreadable !== undefined) continue;
      searchOnce(each).then((clip) => { if (clip !== undefined && WHOLE_READERS.has(job.kind)) jobs.restart(job.id, { ...params, clip }); }).catch((error: unknown) => { if (!(error instanceof AppError)) onError(error); });
    }
  });
  const leaveContents = app.services.contents.subscribe(({ contentHash }, state) => {
    const clip = app.current()?.document.clips.find((each) => each.contentHash === contentHash);
    if (clip?.unreadable !== undefined && state === 'changed') searchOnce(clip).catch(onError);
  });
  return () => {
    leaveJobs();
    leaveContents();
  };
}
