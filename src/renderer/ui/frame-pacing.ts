/** Keeps what is drawn for a hand from holding up what follows it, on machines where drawing takes long. */
export interface FramePacing {
  /**
   * To be called when something is about to be drawn: resolves when the next such thing may be begun. At once where the screen keeps
   * up; else the hand is left four times as long as the screen fell behind, up to a quarter of a second. Resolves early when `signal` ends it.
   */
  readonly yieldToInput: (signal: AbortSignal) => Promise<void>;
}

/** A browser lets about so many refreshes be drawn before it waits for the graphics: only then it shows how long they take. */
const REFRESHES = 4;
const REFRESH_MS = 1000 / 60;
const SHARE = 4;
/** Also after a window that was out of sight, whose screen was not refreshed at all. */
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

/** Resolves when what is begun is done or the signal ends it. @param begin returns its undo */
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
