import { chromaScale, lumaScale, type SampleCoding } from '../../shared/colour/luma.ts';
import { createChromaTable, type ChromaTable } from '../../shared/colour/chroma-table.ts';
import { type ColourCoding, displayGray } from '../../shared/colour/coding.ts';
import { type ChromaRow, fillChromaRow } from '../../shared/colour/fill-chroma-row.ts';
import { type LocalLinearModel, createLineUpsampler, fitLocalLinearModel, followsLuma, type LineUpsampler } from '../../shared/colour/guided-upsampling.ts';
import { chromaGrid, createResampler, plainGrid, type ChromaSubsampling, type Resampler, type SampleGrid } from '../../shared/colour/resample.ts';
import { AB_UNIT, type AbPlane } from '../../shared/model/ab-plane.ts';
import { applyLayersToRow, type LayerTable } from '../../shared/model/layer-table.ts';
import type { Size } from '../../shared/model/working-size.ts';

/** The Y′ plane a merge is done with: a `LumaFrame`, or anything of its shape. */
export interface LumaPlane {
  readonly width: number;
  readonly height: number;
  readonly coding: SampleCoding;
  readonly samples: Uint8Array | Uint16Array;
}

/** Sample format of the delivery. */
export interface MergeFormat extends SampleCoding {
  readonly chroma: ChromaSubsampling;
}

interface MergedChroma {
  readonly width: number;
  readonly height: number;
  /** `width · height` codes; bytes at 8 bit, 16-bit words holding the code unshifted above. */
  readonly cb: Uint8Array | Uint16Array;
  readonly cr: Uint8Array | Uint16Array;
  /** Share 0…1 of the samples that lay outside sRGB at their luma and were reduced. */
  readonly reducedShare: number;
}

/**
 * Cb and Cr of a frame: at each chroma sample the colour that has the plane's ab there and the source's luma there. The plane may be of any
 * size; it covers the picture. Under 4:2:0 and 4:2:2 a plane smaller than the picture is met with the mean luma over the sample's footprint ([1 2 1]/4
 * across, as the sample is co-sited; [1 1]/2 down): against true 4:4:4 chroma of DAVIS frames that is as near (51…55 dB) as making 4:4:4 and taking its mean, at
 * half to a quarter of the cost. A plane of the picture's own size (an approved still) is made in 4:4:4 first: 73…76 dB against 65…71. `undefined` gives neutral gray.
 */
export function mergeChroma(luma: LumaPlane, plane: AbPlane | undefined, format: MergeFormat, coding: ColourCoding): MergedChroma {
  return createMerger(coding).merge(luma, plane, format);
}

/** A plane with the luma that it is met with, and the layers over it. */
interface Layered {
  readonly luma: LumaPlane;
  readonly plane: AbPlane;
  readonly layers: LayerTable | undefined;
}

/** Merges frame after frame, keeping what depends on sizes alone. */
export interface ChromaMerger {
  readonly coding: ColourCoding;
  /** @param layers change the colour at the delivered samples, before it is gamut-mapped; without them the plane comes out as it is */
  merge(luma: LumaPlane, plane: AbPlane | undefined, format: MergeFormat, layers?: LayerTable): MergedChroma;
}

