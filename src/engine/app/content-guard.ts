import { AppError } from '../../shared/errors/app-error.ts';
import { type Clip, clipPath } from '../../shared/model/clip.ts';
import type { ArtefactKey, ArtefactStore } from '../artefacts/index.ts';
import { changedError, type ClipContents } from './clip-contents.ts';

/** Looking at the files of a sequence of 100,000 images takes a second: it is done again after so many times what it took. */
const LOOK_SHARE = 20;

/** Tells work that reads a film whether the film is still the one that it was begun with. */
export interface ContentGuard {
  /**
   * Looks at the clip's files, unless looking takes long and was done a moment ago. Reads nothing unless they were touched.
   * @param content what `ClipContents.of` said when the keys were made
   * @returns whether it looked; without a look what was read of the film since the last one is not vouched for
   * @throws AppError `media.changed`; what `stat` throws for a film that is not there
   */
  assertHolds(clip: Clip, content: string, options?: { readonly now?: boolean }): Promise<boolean>;
  /** Watches what a job stores under keys of the film's content. */
  watch(clip: Clip, content: string): WatchedStoring;
}

export interface WatchedStoring {
  /** To be told of each artefact when it has been put. @throws AppError `media.changed` */
  kept(key: ArtefactKey): Promise<void>;
  /**
   * Does the work and looks at its end. Where the film has changed, nothing stays in the store that was put since the last look which found
   * it as it was, and the change is told instead of what it led to. @throws AppError `media.changed`; what the work throws
   */
  during<Result>(work: () => Promise<Result>): Promise<Result>;
}

export function createContentGuard(contents: Pick<ClipContents, 'check' | 'of'>, store: Pick<ArtefactStore, 'remove'>): ContentGuard {
  const looks = new Map<string, { readonly at: number; readonly tookMs: number }>();

  async function assertHolds(clip: Clip, content: string, { now = false }: { readonly now?: boolean } = {}): Promise<boolean> {
    const place = clipPath(clip);
    const last = looks.get(place);
    const startedAt = performance.now();
    const isDue = now || last === undefined || startedAt - last.at >= LOOK_SHARE * last.tookMs;
    if (isDue) {
      await contents.check(clip);
      const endedAt = performance.now();
      looks.set(place, { at: endedAt, tookMs: endedAt - startedAt });
    }
    if (contents.of(clip) !== content) throw changedError(clip);
    return isDue;
  }

  function watch(clip: Clip, content: string): WatchedStoring {
    /** Put since the last look that found the film as it was. */
    let unproved: ArtefactKey[] = [];

    async function look(options: { readonly now: boolean }): Promise<void> {
      const count = unproved.length;
      try {
        if (await assertHolds(clip, content, options)) unproved = unproved.slice(count);
      } catch (error) {
        // A film that is not there is told by whoever reads it next.
        if (!isChange(error)) return;
        for (const key of unproved.splice(0)) await store.remove(key);
        throw error;
      }
    }

    return {
      async kept(key) {
        unproved.push(key);
        await look({ now: false });
      },
      async during(work) {
        let result: Awaited<ReturnType<typeof work>>;
        try {
          result = await work();
        } catch (error) {
          await look({ now: true });
          throw error;
        }
        await look({ now: true });
        return result;
      },
    };
  }

  return { assertHolds, watch };
}

function isChange(error: unknown): boolean {
  return error instanceof AppError && error.code === 'media.changed';
}
