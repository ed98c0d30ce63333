import type { AbPlane } from '../../shared/model/ab-plane.ts';
import type { ConfidencePlane } from '../../shared/model/confidence-plane.ts';
import type { ClipId } from '../../shared/model/ids.ts';

/** What the viewer has of a frame now. */
export interface ReadyFrame {
  readonly clipId: ClipId;
  readonly frame: number;
  readonly luma: ImageBitmap;
  readonly plane: AbPlane | undefined;
  /** Key of the plane; `undefined` when the frame has no colour yet. */
  readonly planeKey: string | undefined;
  /** How sure its colour is, when that is shown and known. */
  readonly confidence?: ConfidencePlane | undefined;
}

/** Frames on the screen. */
export interface ShownFrames {
  readonly ready: ReadyFrame | undefined;
  /** What the shown one is held against, when that is another frame. */
  readonly other: ReadyFrame | undefined;
}
