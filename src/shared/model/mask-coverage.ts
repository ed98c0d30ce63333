import { createResampler, plainGrid } from '../colour/resample.ts';
import { assertNever } from '../errors/assert-never.ts';
import type { EllipseShape, MaskJoin, MaskOnFrame, MaskPoint, MaskShape } from './mask.ts';
import type { Size } from './working-size.ts';

/** How much of a mask is at each place of a picture: 255 all, 0 nothing; row by row, covering the whole picture. */
export interface CoveragePlane extends Size {
  readonly values: Uint8Array;
}

/** Longest side of a coverage plane. Viewer and delivery read the same plane, so the size of the picture changes nothing in it. */
const LONGEST_SIDE = 960;
/** Lines to which a curve from one point to the next is drawn. */
const LINES_PER_CURVE = 12;
/** Samples of half an edge at which distances are found; a wider edge is found on a coarser grid, and interpolated. */
const SAMPLES_PER_FEATHER = 24;
/** Planes that are kept, the ones asked for last. */
const MOST_KEPT = 32;

/** Size of the coverage planes of a picture. */
export function coverageSize({ width, height }: Size): Size {
  const factor = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

/**
 * Coverage of a mask on a frame: from 0 (`feather` outside its outline) to 255 (`feather` inside it) without corners, half on the outline;
 * of an inverted mask exactly the rest. Its parts are laid over its own shape in their order, each sample by itself: *add* takes the greater of the two,
 * *intersect* the smaller, *subtract* the smaller of the coverage and the rest of the part. So a part that meets an edge leaves no seam, as a product would.
 * @param size of the plane, with the proportions of the picture
 */
export function maskCoverage({ shape, feather, inverted, parts = [] }: Omit<MaskOnFrame, 'id'>, size: Size): CoveragePlane {
  const plane = plainCoverage({ shape, feather, inverted: inverted && parts.length === 0 }, size);
  if (parts.length === 0) return plane;
  const { values } = plane;
  for (const { by, ...part } of parts) join(values, plainCoverage(part, size).values, by);
  if (inverted) for (let index = 0; index < values.length; index++) values[index] = 255 - values[index]!;
  return plane;
}

/** Changes `values`. */
function join(values: Uint8Array, part: Uint8Array, by: MaskJoin): void {
  switch (by) {
    case 'add':
      for (let index = 0; index < values.length; index++) values[index] = Math.max(values[index]!, part[index]!);
      return;
    case 'subtract':
      for (let index = 0; index < values.length; index++) values[index] = Math.min(values[index]!, 255 - part[index]!);
      return;
    case 'intersect':
      for (let index = 0; index < values.length; index++) values[index] = Math.min(values[index]!, part[index]!);
      return;
    default: assertNever(by);
  }
}

function plainCoverage({ shape, feather, inverted }: Pick<MaskOnFrame, 'shape' | 'feather' | 'inverted'>, size: Size): CoveragePlane {
  const { width, height } = size;
  // An edge is at least as wide as a sample, so that it has no steps.
  const reach = Math.max(feather, 0.5 / width);
  const inside = distancesAt(shape, size, reach);
  const values = new Uint8Array(width * height);
  for (let index = 0; index < values.length; index++) {
    const t = Math.min(1, Math.max(0, 0.5 + inside[index]! / (2 * reach)));
    const value = Math.round(255 * t * t * (3 - 2 * t));
    values[index] = inverted ? 255 - value : value;
  }
  return { width, height, values };
}

/** Distances of a wide edge change slowly: on every sample a polygon with a feather of a tenth of the width takes half a second. */
function distancesAt(shape: MaskShape, size: Size, reach: number): Float32Array {
  const factor = Math.floor((reach * size.width) / SAMPLES_PER_FEATHER);
  if (factor <= 1) return distancesInside(shape, size, reach);
  const coarse = { width: Math.ceil(size.width / factor), height: Math.ceil(size.height / factor) };
  const found = distancesInside(shape, coarse, reach);
  const resampler = createResampler(coarse, plainGrid(size.width), plainGrid(size.height), 'linear');
  const distances = new Float32Array(size.width * size.height);
  for (let row = 0; row < size.height; row++) resampler.fillRow(found, row, distances.subarray(row * size.width, (row + 1) * size.width), 1);
  return distances;
}

const kept = new Map<string, CoveragePlane>();
const names = new WeakMap<MaskOnFrame, string>();

/** Equal for masks of equal coverage. */
export function coverageName(mask: MaskOnFrame): string {
  const name = names.get(mask) ?? JSON.stringify([mask.inverted, mask.feather, mask.shape, ...(mask.parts === undefined ? [] : [mask.parts])]);
  names.set(mask, name);
  return name;
}

/** Coverage of a mask over a picture, kept for the next time. */
export function coverageOver(mask: MaskOnFrame, picture: Size): CoveragePlane {
  const size = coverageSize(picture);
  const name = `${size.width}×${size.height} ${coverageName(mask)}`;
  const plane = kept.get(name) ?? maskCoverage(mask, size);
  kept.delete(name);
  kept.set(name, plane);
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
  return plane;
}

/** Samples of a row: fractions of the picture's width of the first, and from one to the next; the row's fraction of the height. */
export interface RowPlace {
  readonly start: number;
  readonly step: number;
  readonly y: number;
}

/** Coverage 0…1 at the samples of a row, by linear interpolation between the samples of the plane; {@link COVERAGE_SHADER} is the same. */
export function fillCoverageRow({ width, height, values }: CoveragePlane, { start, step, y }: RowPlace, out: Float32Array): void {
  const down = Math.min(height - 1, Math.max(0, y * height - 0.5));
  const top = Math.min(height - 1, Math.floor(down));
  const [upper, lower, v] = [top * width, Math.min(height - 1, top + 1) * width, down - top];
  for (let x = 0; x < out.length; x++) {
    const across = Math.min(width - 1, Math.max(0, (start + x * step) * width - 0.5));
    const left = Math.floor(across);
    const right = Math.min(width - 1, left + 1);
    const u = across - left;
    const above = values[upper + left]! + u * (values[upper + right]! - values[upper + left]!);
    const below = values[lower + left]! + u * (values[lower + right]! - values[lower + left]!);
    out[x] = (above + v * (below - above)) / 255;
  }
}

/** `float coverageAt(int mask, vec2 at)`: {@link fillCoverageRow} in the viewer's shader; needs the planes as the texture array `masks`. */
export const COVERAGE_SHADER = `
uniform highp sampler2DArray masks;
float coverageAt(int mask, vec2 at) {
  ivec2 last = textureSize(masks, 0).xy - 1;
  vec2 place = clamp(at * vec2(last + 1) - 0.5, vec2(0.0), vec2(last));
  ivec2 near = ivec2(place);
  ivec2 far = min(near + 1, last);
  vec2 part = place - vec2(near);
  float above = mix(texelFetch(masks, ivec3(near, mask), 0).r, texelFetch(masks, ivec3(far.x, near.y, mask), 0).r, part.x);
  float below = mix(texelFetch(masks, ivec3(near.x, far.y, mask), 0).r, texelFetch(masks, ivec3(far, mask), 0).r, part.x);
  return mix(above, below, part.y);
}
`;

/** How far inside the outline samples lie, fractions of the width; negative outside. Exact up to `reach` from the outline, beyond of the right sign. */
function distancesInside(shape: MaskShape, size: Size, reach: number): Float32Array {
  switch (shape.kind) {
    case 'ellipse': return insideEllipse(shape, size);
    case 'polygon': return insidePolygon(outlinePoints(shape, size), size, reach);
    case 'brush': {
      const inside = new Float32Array(size.width * size.height).fill(-2 * reach);
      for (const { path, radius } of shape.strokes) {
        const points = path.map((point) => placed(point, size));
        const lines = points.length === 1 ? [[points[0]!, points[0]!] as const] : points.slice(1).map((point, index) => [points[index]!, point] as const);
        const near = squaresNear(lines, { size, reach: radius + reach });
        for (let sample = 0; sample < near.length; sample++) if (near[sample]! < Infinity) inside[sample] = Math.max(inside[sample]!, radius - Math.sqrt(near[sample]!));
      }
      return inside;
    }
  }
}

/** A place in units of the picture's width, in both directions. */
type Place = readonly [number, number];

function placed([x, y]: MaskPoint, { width, height }: Size): Place {
  return [x, (y * height) / width];
}

/** The outline of a mask's shape as closed or open lines, fractions of the width and height. Of a brush the middle of its strokes. */
export function outlineOf(shape: MaskShape, picture: Size): readonly (readonly MaskPoint[])[] {
  const aspect = picture.width / picture.height;
  switch (shape.kind) {
    case 'ellipse': {
      const [sin, cos] = [Math.sin((shape.angle * Math.PI) / 180), Math.cos((shape.angle * Math.PI) / 180)];
      return [Array.from({ length: 73 }, (_, index): MaskPoint => {
        const turn = (index / 72) * 2 * Math.PI;
        const [x, y] = [shape.radii[0] * Math.cos(turn), shape.radii[1] * Math.sin(turn)];
        return [shape.at[0] + cos * x - sin * y, shape.at[1] + (sin * x + cos * y) * aspect];
      })];
    }
    case 'polygon': {
      const line = outlinePoints(shape, picture).map(([x, y]): MaskPoint => [x, y * aspect]);
      return [[...line, line[0]!]];
    }
    case 'brush': return shape.strokes.map(({ path }) => path);
  }
}

function outlinePoints({ points, smooth }: Extract<MaskShape, { kind: 'polygon' }>, size: Size): readonly Place[] {
  const corners = points.map((point) => placed(point, size));
  if (!smooth) return corners;
  const corner = (index: number): Place => corners[(index + corners.length) % corners.length]!;
  return corners.flatMap((_, index) => Array.from({ length: LINES_PER_CURVE }, (_unused, step): Place => {
    const [before, from, to, after] = [corner(index - 1), corner(index), corner(index + 1), corner(index + 2)];
    const t = step / LINES_PER_CURVE;
    const along = (axis: 0 | 1): number => 0.5 * (2 * from[axis] + (to[axis] - before[axis]) * t
      + (2 * before[axis] - 5 * from[axis] + 4 * to[axis] - after[axis]) * t * t + (3 * from[axis] - before[axis] - 3 * to[axis] + after[axis]) * t * t * t);
    return [along(0), along(1)];
  }));
}

/** The distance is that of the linearised outline (exact for a circle, within a few percent near the outline of others). */
function insideEllipse({ at, radii: [across, down], angle }: EllipseShape, size: Size): Float32Array {
  const { width, height } = size;
  const [middleX, middleY] = placed(at, size);
  const [sin, cos] = [Math.sin((angle * Math.PI) / 180), Math.cos((angle * Math.PI) / 180)];
  const inside = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    const y = (row + 0.5) / width - middleY;
    for (let column = 0; column < width; column++) {
      const x = (column + 0.5) / width - middleX;
      const [u, v] = [(cos * x + sin * y) / across, (cos * y - sin * x) / down];
      const share = Math.sqrt(u * u + v * v);
      const slope = Math.sqrt((u / across) ** 2 + (v / down) ** 2);
      inside[row * width + column] = slope < 1e-9 ? Math.min(across, down) : (share * (1 - share)) / slope;
    }
  }
  return inside;
}