/** @param table of the fast path, when another thread has built it */
export function createMerger(colour: ColourCoding, table: ChromaTable = createChromaTable(colour)): ChromaMerger {
  // The viewer fits chroma to the luma of the display picture, so delivery does as well.
  const isShown = colour.curve === 'display';
  const toGuide = isShown ? (signal: number): number => signal : displayGray(colour);
  const resamplers = new Map<string, Resampler>();
  const lineUpsamplers = new Map<string, LineUpsampler>();

  const resamplerTo = (grid: Grid, plane: Size): Resampler => keptBySize(resamplers, { grid, plane }, () => createResampler(plane, grid.columns, grid.rows));

  /** A plane's lines by the luma it is met with. */
  function linesOf(luma: LumaPlane, plane: AbPlane): LocalLinearModel {
    const { offset, scale } = lumaScale(luma.coding);
    const resampler = resamplerTo({ columns: plainGrid(plane.width), rows: plainGrid(plane.height) }, luma);
    const means = new Float32Array(plane.width * plane.height);
    const samples = isShown ? luma.samples : displayLuma(luma, toGuide);
    for (let y = 0; y < plane.height; y++) resampler.fillRow(samples, y, means.subarray(y * plane.width, (y + 1) * plane.width), isShown ? 1 / scale : 1);
    if (isShown) for (let index = 0; index < means.length; index++) means[index]! -= offset / scale;
    return fitLocalLinearModel(plane, means);
  }

  /** ab of one row of chroma samples whose luma is `y`. */
  function abRows(luma: LumaPlane, plane: AbPlane, grid: Grid): (row: number, into: Pick<ChromaRow, 'y' | 'a' | 'b'>) => void {
    if (followsLuma(plane, luma)) {
      const lines = linesOf(luma, plane);
      const upsampler = keptBySize(lineUpsamplers, { grid, plane }, () => createLineUpsampler(plane, grid.columns, grid.rows));
      const guide = isShown ? undefined : new Float32Array(grid.columns.count);
      return (row, { y, a, b }) => {
        if (guide !== undefined) for (let x = 0; x < guide.length; x++) guide[x] = toGuide(y[x]!);
        upsampler.fillRow(lines, row, guide ?? y, { a, b });
      };
    }
    const resampler = resamplerTo(grid, plane);
    const planeArea = plane.width * plane.height;
    const planeA = plane.samples.subarray(0, planeArea);
    const planeB = plane.samples.subarray(planeArea, 2 * planeArea);
    return (row, { a, b }) => {
      resampler.fillRow(planeA, row, a, 1 / AB_UNIT);
      resampler.fillRow(planeB, row, b, 1 / AB_UNIT);
    };
  }

  /** Cb and Cr as signal, handed over row by row. @returns reduced samples */
  function forEachRow({ luma, plane, layers }: Layered, chroma: ChromaSubsampling, take: (row: ChromaRow, y: number) => void): number {
    const grid = chromaGrid(luma, chroma);
    const width = grid.columns.count;
    const fillAb = abRows(luma, plane, grid);
    const row = { count: width, y: new Float32Array(width), a: new Float32Array(width), b: new Float32Array(width), cb: new Float32Array(width), cr: new Float32Array(width) };
    // A still's own chroma is to come out to the code.
    const rounds = plane.width === luma.width && plane.height === luma.height ? 2 : 1;
    const gray = isShown || layers === undefined ? undefined : new Float32Array(width);
    const grayRow = (signal: Float32Array): Float32Array => {
      if (gray === undefined) return signal;
      for (let x = 0; x < width; x++) gray[x] = toGuide(signal[x]!);
      return gray;
    };
    let reduced = 0;
    for (let y = 0; y < grid.rows.count; y++) {
      fillLumaRow(luma, chroma, y, row.y);
      fillAb(y, row);
      if (layers !== undefined) applyLayersToRow(layers, grayRow(row.y), { count: width, a: row.a, b: row.b, place: { start: grid.columns.start, step: grid.columns.step, y: grid.rows.start + y * grid.rows.step } });
      reduced += fillChromaRow(table, row, rounds);
      take(row, y);
    }
    return reduced;
  }

  /** 4:4:4 first, then its mean over each sample's footprint. @returns share of reduced samples */
  function mergeFromFullSize(layered: Layered, chroma: ChromaSubsampling, take: (cb: Float32Array, cr: Float32Array, y: number) => void): number {
    const { luma } = layered;
    const { width, height } = luma;
    const cb = new Float32Array(width * height);
    const cr = new Float32Array(width * height);
    const reduced = forEachRow(layered, '444', (row, y) => {
      cb.set(row.cb, y * width);
      cr.set(row.cr, y * width);
    });
    const grid = chromaGrid(luma, chroma);
    const resampler = resamplerTo(grid, luma);
    const rowCb = new Float32Array(grid.columns.count);
    const rowCr = new Float32Array(grid.columns.count);
    for (let y = 0; y < grid.rows.count; y++) {
      resampler.fillRow(cb, y, rowCb, 1);
      resampler.fillRow(cr, y, rowCr, 1);
      take(rowCb, rowCr, y);
    }
    return reduced / (width * height);
  }

  return {
    coding: colour,
    merge(luma, plane, format, layers) {
      const { columns, rows } = chromaGrid(luma, format.chroma);
      const width = columns.count;
      const height = rows.count;
      const cb = codes(width * height, format.bitDepth);
      const cr = codes(width * height, format.bitDepth);
      const { offset, scale } = chromaScale(format);
      if (plane === undefined) {
        cb.fill(offset);
        cr.fill(offset);
        return { width, height, cb, cr, reducedShare: 0 };
      }
      const coding = { scale, offset, highest: 2 ** format.bitDepth - 1 };
      const take = (rowCb: Float32Array, rowCr: Float32Array, y: number): void => {
        quantise(rowCb, coding, cb, y * width);
        quantise(rowCr, coding, cr, y * width);
      };
      const isFullSize = plane.width === luma.width && plane.height === luma.height;
      const reducedShare = isFullSize && format.chroma !== '444'
        ? mergeFromFullSize({ luma, plane, layers }, format.chroma, take)
        : forEachRow({ luma, plane, layers }, format.chroma, (row, y) => { take(row.cb, row.cr, y); }) / (width * height);
      return { width, height, cb, cr, reducedShare };
    },
  };
}

