import type { Size } from '../../shared/model/working-size.ts';

/** A frame's fine features on the grid of ¼: unit vectors of `channels` values, cell after cell, row by row. */
export interface FeatureMap extends Size {
  readonly channels: number;
  readonly vectors: Float32Array;
}

/** A position on the grid of cells: (0, 0) is the middle of the first cell. */
export interface CellPosition {
  readonly x: number;
  readonly y: number;
}

// Chosen on clips/val, pretend video of training photos and the sample film (results in docs/results/propagation.md).
/** Samples on each side of a position that describe it, the cells between them, and the fall-off of their weight in cells. */
const REACH = 3;
const STEP = 2;
const PROPAGATED = 3;
/** Similarity (mean cosine) at which a position is as likely lost as found, and the steepness of the transition. */
const EVEN_LIKENESS = 0.74;
const LIKENESS_SCALE = 0.05;

const OFFSETS = Array.from({ length: (2 * REACH + 1) ** 2 }, (_, index) => {
  const [dx, dy] = [STEP * ((index % (2 * REACH + 1)) - REACH), STEP * (Math.floor(index / (2 * REACH + 1)) - REACH)];
  return { dx, dy, weight: Math.exp(-(dx * dx + dy * dy) / (2 * PROPAGATED * PROPAGATED)) };
});
const TOTAL_WEIGHT = OFFSETS.reduce((sum, { weight }) => sum + weight, 0);

/** Maps a similarity to 0…1; 0.5 where a position is as likely lost as found. */
export function confidenceOf(found: number): number {
  return 1 / (1 + Math.exp(-(found - EVEN_LIKENESS) / LIKENESS_SCALE));
}

export interface Found extends CellPosition {
  /** Mean cosine to the first appearance, −1…1. */
  readonly likeness: number;
}

/** Description of a position during the search, and its first appearance, which gives the confidence of the match. */
interface Appearance {
  readonly known: Float32Array;
  readonly first: Float32Array;
}

interface Window {
  readonly around: CellPosition;
  /** Cells to each side. */
  readonly radius: number;
  /** Similarity subtracted per squared cell of distance from the middle of the window. */
  readonly farPenalty: number;
}

/** The best match in a square window; `undefined` when the window lies outside the picture. */
export function search({ known, first }: Appearance, next: FeatureMap, { around, radius, farPenalty }: Window): Found | undefined {
  const [left, right] = [Math.max(0, Math.round(around.x) - radius), Math.min(next.width - 1, Math.round(around.x) + radius)];
  const [top, bottom] = [Math.max(0, Math.round(around.y) - radius), Math.min(next.height - 1, Math.round(around.y) + radius)];
  const [columns, rows] = [right - left + 1, bottom - top + 1];
  if (columns < 1 || rows < 1) return undefined;
  const scores = new Float32Array(columns * rows);
  let best = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const index = row * columns + column;
      const [x, y] = [left + column, top + row];
      scores[index] = likeness(known, next, x, y) - farPenalty * ((x - around.x) ** 2 + (y - around.y) ** 2);
      if (scores[index] > scores[best]!) best = index;
    }
  }
  const [column, row] = [best % columns, Math.floor(best / columns)];
  const at = (x: number, y: number): number | undefined => (x < 0 || y < 0 || x >= columns || y >= rows ? undefined : scores[y * columns + x]);
  return {
    x: Math.min(next.width - 1, Math.max(0, left + column + peak(at(column - 1, row), scores[best]!, at(column + 1, row)))),
    y: Math.min(next.height - 1, Math.max(0, top + row + peak(at(column, row - 1), scores[best]!, at(column, row + 1)))),
    likeness: likeness(first, next, left + column, top + row),
  };
}

/** Sub-cell offset −½…½: the maximum of a parabola through three scores. */
function peak(before: number | undefined, here: number, after: number | undefined): number {
  if (before === undefined || after === undefined) return 0;
  const bend = before - 2 * here + after;
  return bend >= 0 ? 0 : Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend)));
}

/** Weighted mean cosine of a description and the features around a cell; edges are repeated. */
export function likeness(known: Float32Array, map: FeatureMap, x: number, y: number): number {
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

/** Features at a position and around it, bilinear between cells. */
export function featuresAround(map: FeatureMap, at: CellPosition): Float32Array {
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
