import type { Logger } from 'pino';
import type { AppError } from '../../../shared/errors/app-error.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import type { ClipId } from '../../../shared/model/ids.ts';
import type { Services } from '../services.ts';
import { changedError } from './clip-contents.ts';

interface ContentsWatcher {
  /** Resolves when the clips' files were checked recently. */
  known(): Promise<void>;
  check(): Promise<void>;
}

/** Files are checked again after this time, or after a multiple of the last check's duration: a sequence of 100,000 images takes a second. */
const LOOK_EVERY_MS = 2000;
const LOOK_SHARE = 20;
/** A film is read whole in idle time from this long after its first check on, because opening it needs the disk. */
const READ_AFTER_MS = 20_000;

interface WatchContentsOptions {
  readonly clips: () => readonly Clip[];
  readonly tell: (error: AppError) => void;
  /** Called when the files of a clip could not be looked at any more, or can again. */
  readonly reachable: (clip: Clip, isReachable: boolean) => void;
  readonly log: Logger;
}

/** Watches the content of the files of the open project's clips. */
export function watchContents({ contents }: Services, { clips, tell, reachable, log }: WatchContentsOptions): ContentsWatcher {
  let looking: Promise<void> | undefined;
  let nextLook = 0;
  contents.subscribe((changed, state) => {
    const clip = clips().find((each) => each.contentHash === changed.contentHash);
    if (clip !== undefined && state === 'changed') tell(changedError(clip));
  });

  async function lookAt(clip: Clip): Promise<void> {
    try {
      const state = await contents.check(clip);
      setReachable(clip, true);
      if (state === 'unverified') contents.verifyInIdle(clip);
      else readLater(clip);
    } catch (error) {
      // Until it is found there is nothing to compare.
      log.debug({ err: error, clip: clip.name }, 'the files of a clip cannot be looked at');
      setReachable(clip, false);
    }
  }
  const unreachable = new Set<ClipId>();
  function setReachable(clip: Clip, isReachable: boolean): void {
    if (unreachable.has(clip.id) !== isReachable) return;
    if (isReachable) unreachable.delete(clip.id);
    else unreachable.add(clip.id);
    reachable(clip, isReachable);
  }
  const read = new WeakSet<Clip>();
  function readLater(clip: Clip): void {
    if (read.has(clip)) return;
    read.add(clip);
    setTimeout(() => { if (clips().includes(clip)) contents.verifyInIdle(clip); }, READ_AFTER_MS).unref();
  }
  const check = (): Promise<void> => {
    const startedAt = performance.now();
    const now = Promise.all(clips().map(lookAt)).then(() => {
      nextLook = performance.now() + Math.max(LOOK_EVERY_MS, LOOK_SHARE * (performance.now() - startedAt));
      if (looking === now) looking = undefined;
    });
    looking = now;
    return now;
  };
  return { check, known: () => looking ?? (performance.now() < nextLook ? Promise.resolve() : check()) };
}
