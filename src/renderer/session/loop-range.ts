import type { ProjectDocument } from '../../shared/model/document.ts';
import { type FrameRange, frameRange } from '../../shared/model/frame.ts';
import { clipOf, shotAt } from '../document/project-mirror.ts';
import type { Session } from './session-store.ts';

/** Frames in which playback goes round: those between the marks, else with the loop the shot at the playhead. `undefined`: none. */
export function loopRange(document: ProjectDocument, { clipId, frame, loopShot, inMark, outMark }: Pick<Session, 'clipId' | 'frame' | 'loopShot' | 'inMark' | 'outMark'>): FrameRange | undefined {
  const clip = clipOf(document, clipId);
  if (clip === undefined) return undefined;
  if (inMark !== null || outMark !== null) return frameRange(inMark ?? 0, outMark ?? clip.frameCount - 1);
  return loopShot ? shotAt(document, clip.id, frame)?.range : undefined;
}

/** The marks after one of them is set; the other is dropped where they would cross. */
export function marksWith({ inMark, outMark }: Pick<Session, 'inMark' | 'outMark'>, set: { readonly inMark: number } | { readonly outMark: number }): Pick<Session, 'inMark' | 'outMark'> {
  const marks = { inMark, outMark, ...set };
  if (marks.inMark === null || marks.outMark === null || marks.inMark <= marks.outMark) return marks;
  return 'inMark' in set ? { inMark: set.inMark, outMark: null } : { inMark: null, outMark: set.outMark };
}
