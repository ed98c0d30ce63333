import { type ClipPixels, soundPeaksUrl } from '../../../shared/contract/pixel-urls.ts';
import type { SoundPeaks } from '../../../shared/model/sound-peaks.ts';
import type { Turn } from '../../session/first-picture.ts';
import { createPeaksCache } from '../../session/frame-cache.ts';

/** Peaks of clips' sound, requested when they are first drawn. */
export interface SoundSource {
  /** The peaks; `undefined` until they are there, or where they cannot be had. */
  get(clip: ClipPixels): SoundPeaks | undefined;
  subscribe(listener: () => void): () => void;
  /** Forgets failures, so that they are requested again. */
  retryFailed(): void;
}

/** @param turn before it nothing is requested: reading a film's sound takes the disk that its first picture needs */
export function createSoundSource(turn: Turn): SoundSource {
  const peaks = createPeaksCache();
  const asked = new Set<string>();
  return {
    retryFailed: () => { peaks.retryFailed(); },
    get(clip) {
      const url = soundPeaksUrl(clip);
      const found = peaks.peek(url);
      if (found === undefined && turn.hasCome() && !asked.has(url)) {
        asked.add(url);
        void peaks.load(url).finally(() => { asked.delete(url); });
      }
      return found;
    },
    subscribe(listener) {
      const stops = [peaks.subscribe(listener), turn.subscribe(listener)];
      return () => { for (const stop of stops) stop(); };
    },
  };
}
