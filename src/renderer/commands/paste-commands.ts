import type { Keyframe, Shot } from '../../shared/model/document.ts';
import { documentOf, keyframeAt, shotsOf } from '../document/project-mirror.ts';
import { currentShot, type Editor } from '../editor/editor.ts';
import { applyPastes, hintsInPlace, pasteTarget } from '../editor/paste-hints.ts';
import type { Command } from './command.ts';

function keyframeHere(editor: Editor): Keyframe | undefined {
  const { clipId, frame } = editor.session.getState();
  return keyframeAt(documentOf(editor.project.getState()), clipId, frame);
}

/** Selected shots other than the one under the playhead. */
function otherSelectedShots(editor: Editor): readonly Shot[] {
  const { clipId, selectedShots } = editor.session.getState();
  const here = currentShot(editor)?.id;
  return shotsOf(documentOf(editor.project.getState()), clipId).filter((shot) => shot.id !== here && selectedShots.has(shot.id));
}

/** Copies the selected hints; without a selection, all hints of the keyframe and its reference. */
function copy(editor: Editor): void {
  const keyframe = keyframeHere(editor);
  const hints = editor.edits.selection();
  if (keyframe !== undefined) editor.session.setState({ copied: hints.length === 0 ? keyframe : { id: keyframe.id, hints } });
}

/** Starts a job; its result is pasted at its end, as one undo step. */
async function pasteTracked(editor: Editor): Promise<void> {
  const { copied, frame } = editor.session.getState();
  const shot = currentShot(editor);
  if (copied !== null && shot !== undefined) await editor.pastes.start(copied, [{ shot, frames: [frame] }]);
}

async function pasteInPlace(editor: Editor): Promise<void> {
  const { copied, frame } = editor.session.getState();
  const shot = currentShot(editor);
  if (copied !== null && shot !== undefined) await applyPastes(editor, copied, [{ shot, frame, hints: hintsInPlace(copied) }]);
}

async function copyToSelected(editor: Editor): Promise<void> {
  const keyframe = keyframeHere(editor);
  const document = documentOf(editor.project.getState());
  if (keyframe !== undefined) await editor.pastes.start(keyframe, otherSelectedShots(editor).map((shot) => pasteTarget(document, shot)));
}

const canPaste = (editor: Editor): boolean => editor.session.getState().copied !== null && currentShot(editor) !== undefined;

export const pasteKeyframeCommands: readonly Command[] = [
  { id: 'shot.copyKeyframe', group: 'Shot', label: ({ edits }) => (edits.selection().length === 0 ? 'Copy hints' : 'Copy selected hints'), keys: ['$mod+KeyC'], enabled: (editor) => keyframeHere(editor) !== undefined, run: copy },
  { id: 'shot.pasteKeyframe', group: 'Shot', label: 'Paste hints (tracked)', keys: ['$mod+KeyV'], enabled: canPaste, run: pasteTracked },
  { id: 'shot.pasteInPlace', group: 'Shot', label: 'Paste hints (same position)', keys: ['$mod+Alt+KeyV'], enabled: canPaste, run: pasteInPlace },
  { id: 'shot.copyToSelected', group: 'Shot', label: (editor) => `Copy keyframe to ${otherSelectedShots(editor).length > 1 ? `${otherSelectedShots(editor).length} ` : ''}selected ${otherSelectedShots(editor).length === 1 ? 'shot' : 'shots'}`, keys: ['$mod+Shift+KeyV'], enabled: (editor) => keyframeHere(editor) !== undefined && otherSelectedShots(editor).length > 0, run: copyToSelected },
];
