import type { Connection } from '../host/connection.ts';
import type { SessionStore } from './session-store.ts';

/** Propagation reads it before each frame, so a shorter interval has no effect. */
const REPORT_AFTER_MS = 250;

/** Sends the playhead's frame to the engine, so that colour is made there first. Returns an unsubscribe function. */
export function reportPlayhead(session: SessionStore, connection: Connection): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let told: { readonly clipId: string; readonly frame: number } | undefined;
  const tell = (): void => {
    timer = undefined;
    const { clipId, frame } = session.getState();
    if (clipId === null || connection.state.getState().kind !== 'connected' || (told?.clipId === clipId && told.frame === frame)) return;
    told = { clipId, frame };
    // It only affects the order of work: after a lost connection the next change sends it again.
    connection.client().propagate.playhead({ clipId, frame }).catch(() => { told = undefined; });
  };
  const stop = [session.subscribe(() => { timer ??= setTimeout(tell, REPORT_AFTER_MS); }), connection.state.subscribe(() => { told = undefined; timer ??= setTimeout(tell, REPORT_AFTER_MS); })];
  return () => {
    clearTimeout(timer);
    for (const each of stop) each();
  };
}
