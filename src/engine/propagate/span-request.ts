import type { AbPlane } from '../../shared/model/ab-plane.ts';
import type { FrameRange } from '../../shared/model/frame.ts';
import type { Hint } from '../../shared/model/hint.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';

/** Short side in pixels that propagation works at; its planes are a quarter of that. */
export const PROPAGATE_SHORT_SIDE = 480;

export interface KeyPlane {
  readonly frame: number;
  /** The keyframe's approved colour, of any size. */
  readonly plane: AbPlane;
  /** Of a mended frame, at the plane's size, 0…255 for 0…1; a keyframe is sure of itself everywhere. */
  readonly confidence?: Uint8Array;
}

/** A frame's colour as an earlier run left it in the cache. */
export interface MadeColour {
  readonly plane: AbPlane;
  /** At the plane's size; 0…255 stands for 0…1. */
  readonly confidence: Uint8Array;
}

export interface SpanRequest {
  /** Frames to make; a span of `planSpans`, or what is left of one. */
  readonly range: FrameRange;
  readonly left?: KeyPlane;
  readonly right?: KeyPlane;
  /** Lumas of frames in order, at {@link PROPAGATE_SHORT_SIDE}; also asked for the keyframes and for parts of the range. */
  readonly lumas: (wanted: FrameRange) => AsyncIterable<WorkingLuma>;
  /** Frames next to the range that an earlier run made, so that a resumed run goes on from them. */
  readonly made?: (frame: number) => Promise<MadeColour | undefined>;
  /** A frame's own hints, with resolved colours. */
  readonly hintsAt?: (frame: number) => readonly Hint[];
}

export interface PropagatedFrame {
  readonly frame: number;
  /** At ¼ of the working size. */
  readonly plane: AbPlane;
  /** At the plane's size; 0…255 stands for 0…1. */
  readonly confidence: Uint8Array;
  readonly meanConfidence: number;
}

export interface SpanOptions {
  readonly signal?: AbortSignal;
  /** Steps done and to be done: with two keyframes every frame is two; of a run that is resumed those between a key and its range are one each, and short. */
  readonly report?: (progress: { readonly done: number; readonly total: number }) => void;
}
