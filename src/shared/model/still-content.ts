import type { KeyframeStill } from './document.ts';

const PARTIAL = '-partial';

/** The content of an image of which only a part is opaque: it states the colour of that part, the rest is left to the networks. */
export function partialStillHash(contentHash: string): string {
  return `${contentHash}${PARTIAL}`;
}

const PROFILED = '-profile';

/** The content of an image that says what its R′G′B′ stand for, other than sRGB. Stills of older projects have no such mark and keep their colour. */
export function profiledHash(contentHash: string): string {
  return `${contentHash}${PROFILED}`;
}

/** Whether an image is to be read by what it says of its colour. */
export function isProfiled({ contentHash }: { readonly contentHash: string }): boolean {
  return contentHash.endsWith(PROFILED) || contentHash.endsWith(`${PROFILED}${PARTIAL}`);
}

/** Names all that a still holds: its image, and the mask beside it. */
export function stillContent({ contentHash, mask }: Pick<KeyframeStill, 'contentHash' | 'mask'>): string {
  return mask === undefined ? contentHash : `${contentHash} ${mask.contentHash}`;
}

/** Whether a still states the colour of a part of its frame only. */
export function isPartialStill(still: Pick<KeyframeStill, 'contentHash'>): boolean {
  return still.contentHash.endsWith(PARTIAL);
}
