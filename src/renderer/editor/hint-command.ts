import type { ProjectCommand, ProjectDocument } from '../../shared/model/document.ts';
import { frameIndex } from '../../shared/model/frame.ts';
import type { Hint } from '../../shared/model/hint.ts';
import { KeyframeId, newId } from '../../shared/model/ids.ts';
import { keyframeAt, shotAt } from '../document/project-mirror.ts';
import { colourOfFrame, type ShotColours } from '../document/shot-colours.ts';
import type { Session } from '../session/session-store.ts';
import { type HintChange, withReplaced } from '../tools/tool.ts';

/** The command for a change of the hints of a frame, by the present document; `undefined` where nothing would change. */
export function hintCommand(change: HintChange, { document, colours, place: { clipId, frame } }: { readonly document: ProjectDocument; readonly colours: ShotColours; readonly place: Pick<Session, 'clipId' | 'frame'> }): ProjectCommand | undefined {
  const keyframe = keyframeAt(document, clipId, frame);
  if (keyframe !== undefined) {
    switch (change.kind) {
      case 'add': return { kind: 'addHint', keyframeId: keyframe.id, hint: change.hint };
      case 'update': return isUnchanged(keyframe.hints, change.hint) ? undefined : { kind: 'updateHint', keyframeId: keyframe.id, hint: change.hint };
      case 'remove': return { kind: 'removeHints', keyframeId: keyframe.id, hintIds: [...change.ids] };
      case 'replace': {
        const next = withReplaced(keyframe.hints, change.by);
        return JSON.stringify(next) === JSON.stringify(keyframe.hints) ? undefined : { kind: 'setHints', keyframeId: keyframe.id, hints: [...next] };
      }
    }
  }
  if (change.kind !== 'add') return undefined;
  const shot = shotAt(document, clipId, frame);
  // On a propagated frame a hint corrects the propagated colour; making it a keyframe is a separate command.
  const isPropagated = typeof colourOfFrame(colours, document, clipId, frame)?.key === 'string';
  return shot === undefined ? undefined : { kind: 'addKeyframe', keyframe: { id: newId(KeyframeId), shotId: shot.id, frame: frameIndex(frame), hints: [change.hint], approved: false, ...(isPropagated ? { correction: true as const } : {}) } };
}

/** A gesture may end where it began; that is no step. */
function isUnchanged(hints: readonly Hint[], hint: Hint): boolean {
  const held = hints.find((each) => each.id === hint.id);
  return held !== undefined && JSON.stringify(held) === JSON.stringify(hint);
}
