import { type CellPlace, type FeatureMap, featuresAround, surenessOf, search } from './place-likeness.ts';

export interface TrackedPlace extends CellPlace {
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
const FIRST_LOOK = 0.75;
/** Likeness taken off for each square cell between a place and where it was expected. */
const FAR_PENALTY = 0.006;
const LOST_BELOW = 0.5;
/** Cells a frame. */
const LEAVING_SPEED = 0.25;

interface Place {
  readonly first: Float32Array;
  latest: Float32Array;
  at: CellPlace;
  /** Cells a frame, as last seen. */
  velocity: CellPlace;
  framesLost: number;
}

/** Follows places from frame to frame by the features of what is there. Pure arithmetic; frames must be given in order, none left out. */
export class PlaceTracker {
  readonly #places: readonly Place[];

  constructor(source: FeatureMap, places: readonly CellPlace[]) {
    this.#places = places.map((at) => {
      const first = featuresAround(source, at);
      return { first, latest: first, at, velocity: { x: 0, y: 0 }, framesLost: 0 };
    });
  }

  /** Where the places are in the next frame. */
  step(next: FeatureMap): readonly TrackedPlace[] {
    return this.#places.map((place) => follow(place, next));
  }
}

function follow(place: Place, next: FeatureMap): TrackedPlace {
  const expected = { x: place.at.x + place.velocity.x, y: place.at.y + place.velocity.y };
  const known = place.first.map((value, index) => FIRST_LOOK * value + (1 - FIRST_LOOK) * place.latest[index]!);
  const found = search({ known, first: place.first }, next, { around: expected, radius: Math.min(WIDEST, SEARCH + WIDEN * place.framesLost), farPenalty: FAR_PENALTY });
  const confidence = found === undefined ? 0 : surenessOf(found.likeness);
  if (found === undefined || confidence < LOST_BELOW || isLeaving(found, place.velocity, next)) {
    place.framesLost++;
    place.velocity = { x: 0, y: 0 };
    return { ...place.at, confidence, lost: true };
  }
  if (place.framesLost === 0) place.velocity = { x: found.x - place.at.x, y: found.y - place.at.y };
  place.framesLost = 0;
  place.at = { x: found.x, y: found.y };
  place.latest = featuresAround(next, place.at);
  return { ...place.at, confidence, lost: false };
}

/** Pressed against the edge that it was moving towards: what is found there is no longer the place. */
function isLeaving(found: CellPlace, velocity: CellPlace, { width, height }: FeatureMap): boolean {
  const past = (at: number, speed: number, last: number): boolean => (at < 1 && speed < -LEAVING_SPEED) || (at > last - 1 && speed > LEAVING_SPEED);
  return past(found.x, velocity.x, width - 1) || past(found.y, velocity.y, height - 1);
}
