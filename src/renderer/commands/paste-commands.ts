import type { Keyframe, Shot } from '../../shared/model/document.ts';
import { documentOf, keyframeAt, shotsOf } from '../document/project-mirror.ts';
import { currentShot, type Editor } from '../editor/editor.ts';
import { applyPastes, type CopiedKeyframe, hintsBrought, hintsInPlace, type Paste, pasteForShot, pasteWords } from '../editor/paste-hints.ts';
import { tellDone, tellWork } from '../ui/notify.ts';
import type { Command } from './command.ts';

function keyframeHere(editor: Editor): Keyframe | undefined {
  const { clipId, frame } = editor.session.getState();
  return keyframeAt(documentOf(editor.project.getState()), clipId, frame);
}

/** Chosen shots other than the one under the playhead. */
function otherChosenShots(editor: Editor): readonly Shot[] {
  const { clipId, chosenShots } = editor.session.getState();
  const here = currentShot(editor)?.id;
  return shotsOf(documentOf(editor.project.getState()), clipId).filter((shot) => shot.id !== here && chosenShots.has(shot.id));
}

/** Looks for the places first, so that what is pasted is one step. */
async function paste(editor: Editor, copied: CopiedKeyframe, looking: Promise<readonly Paste[]>): Promise<void> {
  const pastes = await tellWork('Looking for the places of the hints.', looking);
  await applyPastes(editor, copied, pastes);
  const words = pasteWords(copied, pastes);
  if (words !== undefined) tellDone(words);
}

async function pasteHere(editor: Editor, bring: (copied: CopiedKeyframe, frame: number) => Promise<Paste['hints']>): Promise<void> {
  const { copied, frame } = editor.session.getState();
  const shot = currentShot(editor);
  if (copied !== null && shot !== undefined) await paste(editor, copied, bring(copied, frame).then((hints) => [{ shot, frame, hints }]));
}

async function copyToChosen(editor: Editor): Promise<void> {
  const keyframe = keyframeHere(editor);
  if (keyframe === undefined) return;
  const look = async (): Promise<readonly Paste[]> => {
    const pastes: Paste[] = [];
    for (const shot of otherChosenShots(editor)) pastes.push(await pasteForShot(editor, keyframe, shot));
    return pastes;
  };
  await paste(editor, keyframe, look());
}

const canPaste = (editor: Editor): boolean => editor.session.getState().copied !== null && currentShot(editor) !== undefined;

export const pasteKeyframeCommands: readonly Command[] = [
  { id: 'shot.copyKeyframe', group: 'Shot', label: 'Copy the hints of this keyframe', keys: ['$mod+KeyC'], enabled: (editor) => keyframeHere(editor) !== undefined, run: (editor) => { editor.session.setState({ copied: keyframeHere(editor) ?? null }); } },
  { id: 'shot.pasteKeyframe', group: 'Shot', label: 'Paste hints where they belong here', keys: ['$mod+KeyV'], enabled: canPaste, run: (editor) => pasteHere(editor, (copied, frame) => hintsBrought(editor, copied, frame)) },
  { id: 'shot.pasteInPlace', group: 'Shot', label: 'Paste hints at the same places of the picture', keys: ['$mod+Alt+KeyV'], enabled: canPaste, run: (editor) => pasteHere(editor, (copied) => Promise.resolve(hintsInPlace(copied))) },
  { id: 'shot.copyToChosen', group: 'Shot', label: (editor) => `Copy this keyframe to the ${otherChosenShots(editor).length > 1 ? `${otherChosenShots(editor).length} ` : ''}chosen ${otherChosenShots(editor).length === 1 ? 'shot' : 'shots'}`, keys: ['$mod+Shift+KeyV'], enabled: (editor) => keyframeHere(editor) !== undefined && otherChosenShots(editor).length > 0, run: copyToChosen },
];
