import type { ImagePoint } from '../../../shared/model/hint.ts';
import type { SessionStore } from '../../session/session-store.ts';

/** How long the pointer stands before the lightness under it is read, in ms: the palette is drawn anew for each lightness, which would delay what follows the pointer. */
export const REST_MS = 120;

/**
 * Keeps the session's lightness that under the pointer, in whole L, where the pointer rests; off the picture it stays as it was.
 * @param lightnessAt L, 0…100, of the picture shown; `undefined` where there is none
 * @returns ends it
 */
export function followLightness(session: SessionStore, lightnessAt: (at: ImagePoint) => number | undefined): () => void {
  let resting: ReturnType<typeof setTimeout> | undefined;
  const read = (): void => {
    const { cursor, lightness } = session.getState();
    const found = cursor === null ? undefined : lightnessAt(cursor);
    if (found !== undefined && Math.round(found) !== lightness) session.setState({ lightness: Math.round(found) });
  };
  const stop = session.subscribe((now, before) => {
    if (now.cursor === before.cursor) return;
    clearTimeout(resting);
    resting = setTimeout(read, REST_MS);
  });
  return () => {
    stop();
    clearTimeout(resting);
  };
}
