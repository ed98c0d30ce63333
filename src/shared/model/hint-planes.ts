import type { ColourCoding } from '../colour/coding.ts';
import { gamutMap, inGamut } from '../colour/gamut.ts';
import { assertNever } from '../errors/assert-never.ts';
import { AB_RANGE } from './ab-plane.ts';
import { type ChromaAb, DEFAULT_SOFT_EDGE, type Hint, type ImagePoint } from './hint.ts';
import type { Size } from './working-size.ts';

/** Width of the fade from automatic colour to the hints' colour around an auto hint, in its radii. */
const AUTO_FADE = 0.5;

/** A keyframe's hints as planes at the working size of a network, each row by row, `width · height`. */
export interface HintPlanes extends Size {
  /** ab ÷ 110 where the mask is 1, planar `2 · width · height`. */
  readonly ab: Float32Array;
  /** 1 where a hint gives a colour. */
  readonly mask: Float32Array;
  /** 0…1: strength of the hint that gives the colour; 0 where none does. */
  readonly strength: Float32Array;
  /** Maximum distance in pixels to which the hint's colour spreads; 0: no limit. */
  readonly reach: Float32Array;
  /** 1 on boundaries; their lines are 8-connected, so no path of 4-neighbours crosses them. */
  readonly boundary: Float32Array;
  /** 0…1: share of the automatic colour, from auto hints. */
  readonly auto: Float32Array;
  /** 0…1: hint weight: a hint's strength inside, falling to 0 over its soft edge. */
  readonly hintWeight: Float32Array;
  /** Hints whose colour exists at none of the lightnesses under them and was gamut-mapped, hue kept. */
  readonly outOfGamut: number;
}

/**
 * Draws hints (colour already resolved through their swatches) onto planes. A point is a disc of at least one pixel; a stroke is a swept
 * disc, as wide as the pen was pressed; neither crosses a boundary. Of colour and auto hints at one position the later one counts;
 * boundaries apply at any position in the list.
 * @param options.lightness L 0…100 at the same size: colours that exist nowhere under their hint are gamut-mapped. Without it none is.
 * @param options.gamut the clip's gamut; sRGB by default
 */
export function hintPlanes(hints: readonly Hint[], size: Size, options: { readonly lightness?: Float32Array; readonly gamut?: ColourCoding | undefined } = {}): HintPlanes {
  const count = size.width * size.height;
  const planes = { ab: new Float32Array(2 * count), mask: new Float32Array(count), strength: new Float32Array(count), reach: new Float32Array(count), boundary: new Float32Array(count), auto: new Float32Array(count), hintWeight: new Float32Array(count) };
  const brush = createBrush(size);
  let walled = false;
  for (const hint of hints) {
    if (hint.kind !== 'boundary') continue;
    walled = true;
    for (const index of linePixels(hint.path, size)) planes.boundary[index] = 1;
  }
  let outOfGamut = 0;
  for (const hint of hints) {
    switch (hint.kind) {
      case 'boundary': break;
      case 'point':
      case 'stroke': {
        const path = hint.kind === 'point' ? [hint.at] : hint.path;
        const radius = hint.radius * size.width;
        const swept = brush.sweep(path, radius, hint.kind === 'stroke' ? hint.widths : undefined);
        const reached = walled ? brush.reachable(swept, linePixels(path, size), planes.boundary) : swept;
        const [a, b] = options.lightness === undefined ? hint.ab : nearestUnder(reached, hint.ab, { lightness: options.lightness, gamut: options.gamut });
        if (a !== hint.ab[0] || b !== hint.ab[1]) outOfGamut++;
        const { strength = 1, softEdge = DEFAULT_SOFT_EDGE } = hint;
        const reach = reachInPixels(hint.reach ?? 1, { radius, width: size.width });
        for (const index of reached) {
          planes.ab[index] = a / AB_RANGE;
          planes.ab[count + index] = b / AB_RANGE;
          planes.mask[index] = 1;
          planes.strength[index] = strength;
          planes.reach[index] = reach;
          planes.auto[index] = 0;
          planes.hintWeight[index] = softEdge === 0 ? strength : strength * (1 - smoothStep((brush.share(index) - (1 - softEdge)) / softEdge));
        }
        // A disc smaller than a pixel still covers the pixel that it lies in.
        for (const index of linePixels(path, size)) if (planes.mask[index] === 1) planes.hintWeight[index] = strength;
        break;
      }
      case 'auto': {
        const radius = hint.radius * size.width;
        for (const index of brush.sweep([hint.at], radius * (1 + AUTO_FADE))) {
          const beyond = brush.share(index) * (1 + AUTO_FADE) - 1;
          planes.auto[index] = Math.max(planes.auto[index]!, 1 - smoothStep(beyond / AUTO_FADE));
          if (beyond > 0) continue;
          planes.ab[index] = planes.ab[count + index] = planes.mask[index] = planes.strength[index] = planes.reach[index] = planes.hintWeight[index] = 0;
        }
        break;
      }
      default: assertNever(hint);
    }
  }
  return { ...size, ...planes, outOfGamut };
}

/** Share of the picture's width that a hint with a reach of ½ is taken at most. */
const HALF_REACH = 0.1;

/** 0: not limited, from a reach of 1. Below it, a distance that grows from the hint's own radius without bound as the reach nears 1. */
function reachInPixels(reach: number, { radius, width }: { readonly radius: number; readonly width: number }): number {
  return reach >= 1 ? 0 : Math.max(radius, 1, HALF_REACH * width * (reach / (1 - reach)));
}

/** Smoothstep: 0 up to 0, 1 from 1. */
function smoothStep(t: number): number {
  const x = Math.min(1, Math.max(0, t));
  return x * x * (3 - 2 * x);
}

