import { CHROMA_LIMIT, GAMUT_TOLERANCE } from './chroma-at-luma.ts';
import { type ChromaTable, NODES_AB, NODES_Y, STEP, TRANSFER_LOW, TRANSFER_PER_UNIT } from './chroma-table.ts';
import { type CurveTable, signalAt, slopeAt } from './curve-table.ts';
import { lumaCoefficients } from './luma.ts';
import { primaries } from './primaries.ts';

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

/**
 * Fills a row's cb and cr.
 * @param rounds Newton steps for the display curve (others take as many as they need); 2 come within 0.1 of a 10-bit code of the exact
 * value everywhere in sRGB, for planes that must be exact to the code
 * @returns number of samples that lay outside sRGB and were reduced
 */
export function fillChromaRow(table: ChromaTable, row: ChromaRow, rounds: 1 | 2 = 1): number {
  return table.transfer instanceof Float32Array ? fillDisplayRow(table, table.transfer, { row, rounds }) : fillCodedRow(table, table.transfer, row);
}

interface RowToFill {
  readonly row: ChromaRow;
  readonly rounds: number;
}

/** Luma that a coded row may miss: a twentieth of a 10-bit code. */
const SOLVED = 5e-5;
/** Near a channel of 0 most curves are steep, and a few samples take more steps than the usual two. */
const MOST_STEPS = 30;
const SEARCH_STEP = 0.05;

/** Any curve: Newton's steps as in {@link fillDisplayRow}, within a bracket that is halved when a step leaves it. */
function fillCodedRow({ coding, lightness }: ChromaTable, curve: CurveTable, row: ChromaRow): number {
  const { kr, kg, kb } = lumaCoefficients(coding.matrix);
  const [[rx, ry, rz], [gx, gy, gz], [bx, by, bz]] = primaries(coding.primaries).toRgb;
  const { count, y: ys, a: as, b: bs, cb: cbs, cr: crs } = row;
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
    const atA = (a + CHROMA_LIMIT) / STEP;
    const atB = (b + CHROMA_LIMIT) / STEP;
    const atY = (y < 0 ? 0 : y > 1 ? 1 : y) * (NODES_Y - 1);
    const nodeA = Math.min(NODES_AB - 2, atA | 0);
    const nodeB = Math.min(NODES_AB - 2, atB | 0);
    const nodeY = Math.min(NODES_Y - 2, atY | 0);
    const node = (nodeA * NODES_AB + nodeB) * NODES_Y + nodeY;
    const near = alongBAndY(lightness, node, atB - nodeB, atY - nodeY);
    let fy = near + (alongBAndY(lightness, node + NODES_AB * NODES_Y, atB - nodeB, atY - nodeY) - near) * (atA - nodeA);
    let low = LOWEST_F;
    let high = HIGHEST_F;
    let before = Infinity;
    let red = 0;
    let blue = 0;
    for (let step = 0; step < MOST_STEPS; step++) {
      const fx = fy + a * 0.002;
      const fz = fy - b * 0.005;
      const tx = fx > FOOT ? fx * fx * fx : (fx - FOOT_ZERO) * FOOT_SLOPE;
      const ty = fy > FOOT ? fy * fy * fy : (fy - FOOT_ZERO) * FOOT_SLOPE;
      const tz = fz > FOOT ? fz * fz * fz : (fz - FOOT_ZERO) * FOOT_SLOPE;
      const r = rx * tx + ry * ty + rz * tz;
      const g = gx * tx + gy * ty + gz * tz;
      const bl = bx * tx + by * ty + bz * tz;
      red = signalAt(curve, r) - y;
      blue = signalAt(curve, bl) - y;
      const miss = kr * red + kg * (signalAt(curve, g) - y) + kb * blue;
      if (miss < SOLVED && miss > -SOLVED) break;
      if (miss > 0) high = fy;
      else low = fy;
      const sx = fx > FOOT ? 3 * fx * fx : FOOT_SLOPE;
      const sy = fy > FOOT ? 3 * fy * fy : FOOT_SLOPE;
      const sz = fz > FOOT ? 3 * fz * fz : FOOT_SLOPE;
      const next = fy - miss / (kr * slopeAt(curve, r) * (rx * sx + ry * sy + rz * sz) + kg * slopeAt(curve, g) * (gx * sx + gy * sy + gz * sz) + kb * slopeAt(curve, bl) * (bx * sx + by * sy + bz * sz));
      const distance = miss < 0 ? -miss : miss;
      // Where a curve is steep Newton's steps may be tiny or fly past: then halve what is left, once both sides are known.
      if (next > low && next < high && distance < before / 2) fy = next;
      else if (low === LOWEST_F) fy -= SEARCH_STEP;
      else if (high === HIGHEST_F) fy += SEARCH_STEP;
      else fy = (low + high) / 2;
      before = distance;
    }
    const green = -(kr * red + kb * blue) / kg;
    const highest = Math.max(red, green, blue);
    const lowest = Math.min(red, green, blue);
    let share = 1;
    if (y + highest > 1 + GAMUT_TOLERANCE && highest > 0) share = Math.max(0, 1 + GAMUT_TOLERANCE - y) / highest;
    if (y + lowest * share < -GAMUT_TOLERANCE && lowest < 0) share = Math.max(0, y + GAMUT_TOLERANCE) / -lowest;
    if (share < 1) reduced++;
    cbs[index] = (blue * share) / (2 * (1 - kb));
    crs[index] = (red * share) / (2 * (1 - kr));
  }
  return reduced;
}

/** `(L + 16) / 116` of L −140, and beyond that of PQ's 10,000 cd/m². */
const LOWEST_F = -1.1;
const HIGHEST_F = 5;

function alongBAndY(lightness: Float32Array, node: number, partB: number, partY: number): number {
  const near = lightness[node]! + (lightness[node + 1]! - lightness[node]!) * partY;
  const far = lightness[node + NODES_Y]! + (lightness[node + NODES_Y + 1]! - lightness[node + NODES_Y]!) * partY;
  return near + (far - near) * partB;
}

function fillDisplayRow(table: ChromaTable, transfer: Float32Array, { row, rounds }: RowToFill): number {
  const { lightness } = table;
  const { count, y: ys, a: as, b: bs, cb: cbs, cr: crs } = row;
  const { kr, kg, kb } = lumaCoefficients(table.coding.matrix);
  const [[rx, ry, rz], [gx, gy, gz], [bx, by, bz]] = primaries(table.coding.primaries).toRgb;
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
