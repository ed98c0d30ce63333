import { type CellPosition, type FeatureMap, featuresAround, confidenceOf, search } from './position-similarity.ts';

export interface TrackedPosition extends CellPosition {
  /** 0…1: likeness of what is there to what was there at first. */
  readonly confidence: number;
  /** It has left the picture or is covered: `x` and `y` are where it was last seen, moved on as its neighbours were not. */
  readonly lost: boolean;
}

// Chosen on clips/val, pretend video of training photos and the sample film (docs/results.md says what each gives).
/** Cells that a place is looked for around where it is expected. */
const SEARCH = 8;
/** Cells by which the search grows with each frame that a place is not seen, and the most it grows to. */
const WIDEN = 2;
const WIDEST = 24;
/** Share of the first frame's features in what a place is known by; the rest is how it looked when last seen. */
const FIRST_SEARCH = 0.75;
/** Likeness taken off for each square cell between a place and where it was expected. */
const FAR_PENALTY = 0.006;
const LOST_BELOW = 0.5;
/** Cells a frame. */
const LEAVING_SPEED = 0.25;

interface Position {
  readonly first: Float32Array;
  latest: Float32Array;
  at: CellPosition;
  /** Cells a frame, as last seen. */
  velocity: CellPosition;
  framesLost: number;
}

/** All that a tracker knows between two frames, for going on later with the same bits. */
export type TrackerState = readonly Readonly<Position>[];

/** Follows places from frame to frame by the features of what is there. Pure arithmetic; frames must be given in order, none left out. */
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

  /** Where the places are in the next frame. */
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

/** Pressed against the edge that it was moving towards: what is found there is no longer the place. */
function isLeaving(found: CellPosition, velocity: CellPosition, { width, height }: FeatureMap): boolean {
  const past = (at: number, speed: number, last: number): boolean => (at < 1 && speed < -LEAVING_SPEED) || (at > last - 1 && speed > LEAVING_SPEED);
  return past(found.x, velocity.x, width - 1) || past(found.y, velocity.y, height - 1);
}