/** Luma as the display picture has it, 0…1. */
function displayLuma({ samples, coding }: LumaPlane, toDisplay: (signal: number) => number): Float32Array {
  const { offset, scale } = lumaScale(coding);
  const table = Float32Array.from({ length: 2 ** coding.bitDepth }, (_, code) => toDisplay((code - offset) / scale));
  const shown = new Float32Array(samples.length);
  for (let index = 0; index < shown.length; index++) shown[index] = table[samples[index]!]!;
  return shown;
}

interface Grid {
  readonly columns: SampleGrid;
  readonly rows: SampleGrid;
}

/** What depends on sizes alone, made once. */
function keptBySize<Made>(kept: Map<string, Made>, sizes: { readonly grid: Grid; readonly plane: Size }, make: () => Made): Made {
  const key = JSON.stringify([sizes.grid, sizes.plane.width, sizes.plane.height]);
  const made = kept.get(key) ?? make();
  kept.set(key, made);
  return made;
}

/** Luma signal over the footprints of one row of chroma samples; edge samples repeat. */
function fillLumaRow(luma: LumaPlane, chroma: ChromaSubsampling, chromaRow: number, out: Float32Array): void {
  const { samples, width } = luma;
  const { offset, scale } = lumaScale(luma.coding);
  if (chroma === '444') {
    const from = chromaRow * width;
    for (let x = 0; x < width; x++) out[x] = (samples[from + x]! - offset) / scale;
    return;
  }
  const top = (chroma === '420' ? 2 * chromaRow : chromaRow) * width;
  const bottom = chroma === '420' && 2 * chromaRow + 1 < luma.height ? top + width : top;
  const factor = 1 / (8 * scale);
  const shift = offset / scale;
  let left = samples[top]! + samples[bottom]!;
  for (let x = 0; 2 * x < width; x++) {
    const at = 2 * x;
    const middle = samples[top + at]! + samples[bottom + at]!;
    const right = at + 1 < width ? samples[top + at + 1]! + samples[bottom + at + 1]! : middle;
    out[x] = (left + 2 * middle + right) * factor - shift;
    left = right;
  }
}

function quantise(signal: Float32Array, coding: { readonly scale: number; readonly offset: number; readonly highest: number }, out: Uint8Array | Uint16Array, at: number): void {
  const { scale, highest } = coding;
  const half = coding.offset + 0.5;
  for (let x = 0; x < signal.length; x++) {
    const code = (signal[x]! * scale + half) | 0;
    out[at + x] = code > highest ? highest : code < 0 ? 0 : code;
  }
}

function codes(length: number, bitDepth: number): Uint8Array | Uint16Array {
  return bitDepth > 8 ? new Uint16Array(length) : new Uint8Array(length);
}
