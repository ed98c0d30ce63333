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
  /** The picture is two fields: a row of 4:2:0 chroma belongs to one of them, in turn, and has nothing of the other. */
  readonly isInterlaced?: boolean;
}

/** How chroma lies on luma. */
type ChromaLayout = Pick<MergeFormat, 'chroma' | 'isInterlaced'>;

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
 * across, as the sample is co-sited; [1 1]/2 down, or [3 1]/4 and [1 3]/4 within the fields): against true 4:4:4 chroma of DAVIS frames that is as near (51…55 dB) as making 4:4:4 and taking its mean, at
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
  function forEachRow({ luma, plane, layers }: Layered, layout: ChromaLayout, take: (row: ChromaRow, y: number) => void): number {
    const grid = chromaGrid(luma, layout.chroma);
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
      fillLumaRow(luma, layout, y, row.y);
      fillAb(y, row);
      if (layers !== undefined) applyLayersToRow(layers, grayRow(row.y), { count: width, a: row.a, b: row.b, place: { start: grid.columns.start, step: grid.columns.step, y: grid.rows.start + y * grid.rows.step } });
      reduced += fillChromaRow(table, row, rounds);
      take(row, y);
    }
    return reduced;
  }

  function wholeRows(luma: Size, grid: Grid): (channel: Float32Array, y: number, out: Float32Array) => void {
    const resampler = resamplerTo(grid, luma);
    return (channel, y, out) => { resampler.fillRow(channel, y, out, 1); };
  }

  /** Each row from the two rows of its own field that it lies between. */
  function fieldRows({ width, height }: Size, layout: ChromaLayout, { columns }: Grid): (channel: Float32Array, y: number, out: Float32Array) => void {
    const across = resamplerTo({ columns, rows: plainGrid(1) }, { width, height: 1 });
    const blended = new Float32Array(width);
    return (channel, y, out) => {
      const { top, bottom, topQuarters } = rowsAround(layout, y, height);
      const share = topQuarters / 4;
      for (let x = 0; x < width; x++) blended[x] = share * channel[top * width + x]! + (1 - share) * channel[bottom * width + x]!;
      across.fillRow(blended, 0, out, 1);
    };
  }

  /** 4:4:4 first, then its mean over each sample's footprint. @returns share of reduced samples */
  function mergeFromFullSize(layered: Layered, layout: ChromaLayout, take: (cb: Float32Array, cr: Float32Array, y: number) => void): number {
    const { luma } = layered;
    const { width, height } = luma;
    const cb = new Float32Array(width * height);
    const cr = new Float32Array(width * height);
    const reduced = forEachRow(layered, { chroma: '444' }, (row, y) => {
      cb.set(row.cb, y * width);
      cr.set(row.cr, y * width);
    });
    const grid = chromaGrid(luma, layout.chroma);
    const rowCb = new Float32Array(grid.columns.count);
    const rowCr = new Float32Array(grid.columns.count);
    const fill = layout.isInterlaced === true && layout.chroma === '420' ? fieldRows(luma, layout, grid) : wholeRows(luma, grid);
    for (let y = 0; y < grid.rows.count; y++) {
      fill(cb, y, rowCb);
      fill(cr, y, rowCr);
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
        ? mergeFromFullSize({ luma, plane, layers }, format, take)
        : forEachRow({ luma, plane, layers }, format, (row, y) => { take(row.cb, row.cr, y); }) / (width * height);
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

/**
 * The luma rows that a row of chroma lies between, and the share of the first. In two fields 4:2:0 chroma is a quarter of its field's rows below the
 * first in the top field, three quarters in the bottom field, so that its rows lie as far apart on the frame as in a progressive picture.
 */
function rowsAround({ chroma, isInterlaced }: ChromaLayout, row: number, height: number): { readonly top: number; readonly bottom: number; readonly topQuarters: 1 | 2 | 3 } {
  if (chroma !== '420') return { top: row, bottom: row, topQuarters: 2 };
  const field = row % 2;
  const top = isInterlaced === true ? 2 * row - field : 2 * row;
  const below = isInterlaced === true ? top + 2 : top + 1;
  return { top, bottom: below < height ? below : top, topQuarters: isInterlaced !== true ? 2 : field === 0 ? 3 : 1 };
}

/** Luma signal over the footprints of one row of chroma samples; edge samples repeat. */
function fillLumaRow(luma: LumaPlane, layout: ChromaLayout, chromaRow: number, out: Float32Array): void {
  const { samples, width } = luma;
  const { offset, scale } = lumaScale(luma.coding);
  if (layout.chroma === '444') {
    const from = chromaRow * width;
    for (let x = 0; x < width; x++) out[x] = (samples[from + x]! - offset) / scale;
    return;
  }
  const rows = rowsAround(layout, chromaRow, luma.height);
  const [top, bottom] = [rows.top * width, rows.bottom * width];
  const { topQuarters } = rows;
  const bottomQuarters = 4 - topQuarters;
  const factor = 1 / (16 * scale);
  const shift = offset / scale;
  let left = topQuarters * samples[top]! + bottomQuarters * samples[bottom]!;
  for (let x = 0; 2 * x < width; x++) {
    const at = 2 * x;
    const middle = topQuarters * samples[top + at]! + bottomQuarters * samples[bottom + at]!;
    const right = at + 1 < width ? topQuarters * samples[top + at + 1]! + bottomQuarters * samples[bottom + at + 1]! : middle;
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
