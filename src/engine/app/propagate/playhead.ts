import type { ClipId } from '../../../shared/model/ids.ts';

/** The frame that the window shows: work on its clip begins there. Held in memory. */
export interface Playhead {
  set(clipId: ClipId, frame: number): void;
  /** `undefined` while another clip is shown. */
  of(clipId: ClipId): number | undefined;
}

export function createPlayhead(): Playhead {
  let shown: { readonly clipId: ClipId; readonly frame: number } | undefined;
  return {
    set(clipId, frame) { shown = { clipId, frame }; },
    of: (clipId) => (shown?.clipId === clipId ? shown.frame : undefined),
  };
}
