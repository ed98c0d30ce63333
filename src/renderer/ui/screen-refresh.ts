/** Something drawn at the next screen refresh. */
interface ScreenRefresh {
  /** Schedules the drawing: once per refresh, however often this is called. */
  readonly ask: () => void;
  /** Cancels the schedule. */
  readonly stop: () => void;
}

/**
 * Draws at most once per screen refresh. All canvases use it: a browser that receives more drawings than its graphics process has handled
 * blocks the whole window at the end of the task.
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
