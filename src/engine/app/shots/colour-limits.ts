import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Shot } from '../../../shared/model/document.ts';
import { isShapeKnown, limitingMasks, shapesFor, statedParts } from '../../../shared/model/mask-limits.ts';
import { type Mask, maskOnFrame } from '../../../shared/model/mask.ts';
import type { ArtefactKey } from '../../artefacts/index.ts';
import { coverageShares } from '../../colorize/index.ts';
import type { ColourLimit, Span } from '../../propagate/index.ts';

/** Coverages of one mask that are kept: a frame and its sources use each several times. */
const KEPT_COVERAGES = 64;

interface WithMemory {
  readonly memory?: readonly ArtefactKey[] | undefined;
}

/**
 * What a span's key says of limits: the shapes on which its frames and its ends depend. `undefined` where no mask is known on its frames.
 * @param memory what the key says of the scene memory
 */
export function limitsOfSpan(shot: Pick<Shot, 'masks' | 'hintGroups'>, { range, left, right }: Pick<Span, 'range' | 'left' | 'right'>, { memory }: WithMemory = {}): string | undefined {
  const [first, last] = [left?.frame ?? range.first, right?.frame ?? range.last];
  const masks = limitingMasks(shot).filter(({ keys }) => keys[0]!.frame <= range.last && keys.at(-1)!.frame >= range.first);
  return limitsKey(masks, (mask) => [...shapesFor(mask, first, last).map((key) => [key.frame, key.shape]), ...statedParts(mask, shot.masks ?? [], { first, last })], memory);
}

/**
 * What the key of a reading says of limits: the shapes on its frame and on those that it is read from. `undefined` where no mask is known on its frame.
 * @param memory what the key says of the scene memory
 */
export function limitsOfReading(shot: Pick<Shot, 'masks' | 'hintGroups'>, frame: number, { from, memory }: WithMemory & { readonly from: readonly number[] }): string | undefined {
  const masks = limitingMasks(shot).filter((mask) => isShapeKnown(mask, frame));
  return limitsKey(masks, (mask) => [frame, ...from].map((each) => {
    if (!isShapeKnown(mask, each)) return [each, null];
    const { shape, parts } = maskOnFrame(mask, each, shot.masks ?? []);
    return parts === undefined ? [each, shape] : [each, shape, parts];
  }), memory);
}

/** Says with which rule both go together: frames that were made while limits left the scene memory out have other keys. */
function limitsKey(masks: readonly Mask[], shapesOf: (mask: Mask) => unknown, memory: WithMemory['memory']): string | undefined {
  if (masks.length === 0) return undefined;
  const stated = masks.map((mask) => [mask.inverted, mask.feather, shapesOf(mask)]);
  return createHash('sha256').update(JSON.stringify(memory === undefined ? stated : [stated, 'memory outside'])).digest('hex');
}

/** The masks of a shot at whose outlines propagated colour stops, in their order. */
export function colourLimits(shot: Pick<Shot, 'masks' | 'hintGroups'>): readonly ColourLimit[] {
  return limitingMasks(shot).map((mask) => limitOf(mask, shot.masks ?? []));
}

function limitOf(mask: Mask, masks: readonly Mask[]): ColourLimit {
  const kept = new LRUCache<number, Float32Array>({ max: KEPT_COVERAGES });
  return {
    coverageOn(frame, size) {
      if (!isShapeKnown(mask, frame)) return undefined;
      const known = kept.get(frame);
      if (known !== undefined) return known;
      const coverage = coverageShares(maskOnFrame(mask, frame, masks), size);
      kept.set(frame, coverage);
      return coverage;
    },
  };
}
