/** Something that is drawn with the screen's next refresh. */
export interface ScreenRefresh {
  /** Has it drawn at the next refresh: once, however often this is called before. */
  readonly ask: () => void;
  /** Cancels what was asked. */
  readonly stop: () => void;
}

/**
 * Draws at most once a screen refresh. Canvases are drawn nowhere else: a browser that is shown of more drawings than its graphics
 * process has caught up with lets the whole window wait for it at the end of the task.
 */
export function createScreenRefresh(draw: () => void): ScreenRefresh {
  let request = 0;
  return {
    ask: () => {
      if (request !== 0) return;
      request = requestAnimationFrame(() => {
        request = 0;
        draw();
      });
    },
    stop: () => {
      cancelAnimationFrame(request);
      request = 0;
    },
  };
}
