import type { StoreApi } from 'zustand/vanilla';

/**
 * The browser, or the desktop shell, asks before this window is closed or loaded anew while changes wait for the engine: they are in its memory alone.
 * Returns an unsubscribe function.
 */
export function askBeforeLeaving(pending: StoreApi<{ readonly count: number }>): () => void {
  const life = new AbortController();
  window.addEventListener('beforeunload', (event) => { if (pending.getState().count > 0) event.preventDefault(); }, { signal: life.signal });
  return () => { life.abort(); };
}
