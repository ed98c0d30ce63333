import type { Shot } from '../../shared/model/document.ts';
import type { Mask } from '../../shared/model/mask.ts';
import { currentShot, type Editor } from '../editor/editor.ts';
import { chosenMask, masksShown } from '../editor/mask-context.ts';
import { allOf, canChangeShot, needs } from './conditions.ts';

/** The shot under the playhead and its selected mask. */
export function maskHere(editor: Editor): { readonly shot: Shot; readonly mask: Mask } | undefined {
  const shot = currentShot(editor);
  const mask = chosenMask(masksShown(shot, editor.session.getState()), editor.session.getState());
  return shot === undefined || mask === undefined ? undefined : { shot, mask };
}

export const hasMask = allOf(canChangeShot, needs('This shot has no mask.', (editor) => maskHere(editor) !== undefined));
