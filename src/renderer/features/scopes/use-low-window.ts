import { useSyncExternalStore } from 'react';
import { ROOM_FOR_SCOPES_PX } from '../../session/session-store.ts';

const low = `(max-height: ${ROOM_FOR_SCOPES_PX - 1}px)`;

/** Whether the window is a low one, as it is now. */
export function useLowWindow(): boolean {
  return useSyncExternalStore((tell) => {
    const media = window.matchMedia(low);
    media.addEventListener('change', tell);
    return () => { media.removeEventListener('change', tell); };
  }, () => window.matchMedia(low).matches);
}
