import type { Painter } from './painter.ts';
import type { SessionStore } from './session-store.ts';

/** Longest time that a change of the document waits for the colour of its gesture. */
export const LONGEST_HOLD_MS = 250;

interface GestureParts {
  readonly session: SessionStore;
  readonly painter: Pick<Painter, 'store'>;
  /** Calls back at the next refresh of the screen. */
  readonly atRefresh?: (draw: () => void) => void;
}

/**
 * Lets the colour of a gesture be drawn before the change of the document that the gesture made, which is drawn in panels, timeline and title: a refresh for these would
 * delay the colour, and the picture shows the hint already. Resolves after the refresh that draws the colour, in any case within {@link LONGEST_HOLD_MS}; at once
 * where no gesture is waiting for its colour.
 */
export function afterGestureColour({ session, painter, atRefresh = (draw) => { requestAnimationFrame(draw); } }: GestureParts): () => Promise<void> {
  return async () => {
    if (session.getState().live === null || !painter.store.getState().busy) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        stop();
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(end, LONGEST_HOLD_MS);
      const stop = painter.store.subscribe((now, before) => {
        // What is done within a refresh is still drawn in it.
        if (now.frames !== before.frames || !now.busy) atRefresh(() => { setTimeout(end); });
      });
    });
  };
}
