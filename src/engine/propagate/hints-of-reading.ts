import { AB_RANGE, AB_UNIT, type AbPlane } from '../../shared/model/ab-plane.ts';
import type { PointHint } from '../../shared/model/hint.ts';
import { HintId, newId } from '../../shared/model/ids.ts';
import type { PropagatedFrame } from './span-request.ts';

/** Radius of a hint as a share of the width: small, so that it lies on one thing. */
const RADIUS = 0.012;
/** Share of a cell, from its middle to each side, in which its best place is looked for. */
const LOOK = 0.35;

/** Samples around a position, and how far their colours may be from its own, in ab: a point on an edge would colour both sides of it. */
const AROUND = 3;
const FLAT = 10;

interface HintChoice {
  /** Confidence, 0…1, below which a position gets no hint. */
  readonly least: number;
  /** Cells of the picture's longer side, of each of which one place may become a hint. */
  readonly cells: number;
  /** The frame as painted from the hints made so far, at the reading's size: positions where it is wrong come first. */
  readonly painted?: AbPlane;
  /** How far from the reading, in ab, a painted place may be. */
  readonly near?: number;
  readonly most?: number;
}

interface Place {
  readonly index: number;
  readonly score: number;
}

/**
 * Point hints with the colours of a reading where its confidence is high: in each cell the position of the highest confidence, or the one
 * where the painted frame differs most from the reading. Where confidence is low there is no hint, so the painter decides.
 */
export function hintsOfReading({ plane: { width, height, samples }, confidence }: Pick<PropagatedFrame, 'plane' | 'confidence'>, { least, cells, painted, near = 0, most = Infinity }: HintChoice): readonly PointHint[] {
  const area = width * height;
  const distance = (index: number, other: Int16Array, at: number): number => Math.hypot(samples[index]! - other[at]!, samples[area + index]! - other[area + at]!) / AB_UNIT;
  const isFlat = (x: number, y: number): boolean => [[-AROUND, 0], [AROUND, 0], [0, -AROUND], [0, AROUND]].every(([dx, dy]) => {
    const [column, row] = [x + dx!, y + dy!];
    return column < 0 || row < 0 || column >= width || row >= height || distance(y * width + x, samples, row * width + column) <= FLAT;
  });
  const scoreOf = (x: number, y: number): number => {
    const index = y * width + x;
    const sure = confidence[index]! / 255;
    if (sure < least) return 0;
    if (painted === undefined) return sure;
    const wrong = distance(index, painted.samples, index);
    return wrong < near ? 0 : sure * wrong;
  };
  const cell = Math.max(width, height) / cells;
  const [columns, rows] = [Math.max(1, Math.round(width / cell)), Math.max(1, Math.round(height / cell))];
  const places: Place[] = [];
  for (let row = 0; row < rows; row++) {
    const [top, bottom] = middleOf(row, rows, height);
    for (let column = 0; column < columns; column++) {
      const [left, right] = middleOf(column, columns, width);
      let best: Place = { index: -1, score: 0 };
      for (let y = top; y <= bottom; y++) {
        for (let x = left; x <= right; x++) {
          const score = scoreOf(x, y);
          if (score > best.score && isFlat(x, y)) best = { index: y * width + x, score };
        }
      }
      if (best.score > 0) places.push(best);
    }
  }
  const ab = (value: number): number => Math.max(-AB_RANGE, Math.min(AB_RANGE, value / AB_UNIT));
  return places.toSorted((a, b) => b.score - a.score).slice(0, most).map(({ index }) => ({
    kind: 'point', id: newId(HintId), at: [((index % width) + 0.5) / width, (Math.floor(index / width) + 0.5) / height], radius: RADIUS, ab: [ab(samples[index]!), ab(samples[area + index]!)],
  }));
}

function middleOf(index: number, count: number, length: number): readonly [number, number] {
  const at = (by: number): number => Math.min(length - 1, Math.max(0, Math.floor(((index + 0.5 + by) * length) / count)));
  return [at(-LOOK), at(LOOK)];
}
