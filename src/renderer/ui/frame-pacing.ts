/** Paces drawing during a gesture, so that slow drawing does not delay pointer events. */
interface FramePacing {
  /**
   * Call before drawing: resolves when the next drawing may begin. At once where the screen keeps up; otherwise after four times the
   * delay of the screen, up to a quarter of a second. Resolves early when `signal` fires.
   */
  readonly yieldToInput: (signal: AbortSignal) => Promise<void>;
}

/** A browser queues about this many refreshes before it waits for the graphics process; only then their duration is measurable. */
const REFRESHES = 4;
const REFRESH_MS = 1000 / 60;
const SHARE = 4;
/** Also applies after a window was hidden, when its screen was not refreshed. */
const LONGEST_MS = 250;

export function createFramePacing(): FramePacing {
  let restMs = 0;

  async function measure(signal: AbortSignal): Promise<void> {
    const from = performance.now();
    for (let refresh = 0; refresh < REFRESHES; refresh++) await unlessEnded(signal, nextRefresh);
    const behindMs = performance.now() - from - REFRESHES * REFRESH_MS;
    if (!signal.aborted) restMs = Math.min(LONGEST_MS, Math.max(restMs / 2, SHARE * behindMs));
  }

  return {
    yieldToInput: async (signal) => {
      void measure(signal);
      if (restMs < REFRESH_MS) return;
      await unlessEnded(signal, (done) => {
        const timer = window.setTimeout(done, restMs);
        return () => { window.clearTimeout(timer); };
      });
    },
  };
}

function nextRefresh(done: () => void): () => void {
  const request = requestAnimationFrame(done);
  return () => { cancelAnimationFrame(request); };
}

/** Resolves when `begin` calls back or the signal fires. @param begin returns an unsubscribe function */
function unlessEnded(signal: AbortSignal, begin: (done: () => void) => () => void): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const stop = begin(resolve);
    signal.addEventListener('abort', () => {
      stop();
      resolve();
    }, { once: true });
  });
}
