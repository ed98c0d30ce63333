import { type CellPosition, type FeatureMap, featuresAround, confidenceOf, search } from './position-similarity.ts';

export interface TrackedPosition extends CellPosition {
  /** 0…1: similarity to the first appearance. */
  readonly confidence: number;
  /** It has left the picture or is covered: `x` and `y` are its last known position. */
  readonly lost: boolean;
}

// Chosen on clips/val, pretend video of training photos and the sample film (results in docs/results/propagation.md).
/** Search radius in cells around the expected position. */
const SEARCH = 8;
/** Growth of the search radius per frame in which a position is lost, and its maximum, in cells. */
const WIDEN = 2;
const WIDEST = 24;
/** Weight of the first frame's features in a description; the rest is the last appearance. */
const FIRST_SEARCH = 0.75;
/** Similarity subtracted per squared cell of distance from the expected position. */
const FAR_PENALTY = 0.006;
const LOST_BELOW = 0.5;
/** Cells per frame. */
const LEAVING_SPEED = 0.25;

interface Position {
  readonly first: Float32Array;
  latest: Float32Array;
  at: CellPosition;
  /** Cells per frame, as last measured. */
  velocity: CellPosition;
  framesLost: number;
}

/** State of a tracker between two frames, from which it can continue with the same bits. */
export type TrackerState = readonly Readonly<Position>[];

/** Tracks positions from frame to frame by image features. Pure; frames must be given in order, without gaps. */
export class PositionTracker {
  readonly #positions: readonly Position[];

  constructor(state: TrackerState) {
    this.#positions = state.map((position) => ({ ...position }));
  }

  /** Begins at the frame in which the positions were given. */
  static at(source: FeatureMap, positions: readonly CellPosition[]): PositionTracker {
    return new PositionTracker(positions.map((at) => {
      const first = featuresAround(source, at);
      return { first, latest: first, at, velocity: { x: 0, y: 0 }, framesLost: 0 };
    }));
  }

  get state(): TrackerState {
    return this.#positions.map((position) => ({ ...position }));
  }

  /** Positions in the next frame. */
  step(next: FeatureMap): readonly TrackedPosition[] {
    return this.#positions.map((position) => follow(position, next));
  }
}

function follow(position: Position, next: FeatureMap): TrackedPosition {
  const expected = { x: position.at.x + position.velocity.x, y: position.at.y + position.velocity.y };
  const known = position.first.map((value, index) => FIRST_SEARCH * value + (1 - FIRST_SEARCH) * position.latest[index]!);
  const found = search({ known, first: position.first }, next, { around: expected, radius: Math.min(WIDEST, SEARCH + WIDEN * position.framesLost), farPenalty: FAR_PENALTY });
  const confidence = found === undefined ? 0 : confidenceOf(found.likeness);
  if (found === undefined || confidence < LOST_BELOW || isLeaving(found, position.velocity, next)) {
    position.framesLost++;
    position.velocity = { x: 0, y: 0 };
    return { ...position.at, confidence, lost: true };
  }
  if (position.framesLost === 0) position.velocity = { x: found.x - position.at.x, y: found.y - position.at.y };
  position.framesLost = 0;
  position.at = { x: found.x, y: found.y };
  position.latest = featuresAround(next, position.at);
  return { ...position.at, confidence, lost: false };
}

/** At the edge that it was moving towards: a match there is no longer the same position. */
function isLeaving(found: CellPosition, velocity: CellPosition, { width, height }: FeatureMap): boolean {
  const past = (at: number, speed: number, last: number): boolean => (at < 1 && speed < -LEAVING_SPEED) || (at > last - 1 && speed > LEAVING_SPEED);
  return past(found.x, velocity.x, width - 1) || past(found.y, velocity.y, height - 1);
}
