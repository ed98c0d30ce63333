import { resamplePlane } from '../../shared/colour/resample.ts';
import type { AbPlane } from '../../shared/model/ab-plane.ts';
import { AB_RANGE, AB_UNIT } from '../../shared/model/ab-plane.ts';
import type { HintPlanes } from '../../shared/model/hint-planes.ts';
import { isColourHint, kindOf, positionsOf } from '../../shared/model/hint-kinds.ts';
import { DEFAULT_HINT_RADIUS, type Hint, type ImagePoint, type PointHint } from '../../shared/model/hint.ts';
import { HintId } from '../../shared/model/ids.ts';
import type { Size } from '../../shared/model/working-size.ts';

/** Anchors across the picture's width at which the propagated colour is held. */
const ANCHORS_ACROSS = 16;
/** As a share of the width: within this distance of a hint the propagated colour is not held. */
const NEAR = 0.75 / ANCHORS_ACROSS;
/** Of the width: within this distance, regions of the colour that the hint corrects are not held. */
const SAME_THING = 0.2;
/** Distance in ab within which propagated colours belong to one object. */
const LIKE_AB = 10;

/**
 * Anchors for painting a correction: the propagated colour as hints on a grid, left out around the correction, so that its effect covers
 * the object that it lies on and stops there. `auto` hints hold the propagated colour at their position.
 */
export function anchorPoints(spread: AbPlane, hints: readonly Hint[], size: Size): readonly PointHint[] {
  const down = Math.max(2, Math.round((ANCHORS_ACROSS * size.height) / size.width));
  const ratio = size.height / size.width;
  const spoken = hints.flatMap((hint) => (isColourHint(hint) ? positionsOf(hint).map((at) => ({ at, ab: colourAt(spread, at), radius: hint.radius })) : []));
  const places = Array.from({ length: ANCHORS_ACROSS * down }, (_, index): ImagePoint => [((index % ANCHORS_ACROSS) + 0.5) / ANCHORS_ACROSS, (Math.floor(index / ANCHORS_ACROSS) + 0.5) / down]);
  const held = places.filter((place) => spoken.every(({ at, ab, radius }) => {
    const distance = Math.hypot(place[0] - at[0], (place[1] - at[1]) * ratio) - radius;
    if (distance < NEAR) return false;
    const own = colourAt(spread, place);
    return distance > SAME_THING || Math.hypot(own[0] - ab[0], own[1] - ab[1]) > LIKE_AB;
  }));
  const kept = hints.flatMap((hint) => (kindOf(hint).role === 'automatic' ? positionsOf(hint).map((at) => ({ at, radius: 'radius' in hint ? hint.radius : DEFAULT_HINT_RADIUS })) : []));
  return [...held.map((at) => ({ at, radius: DEFAULT_HINT_RADIUS })), ...kept].map(({ at, radius }, index): PointHint => ({ kind: 'point', id: HintId.parse(`anchor-${index}`), at, radius, ab: colourAt(spread, at) }));
}

/** ab of a plane at a position. */
export function colourAt(plane: AbPlane, [x, y]: ImagePoint): readonly [number, number] {
  const index = Math.min(plane.height - 1, Math.floor(y * plane.height)) * plane.width + Math.min(plane.width - 1, Math.floor(x * plane.width));
  return [plane.samples[index]! / AB_UNIT, plane.samples[plane.width * plane.height + index]! / AB_UNIT];
}

const AB_LIMIT = AB_RANGE * AB_UNIT;
/** A change of this many ab has full confidence; smaller changes have proportionally less. */
const TOLD_AB = 8;
/** Of 255: confidence of the changes around hints, slightly below that of the hints. */
const TOLD_CONFIDENCE = 240;

export interface ConfidentColour {
  readonly plane: AbPlane;
  /** 0…255 for 0…1, at the plane's size. */
  readonly confidence: Uint8Array;
}

/**
 * The propagated colour with the change made by the hints: of the change in their painting and the change in a reading with them, the
 * greater at each position; and at the hints' positions their own colour. @param painted with the anchors alone, and with the hints as
 * well, at one size
 * @param read without and with the hints, of the propagated colour's size @param stated by the hints, at that size
 */
export function correctedColour(spread: ConfidentColour, painted: { readonly before: AbPlane; readonly after: AbPlane }, read: { readonly before: AbPlane; readonly after: ConfidentColour }, stated: Pick<HintPlanes, 'ab' | 'hintWeight'>): ConfidentColour {
  const { width, height } = spread.plane;
  const count = width * height;
  // The two are resampled separately: their difference may exceed the range of a plane's sample.
  const [before, after] = [resamplePlane(painted.before, spread.plane).samples, resamplePlane(painted.after, spread.plane).samples];
  const samples = new Int16Array(2 * count);
  const confidence = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    const places = [index, count + index] as const;
    const byPainting = places.map((at) => after[at]! - before[at]!);
    const byReading = places.map((at) => read.after.plane.samples[at]! - read.before.samples[at]!);
    const greater = Math.hypot(...byReading) > Math.hypot(...byPainting) ? byReading : byPainting;
    const hintWeight = stated.hintWeight[index]!;
    for (const [channel, at] of places.entries()) {
      const corrected = spread.plane.samples[at]! + greater[channel]!;
      samples[at] = Math.round(within(corrected + hintWeight * (stated.ab[at]! * AB_LIMIT - corrected)));
    }
    const told = TOLD_CONFIDENCE * Math.min(1, Math.hypot(...greater) / (TOLD_AB * AB_UNIT));
    confidence[index] = Math.max(spread.confidence[index]!, read.after.confidence[index]!, told, 255 * hintWeight);
  }
  return { plane: { width, height, samples }, confidence };
}

function within(value: number): number {
  return Math.min(AB_LIMIT, Math.max(-AB_LIMIT, value));
}
