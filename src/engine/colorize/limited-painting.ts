import type { AbPlane } from '../../shared/model/ab-plane.ts';
import type { AppliedHints } from '../../shared/model/applied-hints.ts';
import type { Hint } from '../../shared/model/hint.ts';
import { maskCoverage } from '../../shared/model/mask-coverage.ts';
import type { MaskOnFrame } from '../../shared/model/mask.ts';
import type { Size } from '../../shared/model/working-size.ts';
import type { PaintedPlane } from './colorizer.ts';

/**
 * Paints hints of which some colour within masks alone: first without those, then with those of each mask, mixed in by its coverage. So
 * nothing of them is outside their mask, and what other hints say inside it is seen where it has no coverage. Where masks overlap, the later
 * one counts.
 */
export async function paintApplied(paint: (hints: readonly Hint[]) => Promise<PaintedPlane>, { hints, limited = [] }: AppliedHints): Promise<PaintedPlane> {
  const open = await paint(hints);
  let { plane, outOfGamut } = open;
  for (const each of limited) {
    const inside = await paint([...hints, ...each.hints]);
    plane = mixedByCoverage(plane, inside.plane, coverageShares(each.mask, plane));
    outOfGamut += inside.outOfGamut - open.outOfGamut;
  }
  return { plane, outOfGamut };
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
