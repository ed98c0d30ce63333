import type { Shot } from '../../shared/model/document.ts';
import type { Mask } from '../../shared/model/mask.ts';
import { currentShot, type Editor } from '../editor/editor.ts';
import { chosenMask, masksShown } from '../editor/mask-context.ts';

/** The shot under the playhead and its selected mask. */
export function maskHere(editor: Editor): { readonly shot: Shot; readonly mask: Mask } | undefined {
  const shot = currentShot(editor);
  const mask = chosenMask(masksShown(shot, editor.session.getState()), editor.session.getState());
  return shot === undefined || mask === undefined ? undefined : { shot, mask };
}

export const canChangeShot = (editor: Editor): boolean => currentShot(editor) !== undefined && editor.project.getState().state?.readOnly === false;
export const hasMask = (editor: Editor): boolean => canChangeShot(editor) && maskHere(editor) !== undefined;
