import { createChromaTable } from '../../../shared/colour/chroma-table.ts';
import { type ColourCoding, signalOfDisplayGray } from '../../../shared/colour/coding.ts';
import { fillChromaRow } from '../../../shared/colour/fill-chroma-row.ts';
import { lumaCoefficients, type MatrixName } from '../../../shared/colour/luma.ts';
import { createResampler, plainGrid } from '../../../shared/colour/resample.ts';
import { AB_UNIT, type AbPlane } from '../../../shared/model/ab-plane.ts';
import { applyLayersToRow, type LayerTable } from '../../../shared/model/layer-table.ts';
import type { Size } from '../../../shared/model/working-size.ts';

/** A frame for scopes: delivered signals, `width · height` each, row by row. */
export interface ScopeFrame extends Size {
  readonly matrix: MatrixName;
  /** Y′, 0…1. */
  readonly y: Float32Array;
  /** −½…½. */
  readonly cb: Float32Array;
  readonly cr: Float32Array;
}

/**
 * The delivered signal of a frame: its own luma and its plane's chroma at that luma, by the same function as delivery. Gray without a
 * plane.
 * @param gray codes of the display picture, 0…1
 */
export function scopeFrame(gray: Float32Array, { width, height }: Size, { plane, layers, coding }: { readonly plane: AbPlane | undefined; readonly layers?: LayerTable | undefined; readonly coding: ColourCoding }): ScopeFrame {
  const { matrix } = coding;
  const y = coding.curve === 'display' ? gray : gray.map((value) => signalOfDisplayGray(coding, value));
  const cb = new Float32Array(width * height);
  const cr = new Float32Array(width * height);
  if (plane === undefined) return { width, height, matrix, y, cb, cr };
  const table = createChromaTable(coding);
  const resampler = createResampler(plane, plainGrid(width), plainGrid(height));
  const count = plane.width * plane.height;
  const a = new Float32Array(width);
  const b = new Float32Array(width);
  for (let row = 0; row < height; row++) {
    resampler.fillRow(plane.samples.subarray(0, count), row, a, 1 / AB_UNIT);
    resampler.fillRow(plane.samples.subarray(count), row, b, 1 / AB_UNIT);
    const from = row * width;
    if (layers !== undefined) applyLayersToRow(layers, gray.subarray(from, from + width), { count: width, a, b, place: { start: 0.5 / width, step: 1 / width, y: (row + 0.5) / height } });
    fillChromaRow(table, { count: width, y: y.subarray(from, from + width), a, b, cb: cb.subarray(from, from + width), cr: cr.subarray(from, from + width) });
  }
  return { width, height, matrix, y, cb, cr };
}

export type Channel = 'red' | 'green' | 'blue' | 'luma';

/** One encoded channel of a frame, 0…1. */
export function channelOf({ matrix, y, cb, cr }: ScopeFrame, channel: Channel): Float32Array {
  const { kr, kg, kb } = lumaCoefficients(matrix);
  switch (channel) {
    case 'luma': return y;
    case 'red': return y.map((value, index) => value + 2 * (1 - kr) * cr[index]!);
    case 'blue': return y.map((value, index) => value + 2 * (1 - kb) * cb[index]!);
    case 'green': return y.map((value, index) => value - (2 * kr * (1 - kr) * cr[index]! + 2 * kb * (1 - kb) * cb[index]!) / kg);
  }
}