/**
 * The colour itself if it exists at the lightness of any of the pixels, else the largest chroma of it that does at one of them. A disc in
 * a dark fold of a red dress means that the dress is red: each pixel shows as much chroma as its own lightness allows.
 */
function nearestUnder(pixels: readonly number[], ab: ChromaAb, { lightness, gamut }: { readonly lightness: Float32Array; readonly gamut: ColourCoding | undefined }): ChromaAb {
  const levels = new Set(pixels.map((index) => Math.round(2 * lightness[index]!) / 2));
  if (levels.values().some((level) => inGamut(level, ...ab, gamut))) return ab;
  const kept = [...levels].map((level) => gamutMap(level, ...ab, gamut).slice(1) as [number, number]);
  return kept.reduce((most, each) => (Math.hypot(...each) > Math.hypot(...most) ? each : most), [0, 0]);
}

function pixelOf([x, y]: ImagePoint, { width, height }: Size): readonly [number, number] {
  return [Math.min(width - 1, Math.floor(x * width)), Math.min(height - 1, Math.floor(y * height))];
}

/** Pixels of a path drawn one pixel thick, 8-connected (Bresenham). */
function linePixels(path: readonly ImagePoint[], size: Size): readonly number[] {
  const [first] = path;
  if (first === undefined) return [];
  let [x, y] = pixelOf(first, size);
  const pixels = [y * size.width + x];
  for (const point of path) {
    const [toX, toY] = pixelOf(point, size);
    const acrossX = Math.abs(toX - x);
    const acrossY = Math.abs(toY - y);
    let balance = acrossX - acrossY;
    while (x !== toX || y !== toY) {
      const twice = 2 * balance;
      if (twice > -acrossY) {
        balance -= acrossY;
        x += Math.sign(toX - x);
      }
      if (twice < acrossX) {
        balance += acrossX;
        y += Math.sign(toY - y);
      }
      pixels.push(y * size.width + x);
    }
  }
  return pixels;
}

/** Scratch for one size: pixels covered by a disc along a path, and their distance to the path. */
interface Brush {
  /**
   * Pixels whose centre is within `radius` px (times `widths`, interpolated linearly between points) of the path, and those directly
   * under it.
   */
  sweep(path: readonly ImagePoint[], radius: number, widths?: readonly number[]): readonly number[];
  /** Distance of a pixel of the last sweep to its path as a share of the radius there, 0…1. */
  share(index: number): number;
  /** Those of `pixels` that can be reached from `seeds` by 4-neighbours within them without entering a boundary. */
  reachable(pixels: readonly number[], seeds: readonly number[], boundary: Float32Array): readonly number[];
}

function createBrush(size: Size): Brush {
  const { width, height } = size;
  const nearest = new Float32Array(width * height).fill(Infinity);
  const open = new Uint8Array(width * height);
  let touched: number[] = [];

  function touch(index: number, share: number): void {
    if (nearest[index] === Infinity) touched.push(index);
    if (share < nearest[index]!) nearest[index] = share;
  }

  function sweepSegment(from: ImagePoint, to: ImagePoint, [fromRadius, toRadius]: readonly [number, number]): void {
    const radius = Math.max(fromRadius, toRadius);
    const [x0, y0, x1, y1] = [from[0] * width, from[1] * height, to[0] * width, to[1] * height];
    const [alongX, alongY] = [x1 - x0, y1 - y0];
    const squared = alongX * alongX + alongY * alongY;
    const lastRow = Math.min(height - 1, Math.floor(Math.max(y0, y1) + radius));
    const lastColumn = Math.min(width - 1, Math.floor(Math.max(x0, x1) + radius));
    for (let row = Math.max(0, Math.floor(Math.min(y0, y1) - radius)); row <= lastRow; row++) {
      for (let column = Math.max(0, Math.floor(Math.min(x0, x1) - radius)); column <= lastColumn; column++) {
        const [x, y] = [column + 0.5 - x0, row + 0.5 - y0];
        const t = squared === 0 ? 0 : Math.min(1, Math.max(0, (x * alongX + y * alongY) / squared));
        const share = Math.hypot(x - t * alongX, y - t * alongY) / (fromRadius + t * (toRadius - fromRadius));
        if (share <= 1) touch(row * width + column, share);
      }
    }
  }

  return {
    sweep(path, radius, widths) {
      const radiusAt = (index: number): number => radius * (widths?.[index] ?? 1);
      for (const index of touched) nearest[index] = Infinity;
      touched = [];
      path.forEach((point, index) => {
        const before = Math.max(0, index - 1);
        sweepSegment(path[before]!, point, [radiusAt(before), radiusAt(index)]);
      });
      for (const index of linePixels(path, size)) touch(index, 1);
      return touched;
    },
    share: (index) => nearest[index]!,
    reachable(pixels, seeds, boundary) {
      if (!pixels.some((index) => boundary[index] === 1)) return pixels;
      for (const index of pixels) open[index] = 1;
      const found: number[] = [];
      const take = (index: number): void => {
        open[index] = 0;
        found.push(index);
      };
      for (const seed of seeds) if (open[seed] === 1) take(seed);
      for (let next = 0; next < found.length; next++) {
        const index = found[next]!;
        if (boundary[index] === 1) continue;
        const column = index % width;
        const around = [index - width, index + width, column > 0 ? index - 1 : -1, column < width - 1 ? index + 1 : -1];
        for (const neighbour of around) if (neighbour >= 0 && open[neighbour] === 1 && boundary[neighbour] !== 1) take(neighbour);
      }
      for (const index of pixels) open[index] = 0;
      return found;
    },
  };
}
