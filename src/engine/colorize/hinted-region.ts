import { AB_UNIT } from '../../shared/model/ab-plane.ts';
import { type Hint, type ImagePoint } from '../../shared/model/hint.ts';
import { positionsOf } from '../../shared/model/hint-kinds.ts';
import { HintId, newId } from '../../shared/model/ids.ts';
import type { MotionPlane } from '../../shared/model/motion-plane.ts';
import type { RegionPlane } from '../../shared/model/traced-outline.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import type { Colorizer, PaintRequest } from './colorizer.ts';
import { motionLikeness } from './motion-likeness.ts';

/** A strong colour and its opposite: of what is the same in both pictures hints have no part. */
const STRONG = [50, 30] as const;
/** Places so far apart, in widths of the picture, are asked whether they are outside. */
const APART = 1 / 14;
/** Less than this share of a place, and of what is around it, belongs to the hints: it is outside. */
const OUTSIDE_BELOW = 0.25;
const AROUND = 4;
const RADIUS = 0.012;
/**
 * So many places on one thing say about how large it is: what lies farther from all between them than {@link BEYOND} times the distance of the two farthest, which counts as
 * {@link LEAST_SPREAD} widths of the picture at least, is outside. Chosen, as the weight of motion, on outlined things of other clips than those that are measured (docs/results-history.md).
 */
const FEWEST_PLACES = 3;
const BEYOND = 1.15;
const LEAST_SPREAD = 0.25;
const DIRECTIONS = 32;
/** Steps over which motion is measured: what moves together shows better than from one frame to the next. */
export const FRAMES_OF_MOTION = 3;
/** Weight of what moves together beside what the hints claim. */
const MOTION = 0.6;
/** Positions of a long stroke are thinned to so many. */
const MOST_PER_HINT = 12;
const LEAST_SAMPLES = 12;

interface RegionRequest extends Pick<PaintRequest, 'frameKey' | 'luma' | 'modelId'> {
  /** Hints that lie on the thing. */
  readonly inside: readonly Hint[];
  /** Hints that lie on other things. */
  readonly outside: readonly Hint[];
  /** Boundaries, which no colour crosses. */
  readonly boundaries: readonly Hint[];
  /** Of the frame within its shot, where it is known. */
  readonly motion?: MotionPlane;
}

/**
 * What the painting network takes for the same thing as what hints lie on. The frame is painted with the hints in a strong colour and in its opposite: how
 * far a place differs between the two is the share of it that they claim. Places that they hardly claim, and those far from several of them, then hold against them,
 * in the opposite colour. What moves like the places that the hints win belongs to them more, what moves like the others less; the region is where they have more, as far as it is joined to them.
 * @returns a half at the edge; `undefined` where nothing is claimed
 * @throws as `Colorizer.paint`
 */
export async function regionOfHints(colorizer: Pick<Colorizer, 'paint'>, request: RegionRequest, options: { readonly signal?: AbortSignal } = {}): Promise<RegionPlane | undefined> {
  const { luma, inside, outside, boundaries, motion } = request;
  const [within, without] = [inside.flatMap(placesOf), outside.flatMap(placesOf)];
  const difference = async (against: readonly ImagePoint[]): Promise<Float32Array> => {
    const painted = async (sign: 1 | -1): Promise<Int16Array> => {
      const point = (at: ImagePoint, own: 1 | -1): Hint => ({ kind: 'point', id: newId(HintId), at, radius: RADIUS, ab: [own * sign * STRONG[0], own * sign * STRONG[1]] });
      const hints = [...within.map((at) => point(at, 1)), ...against.map((at) => point(at, -1)), ...boundaries];
      return (await colorizer.paint({ frameKey: request.frameKey, luma, hints, isUnseen: true, ...(request.modelId === undefined ? {} : { modelId: request.modelId }) }, options)).plane.samples;
    };
    return shareOf(await painted(1), await painted(-1));
  };
  const claimed = await difference(without);
  const isFar = farFrom(within, luma);
  const held = await difference([...without, ...placesOfGrid(luma, (x, y) => isFar(x, y) || isUnclaimed(claimed, luma, x, y))]);
  if (motion !== undefined) for (const [index, likeness] of motionLikeness(held, luma, motion).entries()) held[index]! += MOTION * likeness;
  return partAround(held, luma, within.map((at) => sampleAt(at, luma)));
}