function insidePolygon(outline: readonly Place[], size: Size, reach: number): Float32Array {
  const { width, height } = size;
  const lines = outline.map((from, index): Line => [from, outline[(index + 1) % outline.length]!]);
  const near = squaresNear(lines, { size, reach });
  const far = new Float32Array(near.length);
  for (let sample = 0; sample < far.length; sample++) far[sample] = near[sample]! === Infinity ? 2 * reach : Math.min(2 * reach, Math.sqrt(near[sample]!));
  for (let row = 0; row < height; row++) {
    const y = (row + 0.5) / width;
    const crossings = lines.filter(([from, to]) => (from[1] <= y) !== (to[1] <= y))
      .map(([from, to]) => from[0] + ((y - from[1]) / (to[1] - from[1])) * (to[0] - from[0])).sort((a, b) => a - b);
    let passed = 0;
    for (let column = 0; column < width; column++) {
      while (passed < crossings.length && crossings[passed]! <= (column + 0.5) / width) passed++;
      if (passed % 2 === 0) far[row * width + column] = -far[row * width + column]!;
    }
  }
  return far;
}

type Line = readonly [Place, Place];

/** The square of the distance of each sample from the nearest of some lines; infinity where none is within `reach` of the sample, or of the corners of a box around it. */
function squaresNear(lines: readonly Line[], { size: { width, height }, reach }: { readonly size: Size; readonly reach: number }): Float64Array {
  const squares = new Float64Array(width * height).fill(Infinity);
  const columns = Float64Array.from({ length: width }, (_, column) => (column + 0.5) / width);
  const sampleAt = (value: number, most: number): number => Math.min(most, Math.max(0, Math.floor(value * width)));
  for (const [from, to] of lines) {
    const [left, right] = [sampleAt(Math.min(from[0], to[0]) - reach, width - 1), sampleAt(Math.max(from[0], to[0]) + reach, width - 1)];
    const [top, bottom] = [sampleAt(Math.min(from[1], to[1]) - reach, height - 1), sampleAt(Math.max(from[1], to[1]) + reach, height - 1)];
    const [fromX, fromY] = from;
    const [alongX, alongY] = [to[0] - fromX, to[1] - fromY];
    const length = alongX * alongX + alongY * alongY;
    // Thousands of lines lie near a sample of a wide stroke: nothing is called here.
    for (let row = top; row <= bottom; row++) {
      const y = (row + 0.5) / width - fromY;
      const end = row * width + right;
      for (let sample = row * width + left, column = left; sample <= end; sample++, column++) {
        const x = columns[column]! - fromX;
        const passed = x * alongX + y * alongY;
        const t = passed <= 0 ? 0 : passed >= length ? 1 : passed / length;
        const offX = x - t * alongX;
        const offY = y - t * alongY;
        const square = offX * offX + offY * offY;
        if (square < squares[sample]!) squares[sample] = square;
      }
    }
  }
  return squares;
}
