import type { Size } from '../../shared/model/working-size.ts';
import { outlinesOf, type OutlinePlace, signedArea } from '../../shared/model/traced-outline.ts';
import type { SeenRegion } from './seen-region.ts';

/** Most samples of an outline. */
const MOST_SAMPLES = 480;
/** Weight of even spacing against nearness. */
const SPACING = 0.3;
/** Longest stretch of outline between two points, as a multiple of its length before. */
const LONGEST = 3;
/** A part of a region may be the mask if the ratio of their areas lies between this and its inverse. */
const LIKE_AREA = 0.4;

/**
 * The positions on a region's outline that correspond to the points of a closed line: near them, in the same order and spacing.
 * @param line in samples of `size`
 * @returns `undefined` where the region has no part that could be the inside of the line
 */
export function placesOnOutline(line: readonly OutlinePlace[], region: SeenRegion, size: Size): readonly OutlinePlace[] | undefined {
  const area = signedArea(line);
  const outline = outlineLike(area, region, size);
  if (outline === undefined) return undefined;
  const length = outline.length;
  const perimeter = line.reduce((sum, point, index) => sum + distance(point, line[(index + 1) % line.length]!), 0);
  const gaps = line.map((point, index) => (distance(point, line[(index + 1) % line.length]!) / perimeter) * length);
  // The match begins at the point nearest to the outline, where it is most certain.
  const nearest = line.map((point) => outline.reduce((best, place, index) => (distance(place, point) < distance(outline[best]!, point) ? index : best), 0));
  const first = nearest.reduce((best, at, index) => (distance(outline[at]!, line[index]!) < distance(outline[nearest[best]!]!, line[best]!) ? index : best), 0);
  const turned = (index: number): number => (first + index) % line.length;
  const placeAt = (at: number): OutlinePlace => outline[(nearest[first]! + at) % length]!;

  let costs = new Float64Array(length + 1).fill(Infinity);
  costs[0] = 0;
  const ways: Int32Array[] = [];
  for (let step = 1; step <= line.length; step++) {
    const [point, gap] = [line[turned(step)]!, gaps[turned(step - 1)]!];
    const reach = Math.min(length, Math.ceil(LONGEST * gap) + 4);
    const next = new Float64Array(length + 1).fill(Infinity);
    const way = new Int32Array(length + 1).fill(-1);
    for (let at = 0; at <= length; at++) {
      if (step === line.length && at !== length) continue;
      for (let back = 0; back <= Math.min(reach, at); back++) {
        const cost = costs[at - back]! + SPACING * (back - gap) ** 2;
        if (cost >= next[at]!) continue;
        next[at] = cost;
        way[at] = at - back;
      }
      next[at] = next[at]! + distance(placeAt(at), point) ** 2;
    }
    ways.push(way);
    costs = next;
  }
  if (!Number.isFinite(costs[length])) return undefined;
  const found = new Array<OutlinePlace>(line.length);
  for (let step = line.length, at = length; step >= 1; at = ways[--step]![at]!) found[turned(step)] = placeAt(at);
  return found;
}

/** The outline of the largest part of a region, evenly sampled in the direction of a line, if its area is like that of the line. */
function outlineLike(area: number, region: SeenRegion, { width, height }: Size): readonly OutlinePlace[] | undefined {
  const [scaleX, scaleY] = [width / region.width, height / region.height];
  let best: { readonly places: readonly OutlinePlace[]; readonly area: number } | undefined;
  for (const line of outlinesOf(region, 0)) {
    const places = line.map(([x, y]): OutlinePlace => [x * scaleX, y * scaleY]);
    const own = signedArea(places);
    if (best === undefined || Math.abs(own) > Math.abs(best.area)) best = { places, area: own };
  }
  if (best === undefined || Math.abs(best.area) < LIKE_AREA * Math.abs(area) || Math.abs(best.area) > Math.abs(area) / LIKE_AREA) return undefined;
  return evenly(best.area * area < 0 ? best.places.toReversed() : best.places, MOST_SAMPLES);
}

/** Places on a closed line, about a sample apart, but no more than `most`. */
export function evenly(places: readonly OutlinePlace[], most: number): readonly OutlinePlace[] {
  const perimeter = places.reduce((sum, place, index) => sum + distance(place, places[(index + 1) % places.length]!), 0);
  const count = Math.min(most, Math.max(8, Math.round(perimeter)));
  const step = perimeter / count;
  const samples: OutlinePlace[] = [];
  let passed = 0;
  places.forEach((place, index) => {
    const next = places[(index + 1) % places.length]!;
    const length = distance(place, next);
    for (let at = samples.length * step; at < passed + length && samples.length < count; at = samples.length * step) {
      const share = length === 0 ? 0 : (at - passed) / length;
      samples.push([place[0] + share * (next[0] - place[0]), place[1] + share * (next[1] - place[1])]);
    }
    passed += length;
  });
  return samples;
}

function distance([x, y]: OutlinePlace, [otherX, otherY]: OutlinePlace): number {
  return Math.hypot(x - otherX, y - otherY);
}
