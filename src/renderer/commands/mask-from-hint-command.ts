import { frameIndex } from '../../shared/model/frame.ts';
import type { Hint } from '../../shared/model/hint.ts';
import { kindOf } from '../../shared/model/hint-kinds.ts';
import { newMask } from '../../shared/model/mask.ts';
import { documentOf, keyframeAt } from '../document/project-mirror.ts';
import { currentShot, type Editor } from '../editor/editor.ts';
import { nextMaskName } from '../editor/mask-context.ts';
import { selectionOf } from '../session/session-store.ts';
import { showNotice, showProgress } from '../ui/notify.ts';
import type { Command } from './command.ts';
import { canChangeShot } from './mask-here.ts';

/** Selected hints that lie on something: a boundary lies between things. */
function selectedHints(editor: Editor): readonly Hint[] {
  const selected = selectionOf(editor.session.getState());
  return editor.edits.context.hints().filter((hint) => selected.includes(hint.id) && kindOf(hint).role !== 'boundary');
}

/** A mask of what the selected hints lie on, as the network sees it. */
async function maskFromHints(editor: Editor): Promise<void> {
  const shot = currentShot(editor);
  const { frame } = editor.session.getState();
  const keyframe = shot === undefined ? undefined : keyframeAt(documentOf(editor.project.getState()), shot.clipId, frame);
  if (shot === undefined || keyframe === undefined) return;
  const hintIds = selectedHints(editor).map(({ id }) => id);
  const shape = await showProgress('Looking for the outline…', editor.connection.client().colorize.maskFromHints({ keyframeId: keyframe.id, hintIds }));
  if (shape === null) {
    showNotice('No outline was found around the hint. Place it more in the middle of its object, or add another one to it.');
    return;
  }
  const mask = newMask(nextMaskName(currentShot(editor)?.masks ?? []), frameIndex(frame), shape);
  await editor.edits.apply({ kind: 'addMask', shotId: shot.id, mask });
  editor.session.setState({ selectedMask: mask.id, dockTab: 'masks', showScopes: false });
}

export const maskFromHintCommand: Command = {
  id: 'mask.fromHint', group: 'Tools', label: (editor) => (selectedHints(editor).length > 1 ? 'Mask from hints' : 'Mask from hint'), keys: ['Shift+Alt+KeyQ'],
  enabled: (editor) => canChangeShot(editor) && selectedHints(editor).length > 0, run: maskFromHints,
};
