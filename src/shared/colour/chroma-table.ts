import { CHROMA_LIMIT, GAMUT_TOLERANCE, lightnessAtLuma } from './chroma-at-luma.ts';
import { WHITE_RELATIVE_TO_RGB } from './lab.ts';
import { lumaCoefficients, type MatrixName } from './luma.ts';
import { linearToSrgb } from './srgb.ts';

/**
 * Fast version of `chromaAtLuma`: a coarse 3-D table of the lightness, one Newton step from its interpolated value with the sRGB transfer
 * from a second table, then the gamut in closed form. Lightness is smooth in (y, a, b), unlike Cb and Cr, which have the steep foot of
 * the transfer at R′, G′, B′ = 0; so a coarse table of lightness is more exact than a fine one of Cb and Cr. Difference from the exact
 * computation at 10 bit, random sRGB colours: mean 0.01 code, largest below 1 code; a table of Cb and Cr of five times the size: 0.33 and
 * 6.5.
 */
export interface ChromaTable {
  readonly matrix: MatrixName;
  /** `(L + 16) / 116`, [a][b][y], y fastest; in shared memory where available, so that threads need not build it again. */
  readonly lightness: Float32Array;
  /** Encoded value by linear value, {@link TRANSFER_LOW} … {@link TRANSFER_HIGH}. */
  readonly transfer: Float32Array;
}

/**
 * One row of samples. All arrays hold at least `count`; `y` is the luma signal 0…1, a and b Lab chroma; cb and cr are the output, signal
 * −½…½.
 */
export interface ChromaRow {
  readonly count: number;
  readonly y: Float32Array;
  readonly a: Float32Array;
  readonly b: Float32Array;
  readonly cb: Float32Array;
  readonly cr: Float32Array;
}

const STEP = 4;
const NODES_AB = (2 * CHROMA_LIMIT) / STEP + 1;
const NODES_Y = 65;
const TRANSFER_LOW = -3;
const TRANSFER_HIGH = 6;
const TRANSFER_PER_UNIT = 2048;

const tables = new Map<MatrixName, ChromaTable>();

/** The table for a matrix; built once (about 0.3 s), then cached. */
export function createChromaTable(matrix: MatrixName): ChromaTable {
  const known = tables.get(matrix);
  if (known !== undefined) return known;
  const lightness = sharedFloats(NODES_AB * NODES_AB * NODES_Y);
  let index = 0;
  for (let ia = 0; ia < NODES_AB; ia++) {
    for (let ib = 0; ib < NODES_AB; ib++) {
      let guess = 0;
      for (let iy = 0; iy < NODES_Y; iy++) {
        guess = lightnessAtLuma(iy / (NODES_Y - 1), ia * STEP - CHROMA_LIMIT, ib * STEP - CHROMA_LIMIT, { matrix, guess, tolerance: 1e-6 });
        lightness[index++] = (guess + 16) / 116;
      }
    }
  }
  const transfer = sharedFloats((TRANSFER_HIGH - TRANSFER_LOW) * TRANSFER_PER_UNIT + 2);
  for (let node = 0; node < transfer.length; node++) transfer[node] = linearToSrgb(TRANSFER_LOW + node / TRANSFER_PER_UNIT);
  const table: ChromaTable = { matrix, lightness, transfer };
  tables.set(matrix, table);
  return table;
}

/**
 * Fills a row's cb and cr.
 * @param rounds Newton steps; 2 come within 0.1 of a 10-bit code of the exact value everywhere in sRGB, for planes that must be exact to
 * the code
 * @returns number of samples that lay outside sRGB and were reduced
 */
