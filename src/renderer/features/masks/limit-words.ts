import type { Shot } from '../../../shared/model/document.ts';
import { isLimiting } from '../../../shared/model/mask-limits.ts';
import type { Mask } from '../../../shared/model/mask.ts';

/** Networks by which a mask holds on keyframes alone: those of 1.2.0 and 1.3.0. */
const KEYFRAMES_ALONE = 'propagation';

/** Pure: on which frames a mask that limits hints or stops colour holds, in a sentence; `undefined` for other masks. */
export function limitWords(mask: Mask, shot: Pick<Shot, 'masks' | 'hintGroups' | 'networks'>): string | undefined {
  if (!isLimiting(mask, shot)) return undefined;
  if (shot.networks?.propagate.id === KEYFRAMES_ALONE) return 'Holds on keyframes. Update the shot to current networks, and propagated colour does not pass it either.';
  if (mask.keys.length === 1) return 'Holds on keyframes. Track the mask, and propagated colour does not pass it either.';
  return 'Holds for propagated colour, too, from its first shape to its last.';
}
