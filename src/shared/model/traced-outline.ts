import type { MaskPoint, PolygonShape } from './mask.ts';
import type { Size } from './working-size.ts';

/** Samples of a region, 0…1, row by row, covering the whole picture. */
export interface RegionPlane extends Size {
  readonly values: ArrayLike<number>;
}

/** A place in samples; sample centres are at halves. */
export type OutlinePlace = readonly [number, number];

/**
 * The outline of the largest part of a region (where its values are above a half), as a mask's curve through few points. Holes are filled.
 * @returns `undefined` where there is no part of three samples or more
 */
export function tracedOutline(region: RegionPlane, { most = 40 }: { readonly most?: number } = {}): PolygonShape | undefined {
  const outlines = outlinesOf(region);
  const largest = outlines.reduce<{ readonly places: readonly OutlinePlace[]; readonly area: number } | undefined>((best, places) => {
    const area = Math.abs(signedArea(places));
    return best === undefined || area > best.area ? { places, area } : best;
  }, undefined);
  if (largest === undefined || largest.area < 3) return undefined;
  const points = fewer(largest.places, most).map(([x, y]): MaskPoint => [shortened(x / region.width), shortened(y / region.height)]);
  return points.length < 3 ? undefined : { kind: 'polygon', points, smooth: true };
}

function shortened(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}

/** Area inside a closed line; its sign is that of the line's direction. */
export function signedArea(places: readonly OutlinePlace[]): number {
  return places.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = places[(index + 1) % places.length]!;
    return sum + x * nextY - nextX * y;
  }, 0) / 2;
}

/** Closed lines at a level by marching squares, between sample centres; around the picture the region is empty. */
export function outlinesOf({ width, height, values }: RegionPlane, level = 0.5): readonly (readonly OutlinePlace[])[] {
  const at = (x: number, y: number): number => (x < 0 || y < 0 || x >= width || y >= height ? level - 0.5 : values[y * width + x]!);
  const isIn = (x: number, y: number): boolean => at(x, y) > level;
  /** Where the line crosses from one sample to a neighbour of it. */
  const crossing = (x: number, y: number, otherX: number, otherY: number): OutlinePlace => {
    const [here, there] = [at(x, y), at(otherX, otherY)];
    const share = Math.min(0.95, Math.max(0.05, (level - here) / (there - here)));
    return [x + 0.5 + share * (otherX - x), y + 0.5 + share * (otherY - y)];
  };
  const across = width + 1;
  // An edge between a sample and the one to its right (even) or below it (odd).
  const edge = (x: number, y: number, isDown: boolean): number => 2 * ((y + 1) * (across + 1) + x + 1) + (isDown ? 1 : 0);
  const nexts = new Map<number, { readonly to: number; readonly place: OutlinePlace }>();
  for (let y = -1; y < height; y++) for (let x = -1; x < width; x++) {
    const corners = [isIn(x, y), isIn(x + 1, y), isIn(x + 1, y + 1), isIn(x, y + 1)];
    const kind = corners.reduce((sum, inside, index) => sum + (inside ? 1 << index : 0), 0);
    if (kind === 0 || kind === 15) continue;
    const [top, right, bottom, left] = [edge(x, y, false), edge(x + 1, y, true), edge(x, y + 1, false), edge(x, y, true)];
    const places = new Map<number, () => OutlinePlace>([
      [top, () => crossing(x, y, x + 1, y)], [right, () => crossing(x + 1, y, x + 1, y + 1)],
      [bottom, () => crossing(x, y + 1, x + 1, y + 1)], [left, () => crossing(x, y, x, y + 1)],
    ]);
    const link = (from: number, to: number): void => { nexts.set(from, { to, place: places.get(from)!() }); };
    // With the inside to the right of the way. Two parts that touch at a corner stay two.
    switch (kind) {
      case 1: link(top, left); break;
      case 2: link(right, top); break;
      case 3: link(right, left); break;
      case 4: link(bottom, right); break;
      case 5: link(top, left); link(bottom, right); break;
      case 6: link(bottom, top); break;
      case 7: link(bottom, left); break;
      case 8: link(left, bottom); break;
      case 9: link(top, bottom); break;
      case 10: link(right, top); link(left, bottom); break;
      case 11: link(right, bottom); break;
      case 12: link(left, right); break;
      case 13: link(top, right); break;
      case 14: link(left, top); break;
    }
  }
  const lines: OutlinePlace[][] = [];
  while (nexts.size > 0) {
    const line: OutlinePlace[] = [];
    let from = nexts.keys().next().value!;
    for (let next = nexts.get(from); next !== undefined; next = nexts.get(from)) {
      line.push(next.place);
      nexts.delete(from);
      from = next.to;
    }
    lines.push(line);
  }
  return lines;
}

/** Leaves out, one after the other, the point that changes the outline least (Visvalingam), down to `most` and as long as that is nothing to see. */
function fewer(places: readonly OutlinePlace[], most: number): readonly OutlinePlace[] {
  const left = places.slice();
  const triangle = (index: number): number => {
    const [one, two, three] = [left.at(index - 1)!, left[index]!, left[(index + 1) % left.length]!];
    return Math.abs((two[0] - one[0]) * (three[1] - one[1]) - (three[0] - one[0]) * (two[1] - one[1])) / 2;
  };
  const areas = left.map((_, index) => triangle(index));
  while (left.length > 4) {
    let least = 0;
    for (let index = 1; index < areas.length; index++) if (areas[index]! < areas[least]!) least = index;
    if (left.length <= most && areas[least]! > 1) break;
    left.splice(least, 1);
    areas.splice(least, 1);
    for (const index of [(least + left.length - 1) % left.length, least % left.length]) areas[index] = triangle(index);
  }
  return left;
}
