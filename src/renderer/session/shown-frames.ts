import type { AbPlane } from '../../shared/model/ab-plane.ts';
import type { ConfidencePlane } from '../../shared/model/confidence-plane.ts';
import type { LayerTable } from '../../shared/model/layer-table.ts';
import type { ClipId } from '../../shared/model/ids.ts';

/** The loaded parts of a frame. */
export interface ReadyFrame {
  readonly clipId: ClipId;
  readonly frame: number;
  readonly luma: ImageBitmap;
  readonly plane: AbPlane | undefined;
  /** Key of the plane; `undefined` when the frame has no colour yet. */
  readonly planeKey: string | undefined;
  /** Confidence, when it is shown and known. */
  readonly confidence?: ConfidencePlane | undefined;
  /** Layers over the plane. */
  readonly layers?: LayerTable | undefined;
}

/** Frames on the screen. */
export interface ShownFrames {
  readonly ready: ReadyFrame | undefined;
  /** The frame of the comparison, if it is another one. */
  readonly other: ReadyFrame | undefined;
}

/** Whether two states show the same, so that nothing has to be drawn or counted again. */
export function isSameFrame(a: ReadyFrame | undefined, b: ReadyFrame | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.clipId === b.clipId && a.frame === b.frame && a.luma === b.luma && a.plane === b.plane && a.planeKey === b.planeKey && a.confidence === b.confidence && a.layers?.name === b.layers?.name;
}
