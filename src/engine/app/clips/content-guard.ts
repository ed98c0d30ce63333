import { AppError } from '../../../shared/errors/app-error.ts';
import { type Clip, clipPath } from '../../../shared/model/clip.ts';
import type { ArtefactKey, ArtefactStore } from '../../artefacts/index.ts';
import { changedError, type ClipContents } from './clip-contents.ts';

/** Checking the files of a sequence of 100,000 images takes a second: the check is repeated after this multiple of its duration. */
const LOOK_SHARE = 20;

/** Checks for work that reads a film whether the film is still the one that the work began with. */
export interface ContentGuard {
  /**
   * Checks the clip's files, unless that takes long and was done a moment ago. Reads nothing unless their stamps changed.
   * @param content what `ClipContents.of` said when the keys were made
   * @returns whether it checked; without a check, what was read of the film since the last one is not confirmed
   * @throws AppError `media.changed`; what `stat` throws for a film that is not there
   */
  assertHolds(clip: Clip, content: string, options?: { readonly now?: boolean }): Promise<boolean>;
  /** Guards the artefacts that a job stores under keys of the film's content, and of that of others which it reads, too. */
  watch(clip: Clip, content: string, others?: readonly { readonly clip: Clip; readonly content: string }[]): WatchedStoring;
}

interface WatchedStoring {
  /** To be called after each artefact that was put. @throws AppError `media.changed` */
  kept(key: ArtefactKey): Promise<void>;
  /**
   * Does the work and checks at its end. Where the film has changed, artefacts put since the last check that found it unchanged are removed
   * from the store, and the change is thrown instead of errors that it caused. @throws AppError `media.changed`; what the work throws
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

  function watch(clip: Clip, content: string, others: readonly { readonly clip: Clip; readonly content: string }[] = []): WatchedStoring {
    /** Artefacts put since the last check that found all films unchanged. */
    const unproved = new Set<ArtefactKey>();

    async function look(options: { readonly now: boolean }): Promise<void> {
      const before = [...unproved];
      try {
        let isProved = true;
        for (const film of [{ clip, content }, ...others]) isProved = await assertHolds(film.clip, film.content, options) && isProved;
        if (isProved) for (const key of before) unproved.delete(key);
      } catch (error) {
        // A missing film is reported by the next read of it.
        if (!isChange(error)) return;
        const changed = [...unproved];
        unproved.clear();
        for (const key of changed) await store.remove(key);
        throw error;
      }
    }

    return {
      async kept(key) {
        unproved.add(key);
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
