import { srgbToLinear } from '../../src/shared/colour/srgb.ts';

/** Linear-light R, G, B, 0…1. */
export type LinearColour = readonly [number, number, number];

/** A picture layer: premultiplied linear-light RGBA, interleaved. */
export interface Layer {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

export function createLayer(width: number, height: number): Layer {
  return { width, height, data: new Float32Array(4 * width * height) };
}

export function colourOf(hex: string): LinearColour {
  const value = Number.parseInt(hex.slice(1), 16);
  return [srgbToLinear((value >> 16) / 255), srgbToLinear(((value >> 8) & 255) / 255), srgbToLinear((value & 255) / 255)];
}

export function mixColour(a: LinearColour, b: LinearColour, t: number): LinearColour {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

/**
 * Lays a plate over a frame: plate point (x, y) lands at `((x − originX) · zoom, (y − originY) · zoom)`. Bilinear, so the camera may
 * move by parts of a pixel.
 */
export function composePlate(frame: Layer, plate: Layer, camera: { readonly originX: number; readonly originY: number; readonly zoom: number }): void {
  const { data: out, width, height } = frame;
  const source = plate.data;
  const step = 1 / camera.zoom;
  for (let y = 0; y < height; y++) {
    const sy = Math.min(plate.height - 1.001, Math.max(0, (y + 0.5) * step + camera.originY - 0.5));
    const y0 = Math.floor(sy);
    const fy = sy - y0;
    const row = y0 * plate.width;
    for (let x = 0; x < width; x++) {
      const sx = Math.min(plate.width - 1.001, Math.max(0, (x + 0.5) * step + camera.originX - 0.5));
      const x0 = Math.floor(sx);
      const fx = sx - x0;
      const p = 4 * (row + x0);
      const q = p + 4 * plate.width;
      const w11 = fx * fy;
      const w01 = fx - w11;
      const w10 = fy - w11;
      const w00 = 1 - fx - w10;
      const alpha = source[p + 3]! * w00 + source[p + 7]! * w01 + source[q + 3]! * w10 + source[q + 7]! * w11;
      if (alpha <= 0) continue;
      const o = 4 * (y * width + x);
      const rest = 1 - alpha;
      out[o] = out[o]! * rest + source[p]! * w00 + source[p + 4]! * w01 + source[q]! * w10 + source[q + 4]! * w11;
      out[o + 1] = out[o + 1]! * rest + source[p + 1]! * w00 + source[p + 5]! * w01 + source[q + 1]! * w10 + source[q + 5]! * w11;
      out[o + 2] = out[o + 2]! * rest + source[p + 2]! * w00 + source[p + 6]! * w01 + source[q + 2]! * w10 + source[q + 6]! * w11;
      out[o + 3] = out[o + 3]! * rest + alpha;
    }
  }
}

/** Sets every pixel of a band of rows from a function of its place; for skies and water. */
export function shadeRows(layer: Layer, top: number, bottom: number, shade: (x: number, y: number, out: Float64Array) => void): void {
  const colour = new Float64Array(3);
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(layer.height, Math.ceil(bottom)); y++) {
    for (let x = 0; x < layer.width; x++) {
      shade(x, y, colour);
      const o = 4 * (y * layer.width + x);
      layer.data[o] = colour[0]!;
      layer.data[o + 1] = colour[1]!;
      layer.data[o + 2] = colour[2]!;
      layer.data[o + 3] = 1;
    }
  }
}

/** Mixes `to` into `from` by `t` (0…1), in square roots of light: near to what an edit mixes, encoded values. Changes `from`. */
export function dissolveInto(from: Layer, to: Layer, t: number): void {
  for (let index = 0; index < from.data.length; index++) {
    const root = Math.sqrt(Math.max(0, from.data[index]!)) * (1 - t) + Math.sqrt(Math.max(0, to.data[index]!)) * t;
    from.data[index] = root * root;
  }
}

/** Darkens a whole layer as a smaller aperture would. */
export function expose(layer: Layer, factor: number): void {
  for (let index = 0; index < layer.data.length; index++) layer.data[index] = layer.data[index]! * factor;
}
