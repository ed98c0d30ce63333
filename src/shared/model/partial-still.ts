import type { KeyframeStill } from './document.ts';

const PARTIAL = '-partial';

/** The content of an image of which only a part is opaque: it states the colour of that part, the rest is left to the networks. */
export function partialStillHash(contentHash: string): string {
  return `${contentHash}${PARTIAL}`;
}

/** Names all that a still holds: its image, and the mask beside it. */
export function stillContent({ contentHash, mask }: Pick<KeyframeStill, 'contentHash' | 'mask'>): string {
  return mask === undefined ? contentHash : `${contentHash} ${mask.contentHash}`;
}

/** Whether a still states the colour of a part of its frame only. */
export function isPartialStill(still: Pick<KeyframeStill, 'contentHash'>): boolean {
  return still.contentHash.endsWith(PARTIAL);
}
