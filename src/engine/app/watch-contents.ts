import type { Logger } from 'pino';
import type { AppError } from '../../shared/errors/app-error.ts';
import type { Clip } from '../../shared/model/clip.ts';
import { changedError } from './clip-contents.ts';
import type { Services } from './services.ts';

export interface ContentsWatcher {
  /** Resolves when the clips' files have been looked at lately. */
  known(): Promise<void>;
  check(): Promise<void>;
}

/** Files are looked at again after this, or after many times what looking took: a sequence of 100,000 images takes a second. */
const LOOK_EVERY_MS = 2000;
const LOOK_SHARE = 20;
/** Opening a film has the disk for itself first. */
const READ_AFTER_MS = 20_000;

/** Looks after what the files of the open project's clips hold. */
export function watchContents({ contents }: Services, { clips, tell, log }: { readonly clips: () => readonly Clip[]; readonly tell: (error: AppError) => void; readonly log: Logger }): ContentsWatcher {
  let looking: Promise<void> | undefined;
  let nextLook = 0;
  contents.subscribe((changed, state) => {
    const clip = clips().find((each) => each.contentHash === changed.contentHash);
    if (clip !== undefined && state === 'changed') tell(changedError(clip));
  });

  async function lookAt(clip: Clip): Promise<void> {
    try {
      const state = await contents.check(clip);
      if (state === 'unverified') contents.verifyInIdle(clip);
      else readLater(clip);
    } catch (error) {
      // Missing films are told by name elsewhere; until they are back there is nothing to compare.
      log.debug({ err: error, clip: clip.name }, 'the files of a clip cannot be looked at');
    }
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
