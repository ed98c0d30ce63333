import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import type { Size } from '../../shared/model/working-size.ts';
import type { HintPlanes } from '../../shared/model/hint-planes.ts';
import { cropPadding } from '../models/index.ts';
import type { FeatureCache } from './feature-cache.ts';
import type { FrameColour, StoredColour } from './frame-colour.ts';
import type { MemoryFrame } from './frame-reader.ts';
import type { Reading } from './schedule.ts';
import type { KeyPlane } from './span-request.ts';
import type { StoredReading } from './stored-reading.ts';

/** A keyframe for a span's readings. */
export interface SpanKey {
  readonly given: KeyPlane;
  readonly luma: WorkingLuma;
  /** At ¼ of the padded working size. */
  readonly colour: FrameColour;
}

/** What a maker is given of a span. */
export interface MakerParts {
  readonly features: FeatureCache;
  readonly lumaAt: (frame: number, direction: Reading['direction']) => Promise<WorkingLuma | undefined>;
  readonly keys: ReadonlyMap<number, SpanKey>;
  /** ¼ of the working size, without padding and with it. */
  readonly size: () => Size;
  readonly padded: () => Size;
  readonly signal: AbortSignal | undefined;
}

/** What a reading is made of. */
export interface ReadingInputs {
  readonly luma: WorkingLuma;
  /** The frames of `Reading.reads`, in their order, when they are made. */
  readonly memory: Promise<readonly MemoryFrame[]>;
}

interface MadeReading {
  /** What later readings use. */
  readonly memory: StoredColour;
  /** The whole reading; it may be made while others already use `memory`. */
  readonly finish: () => Promise<StoredReading>;
}

/** Makes the readings of one span by a network of one layout. */
export interface ReadingMaker {
  /** Begins the part of a reading that needs no other reading: optical flow. @param passed called for intermediate frames of the flow; an exception of it ends the reading */
  prepare(reading: Reading, passed: () => void): PreparedReading;
  /** Called with the reading that will probably be made next, so that the work of `prepare` can begin early. */
  lookAhead(reading: Reading): void;
  /** Sets the frames that are going to be read: what flow brings to them on the way is kept. */
  expect(frames: ReadonlySet<number>): void;
  /** The colour of a reading with hints on its frame. @param without the reading without them */
  withHints(reading: Reading, hints: HintPlanes, without: StoredReading, inputs: () => Promise<ReadingInputs>): Promise<StoredColour>;
  /** Rejects everything that waits for flow. */
  end(): void;
}

interface PreparedReading {
  make(inputs: ReadingInputs): Promise<MadeReading>;
}

/** A colour with padding → without. */
export function withoutPadding({ ab, confidence }: FrameColour, padded: Size, quarter: Size): FrameColour {
  return { ab: cropPadding(ab, padded, quarter), confidence: cropPadding(confidence, padded, quarter) };
}