export function fillChromaRow(table: ChromaTable, row: ChromaRow, rounds: 1 | 2 = 1): number {
  const { lightness, transfer } = table;
  const { count, y: ys, a: as, b: bs, cb: cbs, cr: crs } = row;
  const { kr, kg, kb } = lumaCoefficients(table.matrix);
  const [[rx, ry, rz], [gx, gy, gz], [bx, by, bz]] = WHITE_RELATIVE_TO_RGB;
  const perCb = 1 / (2 * (1 - kb));
  const perCr = 1 / (2 * (1 - kr));
  const perKg = 1 / kg;
  const lastTransfer = transfer.length - 2;
  const ceiling = 1 + GAMUT_TOLERANCE;
  let reduced = 0;
  for (let index = 0; index < count; index++) {
    const y = ys[index]!;
    let a = as[index]!;
    let b = bs[index]!;
    const reach = Math.max(Math.abs(a), Math.abs(b));
    if (reach === 0) {
      cbs[index] = 0;
      crs[index] = 0;
      continue;
    }
    if (reach > CHROMA_LIMIT) {
      a *= CHROMA_LIMIT / reach;
      b *= CHROMA_LIMIT / reach;
    }

    const atA = (a + CHROMA_LIMIT) * (1 / STEP);
    const atB = (b + CHROMA_LIMIT) * (1 / STEP);
    const atY = y <= 0 ? 0 : y >= 1 ? NODES_Y - 1 : y * (NODES_Y - 1);
    const nodeA = Math.min(NODES_AB - 2, atA | 0);
    const nodeB = Math.min(NODES_AB - 2, atB | 0);
    const nodeY = Math.min(NODES_Y - 2, atY | 0);
    const partB = atB - nodeB;
    const partY = atY - nodeY;
    const node = (nodeA * NODES_AB + nodeB) * NODES_Y + nodeY;
    const far = node + NODES_AB * NODES_Y;
    const near0 = lightness[node]! + (lightness[node + 1]! - lightness[node]!) * partY;
    const near1 = lightness[node + NODES_Y]! + (lightness[node + NODES_Y + 1]! - lightness[node + NODES_Y]!) * partY;
    const far0 = lightness[far]! + (lightness[far + 1]! - lightness[far]!) * partY;
    const far1 = lightness[far + NODES_Y]! + (lightness[far + NODES_Y + 1]! - lightness[far + NODES_Y]!) * partY;
    const near = near0 + (near1 - near0) * partB;
    let fy = near + (far0 + (far1 - far0) * partB - near) * (atA - nodeA);
    let red = 0;
    let blue = 0;

    for (let round = 0; round < rounds; round++) {
      // The CIE curve as in lab.ts (f³ with its linear foot) and its slope.
      const fx = fy + a * 0.002;
      const fz = fy - b * 0.005;
      const tx = fx > FOOT ? fx * fx * fx : (fx - FOOT_ZERO) * FOOT_SLOPE;
      const ty = fy > FOOT ? fy * fy * fy : (fy - FOOT_ZERO) * FOOT_SLOPE;
      const tz = fz > FOOT ? fz * fz * fz : (fz - FOOT_ZERO) * FOOT_SLOPE;
      const sx = fx > FOOT ? 3 * fx * fx : FOOT_SLOPE;
      const sy = fy > FOOT ? 3 * fy * fy : FOOT_SLOPE;
      const sz = fz > FOOT ? 3 * fz * fz : FOOT_SLOPE;

      const atR = (rx * tx + ry * ty + rz * tz - TRANSFER_LOW) * TRANSFER_PER_UNIT;
      const atG = (gx * tx + gy * ty + gz * tz - TRANSFER_LOW) * TRANSFER_PER_UNIT;
      const atBlue = (bx * tx + by * ty + bz * tz - TRANSFER_LOW) * TRANSFER_PER_UNIT;
      const nodeR = atR < 0 ? 0 : atR > lastTransfer ? lastTransfer : atR | 0;
      const nodeG = atG < 0 ? 0 : atG > lastTransfer ? lastTransfer : atG | 0;
      const nodeBlue = atBlue < 0 ? 0 : atBlue > lastTransfer ? lastTransfer : atBlue | 0;
      const r0 = transfer[nodeR]!;
      const g0 = transfer[nodeG]!;
      const b0 = transfer[nodeBlue]!;
      const slopeR = transfer[nodeR + 1]! - r0;
      const slopeG = transfer[nodeG + 1]! - g0;
      const slopeBlue = transfer[nodeBlue + 1]! - b0;
      const red0 = r0 + slopeR * (atR - nodeR);
      const green0 = g0 + slopeG * (atG - nodeG);
      const blue0 = b0 + slopeBlue * (atBlue - nodeBlue);

      // Newton's step to the luma asked for; the channels follow along their tangents.
      const riseR = slopeR * (rx * sx + ry * sy + rz * sz);
      const riseG = slopeG * (gx * sx + gy * sy + gz * sz);
      const riseBlue = slopeBlue * (bx * sx + by * sy + bz * sz);
      const step = (y - kr * red0 - kg * green0 - kb * blue0) / (kr * riseR + kg * riseG + kb * riseBlue);
      red = red0 + riseR * step - y;
      blue = blue0 + riseBlue * step - y;
      // Slopes are per node of the transfer table.
      fy += step * (1 / TRANSFER_PER_UNIT);
    }

    const green = -(kr * red + kb * blue) * perKg;
    const highest = Math.max(red, green, blue);
    const lowest = Math.min(red, green, blue);
    let share = 1;
    if (y + highest > ceiling && highest > 0) share = Math.max(0, ceiling - y) / highest;
    if (y + lowest * share < -GAMUT_TOLERANCE && lowest < 0) share = Math.max(0, y + GAMUT_TOLERANCE) / -lowest;
    if (share < 1) reduced++;
    cbs[index] = blue * share * perCb;
    crs[index] = red * share * perCr;
  }
  return reduced;
}

const FOOT = 6 / 29;
const FOOT_ZERO = 16 / 116;
const FOOT_SLOPE = 116 / (24389 / 27);

function sharedFloats(length: number): Float32Array {
  return new Float32Array(typeof SharedArrayBuffer === 'undefined' ? new ArrayBuffer(4 * length) : new SharedArrayBuffer(4 * length));
}
