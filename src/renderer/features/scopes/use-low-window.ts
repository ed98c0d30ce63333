import { ROOM_FOR_SCOPES_PX } from '../../session/session-store.ts';
import { useMedia } from '../../ui/use-media.ts';

export function useLowWindow(): boolean {
  return useMedia(`(max-height: ${ROOM_FOR_SCOPES_PX - 1}px)`);
}
