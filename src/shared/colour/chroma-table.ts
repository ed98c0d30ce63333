import { CHROMA_LIMIT, lightnessAtLuma } from './chroma-at-luma.ts';
import { codingKey, type ColourCoding, colourModel } from './coding.ts';
import { createCurveTable, type CurveTable } from './curve-table.ts';
import { sharedFloats } from './shared-floats.ts';

/**
 * Fast version of `chromaAtLuma`: a coarse 3-D table of the lightness, one Newton step from its interpolated value with the sRGB transfer
 * from a second table, then the gamut in closed form. Lightness is smooth in (y, a, b), unlike Cb and Cr, which have the steep foot of
 * the transfer at R′, G′, B′ = 0; so a coarse table of lightness is more exact than a fine one of Cb and Cr. Difference from the exact
 * computation at 10 bit, random sRGB colours: mean 0.01 code, largest below 1 code; a table of Cb and Cr of five times the size: 0.33 and
 * 6.5.
 */
export interface ChromaTable {
  readonly coding: ColourCoding;
  /** `(L + 16) / 116`, [a][b][y], y fastest; in shared memory where available, so that threads need not build it again. */
  readonly lightness: Float32Array;
  /** The transfer curve: for the display curve by linear value, {@link TRANSFER_LOW} … {@link TRANSFER_HIGH}; for others see {@link CurveTable}. */
  readonly transfer: Float32Array | CurveTable;
}

/** Units of ab between two nodes of the lightness table. */
export const STEP = 4;
export const NODES_AB = (2 * CHROMA_LIMIT) / STEP + 1;
export const NODES_Y = 65;
export const TRANSFER_LOW = -3;
const TRANSFER_HIGH = 6;
export const TRANSFER_PER_UNIT = 2048;

const tables = new Map<string, ChromaTable>();

/** The table for a coding; built once (about 0.3 s), then cached. */
export function createChromaTable(coding: ColourCoding): ChromaTable {
  const key = codingKey(coding);
  const known = tables.get(key);
  if (known !== undefined) return known;
  const lightness = sharedFloats(NODES_AB * NODES_AB * NODES_Y);
  let index = 0;
  for (let ia = 0; ia < NODES_AB; ia++) {
    for (let ib = 0; ib < NODES_AB; ib++) {
      let guess: number | undefined;
      for (let iy = 0; iy < NODES_Y; iy++) {
        guess = lightnessAtLuma(iy / (NODES_Y - 1), ia * STEP - CHROMA_LIMIT, ib * STEP - CHROMA_LIMIT, { coding, ...(guess === undefined ? {} : { guess }), tolerance: 1e-6 });
        lightness[index++] = (guess + 16) / 116;
      }
    }
  }
  const table: ChromaTable = { coding, lightness, transfer: coding.curve === 'display' ? displayTransfer() : createCurveTable(colourModel(coding)) };
  tables.set(key, table);
  return table;
}

function displayTransfer(): Float32Array {
  const { toSignal } = colourModel({ matrix: 'bt709', primaries: 'bt709', curve: 'display' }).curve;
  const transfer = sharedFloats((TRANSFER_HIGH - TRANSFER_LOW) * TRANSFER_PER_UNIT + 2);
  for (let node = 0; node < transfer.length; node++) transfer[node] = toSignal(TRANSFER_LOW + node / TRANSFER_PER_UNIT);
  return transfer;
}
