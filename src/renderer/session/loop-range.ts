import type { Clip } from '../../shared/model/clip.ts';
import type { ProjectDocument } from '../../shared/model/document.ts';
import { type FrameRange, frameRange } from '../../shared/model/frame.ts';
import { clipOf, shotAt } from '../document/project-mirror.ts';
import type { Session } from './session-store.ts';

/** Frames in which playback goes round: those between the marks, else with the loop the shot at the playhead. `undefined`: none. */
export function loopRange(document: ProjectDocument, { clipId, frame, loopShot, inMark, outMark }: Pick<Session, 'clipId' | 'frame' | 'loopShot' | 'inMark' | 'outMark'>): FrameRange | undefined {
  const clip = clipOf(document, clipId);
  if (clip === undefined) return undefined;
  return markedRange(clip, { inMark, outMark }) ?? (loopShot ? shotAt(document, clip.id, frame)?.range : undefined);
}

/** Frames from the in mark to the out mark; the clip's ends where only one is set. `undefined`: none is. */
export function markedRange({ frameCount }: Pick<Clip, 'frameCount'>, { inMark, outMark }: Pick<Session, 'inMark' | 'outMark'>): FrameRange | undefined {
  return inMark === null && outMark === null ? undefined : frameRange(inMark ?? 0, outMark ?? frameCount - 1);
}

/** The marks after one of them is set; the other is dropped where they would cross. */
export function marksWith({ inMark, outMark }: Pick<Session, 'inMark' | 'outMark'>, set: { readonly inMark: number } | { readonly outMark: number }): Pick<Session, 'inMark' | 'outMark'> {
  const marks = { inMark, outMark, ...set };
  if (marks.inMark === null || marks.outMark === null || marks.inMark <= marks.outMark) return marks;
  return 'inMark' in set ? { inMark: set.inMark, outMark: null } : { inMark: null, outMark: set.outMark };
}
