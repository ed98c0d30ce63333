import type { Size } from '../../shared/model/working-size.ts';

/** A frame's fine features on the grid of ¼: unit vectors of `channels` values, cell after cell, row by row. */
export interface FeatureMap extends Size {
  readonly channels: number;
  readonly vectors: Float32Array;
}

/** A place on the grid of cells: (0, 0) is the middle of the first cell. */
export interface CellPlace {
  readonly x: number;
  readonly y: number;
}

export interface TrackedPlace extends CellPlace {
  /** 0…1: likeness of what is there to what was there at first. */
  readonly confidence: number;
  /** It has left the picture or is covered: `x` and `y` are where it was last seen, moved on as its neighbours were not. */
  readonly lost: boolean;
}

// Chosen on clips/val, pretend video of training photos and the sample film (docs/results.md says what each gives).
/** Samples on each side of a place whose features it is known by, the cells between them, and the fall-off of their weight in cells. */
const REACH = 3;
const STEP = 2;
const SPREAD = 3;
/** Cells that a place is looked for around where it is expected. */
const SEARCH = 8;
/** Cells by which the search grows with each frame that a place is not seen, and the most it grows to. */
const WIDEN = 2;
const WIDEST = 24;
/** Share of the first frame's features in what a place is known by; the rest is how it looked when last seen. */
const FIRST_LOOK = 0.75;
/** Likeness taken off for each square cell between a place and where it was expected. */
const FAR_PENALTY = 0.006;
/** Likeness (mean cosine) at which a place is as likely gone as there, and how fast that turns. */
const EVEN_LIKENESS = 0.74;
const LIKENESS_SCALE = 0.05;
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

const OFFSETS = Array.from({ length: (2 * REACH + 1) ** 2 }, (_, index) => {
  const [dx, dy] = [STEP * ((index % (2 * REACH + 1)) - REACH), STEP * (Math.floor(index / (2 * REACH + 1)) - REACH)];
  return { dx, dy, weight: Math.exp(-(dx * dx + dy * dy) / (2 * SPREAD * SPREAD)) };
});
const TOTAL_WEIGHT = OFFSETS.reduce((sum, { weight }) => sum + weight, 0);

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
  const found = search(place, next, { around: expected, radius: Math.min(WIDEST, SEARCH + WIDEN * place.framesLost) });
  const confidence = found === undefined ? 0 : 1 / (1 + Math.exp(-(found.likeness - EVEN_LIKENESS) / LIKENESS_SCALE));
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

interface Found extends CellPlace {
  /** Mean cosine to the first look, −1…1. */
  readonly likeness: number;
}

/** The likeliest place in a square window; `undefined` when the window lies outside the picture. */
function search(place: Place, next: FeatureMap, { around, radius }: { readonly around: CellPlace; readonly radius: number }): Found | undefined {
  const [left, right] = [Math.max(0, Math.round(around.x) - radius), Math.min(next.width - 1, Math.round(around.x) + radius)];
  const [top, bottom] = [Math.max(0, Math.round(around.y) - radius), Math.min(next.height - 1, Math.round(around.y) + radius)];
  const [columns, rows] = [right - left + 1, bottom - top + 1];
  if (columns < 1 || rows < 1) return undefined;
  const known = place.first.map((value, index) => FIRST_LOOK * value + (1 - FIRST_LOOK) * place.latest[index]!);
  const scores = new Float32Array(columns * rows);
  let best = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const index = row * columns + column;
      const [x, y] = [left + column, top + row];
      scores[index] = likeness(known, next, x, y) - FAR_PENALTY * ((x - around.x) ** 2 + (y - around.y) ** 2);
      if (scores[index] > scores[best]!) best = index;
    }
  }
  const [column, row] = [best % columns, Math.floor(best / columns)];
  const at = (x: number, y: number): number | undefined => (x < 0 || y < 0 || x >= columns || y >= rows ? undefined : scores[y * columns + x]);
  return {
    x: Math.min(next.width - 1, Math.max(0, left + column + peak(at(column - 1, row), scores[best]!, at(column + 1, row)))),
    y: Math.min(next.height - 1, Math.max(0, top + row + peak(at(column, row - 1), scores[best]!, at(column, row + 1)))),
    likeness: likeness(place.first, next, left + column, top + row),
  };
}

/** Where between its neighbours a parabola through three scores has its top, −½…½. */
function peak(before: number | undefined, here: number, after: number | undefined): number {
  if (before === undefined || after === undefined) return 0;
  const bend = before - 2 * here + after;
  return bend >= 0 ? 0 : Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend)));
}

/** Weighted mean cosine of what a place is known by and what lies around a cell; beyond the edge the edge is repeated. */
function likeness(known: Float32Array, map: FeatureMap, x: number, y: number): number {
  const { channels, vectors, width, height } = map;
  let sum = 0;
  for (let part = 0; part < OFFSETS.length; part++) {
    const { dx, dy, weight } = OFFSETS[part]!;
    const cell = (Math.min(height - 1, Math.max(0, y + dy)) * width + Math.min(width - 1, Math.max(0, x + dx))) * channels;
    let cosine = 0;
    for (let channel = 0; channel < channels; channel++) cosine += known[part * channels + channel]! * vectors[cell + channel]!;
    sum += weight * cosine;
  }
  return sum / TOTAL_WEIGHT;
}

/** Features at a place and around it, between cells by bilinear mixing. */
function featuresAround(map: FeatureMap, at: CellPlace): Float32Array {
  const { channels, vectors, width, height } = map;
  const around = new Float32Array(OFFSETS.length * channels);
  OFFSETS.forEach(({ dx, dy }, part) => {
    const [x, y] = [Math.min(width - 1, Math.max(0, at.x + dx)), Math.min(height - 1, Math.max(0, at.y + dy))];
    const [x0, y0] = [Math.min(width - 2, Math.floor(x)), Math.min(height - 2, Math.floor(y))];
    const [fx, fy] = [x - x0, y - y0];
    for (let channel = 0; channel < channels; channel++) {
      const value = (column: number, row: number): number => vectors[((y0 + row) * width + x0 + column) * channels + channel]!;
      around[part * channels + channel] = (1 - fy) * ((1 - fx) * value(0, 0) + fx * value(1, 0)) + fy * ((1 - fx) * value(0, 1) + fx * value(1, 1));
    }
  });
  return around;
}
