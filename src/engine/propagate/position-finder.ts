import { type CellPosition, type FeatureMap, featuresAround, likeness, search, confidenceOf } from './position-similarity.ts';
import type { TrackedPosition } from './position-tracker.ts';

/** Spacing in cells of the coarse search; features of neighbours are similar. */
const COARSE = 3;
/** Radius in cells of the fine search around the best ones. */
const FINE_REACH = 3;
/** Similarity subtracted per picture width of distance: of similar positions the nearest is preferred. */
const FAR_PENALTY = 0.06;
const LOST_BELOW = 0.5;

/**
 * The match searched back must end within this share of the picture's width; this rejects most positions that the other frame does not
 * contain.
 */
const WAY_BACK = 0.03;

/** Finds positions of one frame anywhere in another, which need not be near it in time. Pure. */
export function findPosition(source: FeatureMap, at: CellPosition, target: FeatureMap): TrackedPosition {
  const there = likeliest(source, at, target);
  if (there.lost) return there;
  const back = likeliest(target, there, source);
  return back.lost || Math.hypot(back.x - at.x, back.y - at.y) > WAY_BACK * source.width ? { ...there, ...sameShare(source, at, target), lost: true } : there;
}

/** The same relative position. */
function sameShare(source: FeatureMap, at: CellPosition, target: FeatureMap): CellPosition {
  return { x: (at.x * target.width) / source.width, y: (at.y * target.height) / source.height };
}

function likeliest(source: FeatureMap, at: CellPosition, target: FeatureMap): TrackedPosition {
  const known = featuresAround(source, at);
  const before = sameShare(source, at, target);
  let best = { x: 0, y: 0, score: -Infinity };
  for (let y = 0; y < target.height; y += COARSE) {
    for (let x = 0; x < target.width; x += COARSE) {
      const score = likeness(known, target, x, y) - (FAR_PENALTY * Math.hypot(x - before.x, y - before.y)) / target.width;
      if (score > best.score) best = { x, y, score };
    }
  }
  const found = search({ known, first: known }, target, { around: best, radius: FINE_REACH, farPenalty: 0 });
  const confidence = found === undefined ? 0 : confidenceOf(found.likeness);
  return found === undefined || confidence < LOST_BELOW ? { ...before, confidence, lost: true } : { x: found.x, y: found.y, confidence, lost: false };
}
