import { blurCoverage, coverOutlines } from './coverage.ts';
import { colourOf, type Layer, type LinearColour } from './layer.ts';
import type { Outline, Point } from './shapes.ts';

/** How an outline is painted. Lengths are in the pen's own units. */
export interface Paint {
  /** `#rrggbb` or linear light. */
  readonly colour: string | LinearColour;
  /** A second colour, mixed in by `blend` (0…1 of the place). */
  readonly colour2?: string | LinearColour;
  readonly blend?: (x: number, y: number) => number;
  /** Brightness factor of a place: texture. Moves with the pen. */
  readonly tone?: (x: number, y: number) => number;
  /** 0…1, default 1. */
  readonly opacity?: number;
  /** Blur of the edge. */
  readonly soften?: number;
  /** Round the shape by light from the upper left: depth of the rounding, and how strong (0…1, default 0.6). */
  readonly volume?: number;
  readonly volumeStrength?: number;
}

/** Draws on a layer in coordinates of its own: `x' = a·x + c·y + e`, `y' = b·x + d·y + f`. */
export interface Pen {
  readonly layer: Layer;
  fill(outline: Outline | readonly Outline[], paint: Paint): void;
  /** A pen whose origin lies at a point of this one; scaled, then turned (radians), optionally mirrored. */
  at(x: number, y: number, options?: { readonly scale?: number; readonly turn?: number; readonly mirror?: boolean }): Pen;
  /** Where a point of this pen lies on the layer, in pixels. */
  place(x: number, y: number): Point;
}

type Matrix = readonly [number, number, number, number, number, number];
const SHADOW: LinearColour = [0.42, 0.44, 0.58];
const LIGHT: LinearColour = [1.5, 1.46, 1.34];
const LIGHT_X = -0.6;
const LIGHT_Y = -0.75;

export function createPen(layer: Layer, camera: { readonly originX: number; readonly originY: number; readonly zoom: number } = { originX: 0, originY: 0, zoom: 1 }): Pen {
  return penOf(layer, [camera.zoom, 0, 0, camera.zoom, -camera.originX * camera.zoom, -camera.originY * camera.zoom]);
}

function penOf(layer: Layer, m: Matrix): Pen {
  const place = (x: number, y: number): Point => [m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]];
  return {
    layer,
    place,
    at(x, y, { scale = 1, turn = 0, mirror = false } = {}) {
      const cos = Math.cos(turn) * scale;
      const sin = Math.sin(turn) * scale;
      const flip = mirror ? -1 : 1;
      const [a, b, c, d] = [cos * flip, sin * flip, -sin, cos];
      const [e, f] = place(x, y);
      return penOf(layer, [m[0] * a + m[2] * b, m[1] * a + m[3] * b, m[0] * c + m[2] * d, m[1] * c + m[3] * d, e, f]);
    },
    fill(outline, paint) {
      const outlines = typeof outline[0] === 'number' ? [outline as Outline] : (outline as readonly Outline[]);
      fillOutlines(layer, m, outlines.map((each) => transform(each, m)), paint);
    },
  };
}

function transform(outline: Outline, m: Matrix): Outline {
  const out = new Array<number>(outline.length);
  for (let index = 0; index < outline.length; index += 2) {
    const x = outline[index]!;
    const y = outline[index + 1]!;
    out[index] = m[0] * x + m[2] * y + m[4];
    out[index + 1] = m[1] * x + m[3] * y + m[5];
  }
  return out;
}

function fillOutlines(layer: Layer, m: Matrix, outlines: readonly Outline[], paint: Paint): void {
  const determinant = m[0] * m[3] - m[1] * m[2];
  const scale = Math.sqrt(Math.abs(determinant));
  const soften = (paint.soften ?? 0) * scale;
  const depth = (paint.volume ?? 0) * scale;
  const reach = soften > 0.3 ? Math.ceil(2 * soften) + 1 : 0;
  const coverage = coverOutlines(outlines, layer.width, layer.height, Math.max(reach, depth > 0.7 ? Math.ceil(2 * depth) + 1 : 0));
  if (coverage === undefined) return;
  const values = reach > 0 ? blurCoverage(coverage, soften) : coverage.values;
  const rounded = depth > 0.7 ? blurCoverage(coverage, depth) : undefined;
  const strength = paint.volumeStrength ?? 0.6;
  const [lx, ly] = [Math.round(LIGHT_X * depth), Math.round(LIGHT_Y * depth)];
  const colour = typeof paint.colour === 'string' ? colourOf(paint.colour) : paint.colour;
  const second = paint.colour2 === undefined ? colour : typeof paint.colour2 === 'string' ? colourOf(paint.colour2) : paint.colour2;
  const { blend, tone } = paint;
  const opacity = paint.opacity ?? 1;
  const { width: w, height: h } = coverage;
  const at = (x: number, y: number): number => (rounded === undefined || x < 0 || y < 0 || x >= w || y >= h ? 0 : rounded[y * w + x]!);
  const data = layer.data;
  for (let y = Math.max(0, -coverage.top); y < Math.min(h, layer.height - coverage.top); y++) {
    for (let x = Math.max(0, -coverage.left); x < Math.min(w, layer.width - coverage.left); x++) {
      const alpha = values[y * w + x]! * opacity;
      if (alpha < 0.002) continue;
      let [r, g, b] = colour;
      if (blend !== undefined || tone !== undefined) {
        const px = x + coverage.left + 0.5 - m[4];
        const py = y + coverage.top + 0.5 - m[5];
        const u = (m[3] * px - m[2] * py) / determinant;
        const v = (m[0] * py - m[1] * px) / determinant;
        if (blend !== undefined) {
          const t = Math.min(1, Math.max(0, blend(u, v)));
          r += (second[0] - r) * t;
          g += (second[1] - g) * t;
          b += (second[2] - b) * t;
        }
        const factor = tone === undefined ? 1 : tone(u, v);
        r *= factor;
        g *= factor;
        b *= factor;
      }
      if (rounded !== undefined) {
        // Near the lit edge the point towards the light is outside the shape and the one away from it inside; at the shadow edge the reverse.
        const slope = (at(x + lx, y + ly) - at(x - lx, y - ly)) * strength;
        const [sr, sg, sb] = slope > 0 ? SHADOW : LIGHT;
        const t = Math.abs(slope);
        r *= 1 + (sr - 1) * t;
        g *= 1 + (sg - 1) * t;
        b *= 1 + (sb - 1) * t;
      }
      const o = 4 * ((y + coverage.top) * layer.width + x + coverage.left);
      const rest = 1 - alpha;
      data[o] = data[o]! * rest + r * alpha;
      data[o + 1] = data[o + 1]! * rest + g * alpha;
      data[o + 2] = data[o + 2]! * rest + b * alpha;
      data[o + 3] = data[o + 3]! * rest + alpha;
    }
  }
}
