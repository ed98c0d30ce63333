import { createHash } from 'node:crypto';
import type { Clip } from '../../../shared/model/clip.ts';
import type { ClipId } from '../../../shared/model/ids.ts';
import type { ClipContents } from './clip-contents.ts';

/** Name of a changed clip's content in the addresses of its pictures; `undefined` while the content is the one that was added. */
export function contentName(contents: Pick<ClipContents, 'of'>, clip: Pick<Clip, 'contentHash' | 'source'>): string | undefined {
  const content = contents.of({ contentHash: clip.contentHash, source: clip.source });
  return content === clip.contentHash ? undefined : createHash('sha256').update(content).digest('hex').slice(0, 16);
}

/** The names of all changed clips. */
export function changedContents(contents: Pick<ClipContents, 'of'>, clips: readonly Clip[]): Partial<Record<ClipId, string>> {
  return Object.fromEntries(clips.flatMap((clip) => {
    const name = contentName(contents, clip);
    return name === undefined ? [] : [[clip.id, name]];
  }));
}
