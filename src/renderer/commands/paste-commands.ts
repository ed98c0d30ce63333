import type { Clipping } from '../../shared/model/clipping.ts';
import type { Keyframe, Shot } from '../../shared/model/document.ts';
import { documentOf, keyframeAt } from '../document/project-mirror.ts';
import { currentShot, type Editor } from '../editor/editor.ts';
import { clippingOfHints, clippingOfSwatches } from '../editor/clippings.ts';
import { applyPastes, canTrack, type CopiedKeyframe, hintsInPlace, pasteTarget } from '../editor/paste-hints.ts';
import { clippingAtHand, copyClipping, pasteClipping } from './clipboard.ts';
import type { Command } from './command.ts';
import { allOf, hasClip, hasProject, isWritable, needs } from './conditions.ts';

function keyframeHere(editor: Editor): Keyframe | undefined {
  const { clipId, frame } = editor.session.getState();
  return keyframeAt(documentOf(editor.project.getState()), clipId, frame);
}

/** Selected shots other than the one under the playhead, of all clips. */
function otherSelectedShots(editor: Editor): readonly Shot[] {
  const { selectedShots } = editor.session.getState();
  const here = currentShot(editor)?.id;
  return documentOf(editor.project.getState()).shots.filter((shot) => shot.id !== here && selectedShots.has(shot.id));
}

/** Copies the selected hints; without a selection, all hints of the keyframe and its reference. */
async function copy(editor: Editor): Promise<void> {
  const keyframe = keyframeHere(editor);
  const selected = editor.edits.selection();
  if (keyframe !== undefined) await copyClipping(editor, clippingOfHints(documentOf(editor.project.getState()), keyframe, { shot: currentShot(editor), hints: selected.length === 0 ? keyframe.hints : selected }));
}

/** The copied hints as those of a keyframe of this project, where they are still in it. */
function ownKeyframe(editor: Editor, { keyframe, hints }: Clipping): CopiedKeyframe | undefined {
  if (keyframe === undefined) return undefined;
  const own = { ...keyframe, hints };
  const document = documentOf(editor.project.getState());
  const isThere = hints.length === 0 ? document.keyframes.some(({ id }) => id === own.id) : canTrack(document, own);
  return isThere ? own : undefined;
}

/** Starts a job; its result is pasted at its end, as one undo step. */
async function pasteTracked(editor: Editor): Promise<void> {
  const clipping = await clippingAtHand(editor);
  const own = ownKeyframe(editor, clipping);
  const shot = currentShot(editor);
  if (own === undefined || shot === undefined) await pasteClipping(editor, clipping);
  else await editor.pastes.start(own, [{ shot, frames: [editor.session.getState().frame] }]);
}

async function pasteInPlace(editor: Editor): Promise<void> {
  const clipping = await clippingAtHand(editor);
  const own = ownKeyframe(editor, clipping);
  const shot = currentShot(editor);
  if (own === undefined || shot === undefined) await pasteClipping(editor, clipping);
  else await applyPastes(editor, own, [{ shot, frame: editor.session.getState().frame, hints: hintsInPlace(own) }]);
}

async function copyToSelected(editor: Editor): Promise<void> {
  const keyframe = keyframeHere(editor);
  const document = documentOf(editor.project.getState());
  if (keyframe !== undefined) await editor.pastes.start(keyframe, otherSelectedShots(editor).map((shot) => pasteTarget(document, shot)));
}

/** What is on the clipboard is known only when it is read. */
const canPaste = isWritable;
const hasKeyframe = allOf(hasClip, needs('This frame has no hints.', (editor) => keyframeHere(editor) !== undefined));

export const pasteKeyframeCommands: readonly Command[] = [
  { id: 'shot.copyKeyframe', group: 'Shot', label: ({ edits }) => (edits.selection().length === 0 ? 'Copy hints' : 'Copy selected hints'), keys: ['$mod+KeyC'], enabled: hasKeyframe, run: copy },
  { id: 'shot.pasteKeyframe', group: 'Shot', label: 'Paste hints (tracked)', keys: ['$mod+KeyV'], enabled: canPaste, run: pasteTracked },
  { id: 'shot.pasteInPlace', group: 'Shot', label: 'Paste hints (same position)', keys: ['$mod+Alt+KeyV'], enabled: canPaste, run: pasteInPlace },
  { id: 'colour.copyScript', group: 'Colour', label: 'Copy colour script', enabled: allOf(hasProject, needs('The project has no swatches.', ({ project }) => documentOf(project.getState()).swatches.length > 0)), run: (editor) => copyClipping(editor, clippingOfSwatches(documentOf(editor.project.getState()).swatches)) },
  { id: 'shot.copyToSelected', group: 'Shot', label: (editor) => `Copy keyframe to ${otherSelectedShots(editor).length > 1 ? `${otherSelectedShots(editor).length} ` : ''}selected ${otherSelectedShots(editor).length === 1 ? 'shot' : 'shots'}`, keys: ['$mod+Shift+KeyV'], enabled: allOf(hasKeyframe, needs('Select other shots first, in the list or on the Shots page.', (editor) => otherSelectedShots(editor).length > 0)), run: copyToSelected },
];
