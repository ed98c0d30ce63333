import type { Hint } from '../../../shared/model/hint.ts';
import { isColourHint, positionsOf } from '../../../shared/model/hint-kinds.ts';
import { type Mask, maskOnFrame } from '../../../shared/model/mask.ts';
import { maskCoverage } from '../../../shared/model/mask-coverage.ts';
import type { Size } from '../../../shared/model/working-size.ts';

/** Width of the samples that are looked at. */
const WIDTH = 240;

/**
 * Pure: what a mask that stops colour cuts off from all colour hints of a frame, in a sentence: it gets automatic colour. `undefined` where nothing is cut
 * off, and where the frame has no colour hint, so that all of it has automatic colour.
 * @param hints those that colour; `masks` those of the shot
 */
export function cutOffWords(mask: Mask, { hints, frame, picture, masks }: { readonly masks: readonly Mask[]; readonly hints: readonly Hint[]; readonly frame: number; readonly picture: Size }): string | undefined {
  const places = hints.filter(isColourHint).flatMap(positionsOf);
  if (mask.stopsColour !== true || places.length === 0) return undefined;
  const size = { width: WIDTH, height: Math.max(1, Math.round((WIDTH * picture.height) / picture.width)) };
  const { values } = maskCoverage({ ...maskOnFrame(mask, frame, masks), feather: 0, inverted: false }, size);
  const isInside = places.map(([x, y]) => values[Math.min(size.height - 1, Math.floor(y * size.height)) * size.width + Math.min(size.width - 1, Math.floor(x * size.width))]! > 127);
  if (isInside.every(Boolean)) return 'No colour hint outside on this frame: automatic colour there.';
  return isInside.some(Boolean) ? undefined : 'No colour hint inside on this frame: automatic colour there.';
}
