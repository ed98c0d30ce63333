import type { AbPlane } from '../../shared/model/ab-plane.ts';
import type { FrameRange } from '../../shared/model/frame.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import type { StoredColour } from './frame-colour.ts';
import type { OpenReadings } from './stored-reading.ts';

/** Short side in pixels that propagation works at; its planes are a quarter of that. */
export const PROPAGATE_SHORT_SIDE = 480;

export interface KeyPlane {
  readonly frame: number;
  /** The keyframe's approved colour, of any size. */
  readonly plane: AbPlane;
  /** Of a corrected frame, at the plane's size, 0…255 for 0…1; left out for a keyframe, which has confidence 1 everywhere. */
  readonly confidence?: Uint8Array;
}

export interface SpanRequest {
  /** Frames that are wanted, of a span of `planSpans`. */
  readonly range: FrameRange;
  readonly left?: KeyPlane;
  readonly right?: KeyPlane;
  /** Lumas of frames in order, at {@link PROPAGATE_SHORT_SIDE}; also asked for the keyframes, for what lies between them and the range, and for one frame beyond it. */
  readonly lumas: (wanted: FrameRange) => AsyncIterable<WorkingLuma>;
  /** Frames that the clip has; without it the frames beyond the range are asked for and may be missing. */
  readonly frameCount?: number;
  /** Where readings are kept and found again; in memory when left out. */
  readonly readings?: OpenReadings;
  /** Frames of the range whose colour an earlier run has made: they are not made again. */
  readonly isMade?: (frame: number) => boolean;
}

export interface PropagatedFrame extends StoredColour {
  readonly frame: number;
  readonly meanConfidence: number;
}

export interface SpanOptions {
  readonly signal?: AbortSignal;
  /** Readings done and to be done, those that an earlier run has made included: with two keyframes every frame is read twice. */
  readonly report?: (progress: { readonly done: number; readonly total: number }) => void;
}