/** −1…1: 1 where the hints have all of a place, −1 where those against them have it. */
function shareOf(one: Int16Array, other: Int16Array): Float32Array {
  const count = one.length / 2;
  const share = new Float32Array(count);
  const whole = 2 * AB_UNIT * (STRONG[0] ** 2 + STRONG[1] ** 2);
  for (let index = 0; index < count; index++) share[index] = ((one[index]! - other[index]!) * STRONG[0] + (one[count + index]! - other[count + index]!) * STRONG[1]) / whole;
  return share;
}

/** Of a grid, those for which this is true. */
function placesOfGrid({ width, height }: WorkingLuma, isOutside: (x: number, y: number) => boolean): readonly ImagePoint[] {
  const step = Math.max(2 * AROUND, Math.round(width * APART));
  const places: ImagePoint[] = [];
  for (let y = step >> 1; y < height; y += step) for (let x = step >> 1; x < width; x += step) if (isOutside(x, y)) places.push([(x + 0.5) / width, (y + 0.5) / height]);
  return places;
}

/** Whether hints hardly claim a sample, nor anything near it. */
function isUnclaimed(share: Float32Array, { width, height }: WorkingLuma, x: number, y: number): boolean {
  for (let row = Math.max(0, y - AROUND); row <= Math.min(height - 1, y + AROUND); row++) {
    for (let column = Math.max(0, x - AROUND); column <= Math.min(width - 1, x + AROUND); column++) if (share[row * width + column]! >= OUTSIDE_BELOW) return false;
  }
  return true;
}

/**
 * Whether a sample lies far from several places and from all that is between them (their convex hull). The distance from that is the farthest in any direction by
 * which a sample lies before all of the places.
 */
function farFrom(places: readonly ImagePoint[], { width, height }: WorkingLuma): (x: number, y: number) => boolean {
  if (places.length < FEWEST_PLACES) return () => false;
  const at = places.map(([x, y]): ImagePoint => [x * width, y * height]);
  const spread = Math.max(...at.flatMap(([x, y]) => at.map(([otherX, otherY]) => Math.hypot(otherX - x, otherY - y))));
  const most = BEYOND * Math.max(spread, LEAST_SPREAD * width);
  const ends = Array.from({ length: DIRECTIONS }, (_, index) => {
    const [alongX, alongY] = [Math.cos((2 * Math.PI * index) / DIRECTIONS), Math.sin((2 * Math.PI * index) / DIRECTIONS)];
    return { alongX, alongY, end: Math.max(...at.map(([x, y]) => x * alongX + y * alongY)) };
  });
  return (x, y) => ends.some(({ alongX, alongY, end }) => (x + 0.5) * alongX + (y + 0.5) * alongY - end > most);
}

/** The part of a picture above zero that is joined to any of some samples, as a region: a half at zero. */
function partAround(share: Float32Array, { width, height }: WorkingLuma, seeds: readonly number[]): RegionPlane | undefined {
  const part = new Uint8Array(share.length);
  const open = seeds.filter((seed) => share[seed]! > 0);
  for (const seed of open) part[seed] = 1;
  const values = new Float32Array(share.length);
  let count = 0;
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    count++;
    const [x, y] = [index % width, Math.floor(index / width)];
    for (const other of [x > 0 ? index - 1 : index, x < width - 1 ? index + 1 : index, y > 0 ? index - width : index, y < height - 1 ? index + width : index]) {
      // Samples beside the part keep their values, so that its edge lies between samples.
      values[other] = Math.min(1, Math.max(0, 0.5 + share[other]! / 2));
      if (part[other] === 1 || share[other]! <= 0) continue;
      part[other] = 1;
      open.push(other);
    }
    values[index] = Math.min(1, 0.5 + share[index]! / 2);
  }
  return count < LEAST_SAMPLES ? undefined : { width, height, values };
}

function placesOf(hint: Hint): readonly ImagePoint[] {
  const all = positionsOf(hint);
  const every = Math.ceil(all.length / MOST_PER_HINT);
  return all.filter((_, index) => index % every === 0);
}

function sampleAt([x, y]: ImagePoint, { width, height }: WorkingLuma): number {
  const place = (value: number, length: number): number => Math.min(length - 1, Math.max(0, Math.floor(value * length)));
  return place(y, height) * width + place(x, width);
}
