import type { AbPlane } from '../../shared/model/ab-plane.ts';
import type { FrameRange } from '../../shared/model/frame.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import type { StoredColour } from './frame-colour.ts';
import type { ColourLimit } from './paint-within-limits.ts';
import type { FlowStore } from './stored-flow.ts';
import type { OpenReadings } from './stored-reading.ts';

/** Short side in pixels at which propagation works; its planes are a quarter of that. */
export const PROPAGATE_SHORT_SIDE = 480;

export interface KeyPlane {
  readonly frame: number;
  /** The keyframe's approved colour, of any size. */
  readonly plane: AbPlane;
  /** For a corrected frame, at the plane's size, 0…255 for 0…1; left out for a keyframe, which has confidence 1 everywhere. */
  readonly confidence?: Uint8Array;
}

/** A coloured frame of another shot, to which no motion leads. */
export interface RememberedFrame {
  readonly plane: AbPlane;
  /** At {@link PROPAGATE_SHORT_SIDE}, of the same size as the span's. */
  readonly luma: () => Promise<WorkingLuma>;
}

export interface SpanRequest {
  /** Requested frames of a span of `planSpans`. */
  readonly range: FrameRange;
  /** All frames of that span, where only some are requested: the ends of the span decide which other frames a frame is made from. */
  readonly spanRange?: FrameRange;
  /** Frames that show another shot, too: beside one keyframe they are made in smaller groups. */
  readonly dissolves?: readonly FrameRange[];
  readonly left?: KeyPlane;
  readonly right?: KeyPlane;
  /**
   * Lumas of consecutive frames, at {@link PROPAGATE_SHORT_SIDE}; also called for the keyframes, for frames between them and the range,
   * and for one frame beyond it.
   */
  readonly lumas: (wanted: FrameRange) => AsyncIterable<WorkingLuma>;
  /** Number of frames of the clip; without it frames beyond the range are requested and may be missing. */
  readonly frameCount?: number;
  /** The network that reads; the first that can when left out. */
  readonly modelId?: string;
  /** Storage of readings; in memory when left out. */
  readonly readings?: OpenReadings;
  /**
   * Scene memory of a span beside one keyframe: what the keyframe does not show may be taken from these. Of networks of the layout `sources`. Part of the readings' keys.
   */
  readonly remembered?: readonly RememberedFrame[];
  /** Regions at whose outline colour stops; of networks of the layout `sources`. Part of the readings' keys. */
  readonly limits?: readonly ColourLimit[];
  /** Storage of the flow between neighbouring frames; none when left out. */
  readonly flows?: FlowStore;
  /** Frames of the range whose colour exists from an earlier run: they are not made again. */
  readonly isMade?: (frame: number) => boolean;
}

export interface PropagatedFrame extends StoredColour {
  readonly frame: number;
  readonly meanConfidence: number;
}

export interface SpanOptions {
  readonly signal?: AbortSignal;
  /** The frame at the playhead: frames near it are made first, where the schedule allows any order. Called before each frame. */
  readonly playhead?: () => number | undefined;
  /** Waits where the run may stand still: before each reading and each frame that is searched for cuts. What was begun is finished meanwhile. @throws as the signal */
  readonly mayGoOn?: () => Promise<void>;
  /** Called as work on a frame begins; up to three are in hand at a time. */
  readonly begun?: (frame: number) => void;
  /** Readings done and total, those of an earlier run included: with two keyframes every frame is read twice. */
  readonly report?: (progress: { readonly done: number; readonly total: number }) => void;
}
