import { deltaE2000 } from '../../src/shared/colour/delta-e.ts';
import { yccToRgb } from '../../src/shared/colour/luma.ts';
import { srgbToLab } from '../../src/shared/colour/srgb.ts';
import type { TruthFrame } from './truth-frames.ts';

/** Luma signal per pixel from which an edge is hard: a step of a tenth of the range over two pixels. */
const HARD_LUMA_STEP = 0.05;
/** Least ab distance between the two sides: bleeding of less is not visible. */
const COLOUR_STEP = 12;
/** Pixels from a hard edge within which colour can bleed. */
const BAND = 3;

/** A position where a hard luma edge is also an edge of colour, with the true colours of both sides along the luma's gradient. */
interface EdgePlace {
  readonly x: number;
  readonly y: number;
  /** Unit vector across the edge. */
  readonly across: readonly [number, number];
  readonly low: readonly [number, number];
  readonly step: readonly [number, number];
  /** Width of the edge in the truth, in pixels, by the same measure. */
  readonly truthSmear: number;
}

/** Where a frame's colour could bleed. */
export interface EdgeBand {
  /** Pixels within {@link BAND} of an edge place. */
  readonly band: Uint8Array;
  readonly places: readonly EdgePlace[];
  readonly reach: number;
}

export interface Bleeding {
  /** Mean ΔE2000 in the band, at true luma. */
  readonly deltaE: number;
  /** Pixels by which an edge of colour is smeared, beyond the truth's own: the area between its profile and a sharp step. */
  readonly smear: number;
}

/** Finds the edges of colour that lie on hard luma edges. @param reach pixels to each side that a profile spans */
export function findEdges(truth: TruthFrame, reach: number): EdgeBand {
  const { width, height } = truth;
  const luma = blurred(truth.y, width, height);
  const band = new Uint8Array(width * height);
  const places: EdgePlace[] = [];
  const margin = reach + 2;
  for (let y = margin; y < height - margin; y++) {
    for (let x = margin; x < width - margin; x++) {
      const at = y * width + x;
      const gx = (luma[at + 1]! - luma[at - 1]!) / 2;
      const gy = (luma[at + width]! - luma[at - width]!) / 2;
      const rise = Math.hypot(gx, gy);
      if (rise < HARD_LUMA_STEP) continue;
      const across = [gx / rise, gy / rise] as const;
      const near: readonly [readonly [number, number], readonly [number, number]] = [colourAt(truth, x - BAND * across[0], y - BAND * across[1]), colourAt(truth, x + BAND * across[0], y + BAND * across[1])];
      if (distance(near[0], near[1]) < COLOUR_STEP) continue;
      for (let dy = -BAND; dy <= BAND; dy++) for (let dx = -BAND; dx <= BAND; dx++) band[at + dy * width + dx] = 1;
      // A profile is taken on the ridge of the gradient, where both sides are nearly uniform.
      const steepest = steepness(luma, width, x - across[0], y - across[1]) <= rise && steepness(luma, width, x + across[0], y + across[1]) <= rise;
      const far = [colourAt(truth, x - reach * across[0], y - reach * across[1]), colourAt(truth, x + reach * across[0], y + reach * across[1])] as const;
      const step = [far[1][0] - far[0][0], far[1][1] - far[0][1]] as const;
      const size = Math.hypot(...step);
      if (!steepest || size < COLOUR_STEP || distance(far[0], near[0]) > size / 4 || distance(far[1], near[1]) > size / 4) continue;
      const place = { x, y, across, low: far[0], step, truthSmear: 0 };
      places.push({ ...place, truthSmear: smearAt(truth, place, reach) });
    }
  }
  return { band, places, reach };
}

/** A colouring of a truth frame: chroma signal at the true luma, and the Lab chroma it was made of. */
export interface Colouring {
  readonly cb: Float32Array;
  readonly cr: Float32Array;
  readonly a: Float32Array;
  readonly b: Float32Array;
}

/** How much a colouring bleeds at those edges. */
export function measureBleeding(truth: TruthFrame, edges: EdgeBand, ours: Colouring): Bleeding {
  let sum = 0;
  let count = 0;
  for (let at = 0; at < edges.band.length; at++) {
    if (edges.band[at] === 0) continue;
    const y = truth.y[at]!;
    sum += deltaE2000(srgbToLab(...yccToRgb(y, truth.cb[at]!, truth.cr[at]!, 'bt709')), srgbToLab(...yccToRgb(y, ours.cb[at]!, ours.cr[at]!, 'bt709')));
    count++;
  }
  const picture = { width: truth.width, height: truth.height, a: ours.a, b: ours.b };
  const smear = edges.places.reduce((total, place) => total + smearAt(picture, place, edges.reach) - place.truthSmear, 0);
  return { deltaE: count === 0 ? Number.NaN : sum / count, smear: edges.places.length === 0 ? Number.NaN : smear / edges.places.length };
}

type Coloured = { readonly width: number; readonly height: number; readonly a: Float32Array; readonly b: Float32Array };

function smearAt(picture: Coloured, { x, y, across, low, step }: Omit<EdgePlace, 'truthSmear'>, reach: number): number {
  const square = step[0] ** 2 + step[1] ** 2;
  let area = 0;
  for (let along = -reach; along <= reach; along++) {
    if (along === 0) continue;
    const [a, b] = colourAt(picture, x + along * across[0], y + along * across[1]);
    const risen = ((a - low[0]) * step[0] + (b - low[1]) * step[1]) / square;
    area += Math.abs(risen - (along > 0 ? 1 : 0));
  }
  return area;
}

/** Bilinear. */
function colourAt({ width, a, b }: Coloured, x: number, y: number): readonly [number, number] {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const fx = x - left;
  const fy = y - top;
  const at = top * width + left;
  const mix = (values: Float32Array): number => (values[at]! * (1 - fx) + values[at + 1]! * fx) * (1 - fy) + (values[at + width]! * (1 - fx) + values[at + width + 1]! * fx) * fy;
  return [mix(a), mix(b)];
}

const distance = (one: readonly [number, number], other: readonly [number, number]): number => Math.hypot(one[0] - other[0], one[1] - other[1]);

function steepness(luma: Float32Array, width: number, x: number, y: number): number {
  const at = Math.round(y) * width + Math.round(x);
  return Math.hypot(luma[at + 1]! - luma[at - 1]!, luma[at + width]! - luma[at - width]!) / 2;
}

/** [1 2 1] both ways, so that grain makes no edges. */
function blurred(values: Float32Array, width: number, height: number): Float32Array {
  const wide = new Float32Array(values.length);
  const out = new Float32Array(values.length);
  for (let at = 1; at < values.length - 1; at++) wide[at] = (values[at - 1]! + 2 * values[at]! + values[at + 1]!) / 4;
  for (let at = width; at < width * (height - 1); at++) out[at] = (wide[at - width]! + 2 * wide[at]! + wide[at + width]!) / 4;
  return out;
}
