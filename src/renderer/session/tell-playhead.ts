import type { Connection } from '../host/connection.ts';
import type { SessionStore } from './session-store.ts';

/** Propagation looks for it before each frame, so more often is of no use. */
const TELL_AFTER_MS = 250;

/** Tells the engine which frame the window shows, so that colour is made there first. Returns an unsubscribe function. */
export function tellPlayhead(session: SessionStore, connection: Connection): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let told: { readonly clipId: string; readonly frame: number } | undefined;
  const tell = (): void => {
    timer = undefined;
    const { clipId, frame } = session.getState();
    if (clipId === null || connection.state.getState().kind !== 'connected' || (told?.clipId === clipId && told.frame === frame)) return;
    told = { clipId, frame };
    // It only orders work: after a lost connection the next change tells it again.
    connection.client().propagate.playhead({ clipId, frame }).catch(() => { told = undefined; });
  };
  const stop = [session.subscribe(() => { timer ??= setTimeout(tell, TELL_AFTER_MS); }), connection.state.subscribe(() => { told = undefined; timer ??= setTimeout(tell, TELL_AFTER_MS); })];
  return () => {
    clearTimeout(timer);
    for (const each of stop) each();
  };
}
