import type { Clip } from '../../shared/model/clip.ts';

/** What the sources of clips hold now, as far as is known. */
export interface ClipContents {
  /** Names the content of a clip's source in keys. */
  of(clip: Pick<Clip, 'contentHash' | 'source'>): string;
}

export function createClipContents(): ClipContents {
  return { of: (clip) => clip.contentHash };
}
