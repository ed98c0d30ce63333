import type { Editor } from '../editor/editor.ts';
import { fitByHand, holdPosition, type LostMask, lostMaskHere } from '../editor/lost-masks.ts';
import type { Command } from './command.ts';
import { allOf, canChangeShot, needs } from './conditions.ts';

const hasLost = allOf(canChangeShot, needs('No mask is lost on this frame.', (editor) => lostMaskHere(editor) !== undefined));

const withLost = (act: (editor: Editor, lost: LostMask) => void) => (editor: Editor): void => {
  const lost = lostMaskHere(editor);
  if (lost !== undefined) act(editor, lost);
};

/** For masks that tracking has lost. */
export const lostMaskCommands: readonly Command[] = [
  { id: 'mask.fitByHand', group: 'Tools', label: 'Fit lost mask by hand', keys: ['Alt+Slash'], enabled: hasLost, run: withLost(fitByHand) },
  { id: 'mask.holdPosition', group: 'Tools', label: 'Hold position of lost mask', keys: ['Shift+Alt+Slash'], enabled: hasLost, run: withLost(holdPosition) },
];
