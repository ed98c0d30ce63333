import { frameIndex } from '../../shared/model/frame.ts';
import type { MaskId, ShotId } from '../../shared/model/ids.ts';
import { type Masks, shapeLimits, withShapeMoved } from '../../shared/model/mask.ts';
import { documentOf } from '../document/project-mirror.ts';
import type { Editor } from './editor.ts';

/** A shape of a mask on its way to another frame. */
export interface MovedShape {
  readonly shotId: ShotId;
  readonly maskId: MaskId;
  readonly from: number;
  readonly to: number;
}

/**
 * Shows a shape on another frame, before the document has it there, and the playhead on it.
 * @param options.masks of the shot, as they were shown when the move began: an earlier change may not have come back from the engine
 * @returns the nearest frame on which it can be
 */
export function showMovedShape({ project, session }: Editor, { shotId, maskId, from }: Omit<MovedShape, 'to'>, { wanted, masks }: { readonly wanted: number; readonly masks: Masks }): number {
  const shot = documentOf(project.getState()).shots.find(({ id }) => id === shotId);
  const mask = masks.find(({ id }) => id === maskId);
  const limits = shot === undefined || mask === undefined ? undefined : shapeLimits(mask, from, shot.range);
  if (mask === undefined || limits === undefined) return from;
  const to = Math.min(limits.last, Math.max(limits.first, wanted));
  session.setState({ frame: to, liveMasks: { shotId, masks: masks.map((each) => (each === mask ? withShapeMoved(mask, from, frameIndex(to)) : each)) } });
  return to;
}

/** Moves a shape of a mask to another frame: one step of the history. @param options.mergeKey moves of one key that follow each other are one step */
export function moveShape(editor: Editor, { shotId, maskId, from, to }: MovedShape, options: { readonly mergeKey?: string } = {}): void {
  // The preview stays until the mirror has the change, so that the mark does not jump.
  const { liveMasks } = editor.session.getState();
  const forget = (): void => { if (editor.session.getState().liveMasks === liveMasks) editor.session.setState({ liveMasks: null }); };
  if (from === to) {
    forget();
    return;
  }
  editor.edits.applyInTurn((document) => {
    const mask = document.shots.find(({ id }) => id === shotId)?.masks?.find(({ id }) => id === maskId);
    return mask === undefined ? undefined : { kind: 'updateMask', shotId, mask: withShapeMoved(mask, from, frameIndex(to)) };
  }, options).catch(editor.report).finally(forget);
}
