import type { Keyframe, Shot } from '../../shared/model/document.ts';
import { documentOf, keyframeAt, shotsOf } from '../document/project-mirror.ts';
import { currentShot, type Editor } from '../editor/editor.ts';
import { applyPastes, type CopiedKeyframe, hintsBrought, hintsInPlace, type Paste, pasteForShot, pasteWords } from '../editor/paste-hints.ts';
import { showDone, showProgress } from '../ui/notify.ts';
import type { Command } from './command.ts';

function keyframeHere(editor: Editor): Keyframe | undefined {
  const { clipId, frame } = editor.session.getState();
  return keyframeAt(documentOf(editor.project.getState()), clipId, frame);
}

/** Chosen shots other than the one under the playhead. */
function otherSelectedShots(editor: Editor): readonly Shot[] {
  const { clipId, selectedShots } = editor.session.getState();
  const here = currentShot(editor)?.id;
  return shotsOf(documentOf(editor.project.getState()), clipId).filter((shot) => shot.id !== here && selectedShots.has(shot.id));
}

/** Looks for the places first, so that what is pasted is one step. */
async function paste(editor: Editor, copied: CopiedKeyframe, looking: Promise<readonly Paste[]>): Promise<void> {
  const pastes = await showProgress('Tracking hints…', looking);
  await applyPastes(editor, copied, pastes);
  const words = pasteWords(copied, pastes);
  if (words !== undefined) showDone(words);
}

async function pasteHere(editor: Editor, bring: (copied: CopiedKeyframe, frame: number) => Promise<Paste['hints']>): Promise<void> {
  const { copied, frame } = editor.session.getState();
  const shot = currentShot(editor);
  if (copied !== null && shot !== undefined) await paste(editor, copied, bring(copied, frame).then((hints) => [{ shot, frame, hints }]));
}

async function copyToSelected(editor: Editor): Promise<void> {
  const keyframe = keyframeHere(editor);
  if (keyframe === undefined) return;
  const look = async (): Promise<readonly Paste[]> => {
    const pastes: Paste[] = [];
    for (const shot of otherSelectedShots(editor)) pastes.push(await pasteForShot(editor, keyframe, shot));
    return pastes;
  };
  await paste(editor, keyframe, look());
}

const canPaste = (editor: Editor): boolean => editor.session.getState().copied !== null && currentShot(editor) !== undefined;

export const pasteKeyframeCommands: readonly Command[] = [
  { id: 'shot.copyKeyframe', group: 'Shot', label: 'Copy hints', keys: ['$mod+KeyC'], enabled: (editor) => keyframeHere(editor) !== undefined, run: (editor) => { editor.session.setState({ copied: keyframeHere(editor) ?? null }); } },
  { id: 'shot.pasteKeyframe', group: 'Shot', label: 'Paste hints (tracked)', keys: ['$mod+KeyV'], enabled: canPaste, run: (editor) => pasteHere(editor, (copied, frame) => hintsBrought(editor, copied, frame)) },
  { id: 'shot.pasteInPlace', group: 'Shot', label: 'Paste hints (same position)', keys: ['$mod+Alt+KeyV'], enabled: canPaste, run: (editor) => pasteHere(editor, (copied) => Promise.resolve(hintsInPlace(copied))) },
  { id: 'shot.copyToSelected', group: 'Shot', label: (editor) => `Copy keyframe to ${otherSelectedShots(editor).length > 1 ? `${otherSelectedShots(editor).length} ` : ''}selected ${otherSelectedShots(editor).length === 1 ? 'shot' : 'shots'}`, keys: ['$mod+Shift+KeyV'], enabled: (editor) => keyframeHere(editor) !== undefined && otherSelectedShots(editor).length > 0, run: copyToSelected },
];
