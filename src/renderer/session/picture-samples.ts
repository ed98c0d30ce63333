import { AB_RANGE, AB_UNIT, type AbPlane } from '../../shared/model/ab-plane.ts';
import type { ChromaAb, ImagePoint } from '../../shared/model/hint.ts';
import type { Size } from '../../shared/model/working-size.ts';
import { createLiveWire, edgeMap, type LiveWire } from '../tools/live-wire.ts';

/** ab at a position of a plane, bilinear; sample centres at half. */
export function chromaAtPlace({ width, height, samples }: AbPlane, at: ImagePoint): ChromaAb {
  const x = Math.min(width - 1, Math.max(0, at[0] * width - 0.5));
  const y = Math.min(height - 1, Math.max(0, at[1] * height - 0.5));
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, bottom] = [Math.min(width - 1, left + 1), Math.min(height - 1, top + 1)];
  const channel = (from: number): number => {
    const row = (each: number): number => samples[from + each * width + left]! * (1 - (x - left)) + samples[from + each * width + right]! * (x - left);
    return Math.min(AB_RANGE, Math.max(-AB_RANGE, (row(top) * (1 - (y - top)) + row(bottom) * (y - top)) / AB_UNIT));
  };
  return [channel(0), channel(width * height)];
}

/** Largest width at which edges are computed: finer than the networks, and fast enough for interaction. */
const EDGES_WIDTH = 768;
const wires = new WeakMap<ImageBitmap, LiveWire>();

/** The edges of a luma picture, computed once per picture. `undefined` where the browser has no 2D canvas. */
export function liveWireOf(luma: ImageBitmap): LiveWire | undefined {
  const known = wires.get(luma);
  if (known !== undefined) return known;
  const scale = Math.min(1, EDGES_WIDTH / luma.width);
  const size = { width: Math.max(2, Math.round(luma.width * scale)), height: Math.max(2, Math.round(luma.height * scale)) };
  const gray = grayOf(luma, size);
  if (gray === undefined) return undefined;
  const wire = createLiveWire(edgeMap(gray, size));
  wires.set(luma, wire);
  return wire;
}

/** Gray of a picture at a size, 0…255, row by row. */
export function grayOf(picture: ImageBitmap, { width, height }: Size): Uint8Array | undefined {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) return undefined;
  context.drawImage(picture, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  return Uint8Array.from({ length: width * height }, (_, index) => data[4 * index]!);
}
