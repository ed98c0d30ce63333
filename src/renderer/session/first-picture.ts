import type { StoreApi } from 'zustand/vanilla';
import type { ClipPixels } from '../../shared/contract/pixel-urls.ts';
import type { ClipId } from '../../shared/model/ids.ts';
import { type PictureCache, proxyUrlOf } from './frame-cache.ts';
import type { SessionStore } from './session-store.ts';
import type { ShownFrames } from './shown-frames.ts';

/** Signals when deferred work may start. */
export interface Turn {
  readonly hasCome: () => boolean;
  /** Called when it may start. Returns an unsubscribe function. */
  readonly subscribe: (listener: () => void) => () => void;
}

interface FirstPictureParts {
  readonly session: SessionStore;
  readonly shown: StoreApi<ShownFrames>;
  readonly luma: Pick<PictureCache<unknown>, 'failed' | 'subscribe'>;
  readonly pixelsOf: (clipId: ClipId) => ClipPixels;
}

/**
 * The turn of what can wait until the viewer shows a picture of the film, or cannot have it. It goes again with the film. On the page of shots there is
 * no viewer to wait for.
 */
export function afterFirstPicture({ session, shown, luma, pixelsOf }: FirstPictureParts): Turn {
  const hasCome = (): boolean => {
    const { clipId, frame, page } = session.getState();
    return page === 'shots' || shown.getState().ready !== undefined || (clipId !== null && luma.failed(proxyUrlOf(pixelsOf(clipId), frame)));
  };
  return {
    hasCome,
    subscribe(listener) {
      let had = hasCome();
      const look = (): void => {
        const has = hasCome();
        if (has && !had) listener();
        had = has;
      };
      const stops = [shown.subscribe(look), luma.subscribe(look), session.subscribe(look)];
      return () => { for (const stop of stops) stop(); };
    },
  };
}
