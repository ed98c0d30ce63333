import type { AbPlane } from '../../shared/model/ab-plane.ts';
import type { AppliedHints } from '../../shared/model/applied-hints.ts';
import { kindOf, positionsOf } from '../../shared/model/hint-kinds.ts';
import type { Hint } from '../../shared/model/hint.ts';
import { maskCoverage } from '../../shared/model/mask-coverage.ts';
import type { MaskOnFrame } from '../../shared/model/mask.ts';
import type { Size } from '../../shared/model/working-size.ts';
import type { PaintedPlane } from './colorizer.ts';

/**
 * Paints hints of which some colour within masks alone: first without those, then for each mask with its own and with what else lies inside it,
 * mixed in by its coverage. So nothing of them is outside their mask, and no colour comes in from outside. Where masks overlap, the later one counts.
 * The outline is no boundary in it: parts that it nearly cuts off, as a leg, would have automatic colour.
 */
export async function paintApplied(paint: (hints: readonly Hint[]) => Promise<PaintedPlane>, { hints, limited = [] }: AppliedHints): Promise<PaintedPlane> {
  const open = await paint(hints);
  let { plane, outOfGamut } = open;
  for (const each of limited) {
    const shares = coverageShares(each.mask, plane);
    const inside = await paint([...hintsWithin(hints, shares, plane), ...each.hints]);
    plane = mixedByCoverage(plane, inside.plane, shares);
    outOfGamut = Math.max(outOfGamut, inside.outOfGamut);
  }
  return { plane, outOfGamut };
}

/** Boundaries, and hints of which a part lies where the share is a half or more. */
export function hintsWithin(hints: readonly Hint[], shares: Float32Array, { width, height }: Size): readonly Hint[] {
  const place = (value: number, length: number): number => Math.min(length - 1, Math.floor(value * length));
  return hints.filter((hint) => kindOf(hint).role === 'boundary' || positionsOf(hint).some(([x, y]) => shares[place(y, height) * width + place(x, width)]! >= 0.5));
}

/** Coverage 0…1 of a mask at a size. */
export function coverageShares(mask: Omit<MaskOnFrame, 'id'>, { width, height }: Size): Float32Array {
  return Float32Array.from(maskCoverage(mask, { width, height }).values, (value) => value / 255);
}

/** One plane where the share is 0, another of the same size where it is 1. */
export function mixedByCoverage(open: AbPlane, inside: AbPlane, shares: Float32Array): AbPlane {
  const count = shares.length;
  const samples = Int16Array.from(open.samples, (value, index) => Math.round(value + shares[index % count]! * (inside.samples[index]! - value)));
  return { ...open, samples };
}
