import type { Keyframe, ProjectCommand, Shot } from '../../shared/model/document.ts';
import { frameIndex, rangeLength } from '../../shared/model/frame.ts';
import type { Hint } from '../../shared/model/hint.ts';
import { HintId, KeyframeId, newId } from '../../shared/model/ids.ts';
import { documentOf, keyframeAt, keyframesOf, shotsOf } from '../document/project-mirror.ts';
import { currentShot, type Editor } from '../editor/editor.ts';
import type { Command } from './command.ts';

/** What of a keyframe can be taken to another: its hints and the picture that guides it. */
export type CopiedKeyframe = Pick<Keyframe, 'hints' | 'referenceId'>;

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

/** Where hints for a whole shot go: onto its first keyframe, or to its middle. */
function placeIn(editor: Editor, shot: Shot): number {
  return keyframesOf(documentOf(editor.project.getState()), shot.id)[0]?.frame ?? shot.range.first + Math.floor(rangeLength(shot.range) / 2);
}

/** Pure: what to apply so that a frame of a shot has the copied hints, at the same places of the picture and beside those that it has. */
export function pasteCommands(copied: CopiedKeyframe, target: { readonly shot: Shot; readonly frame: number; readonly keyframe: Keyframe | undefined }): readonly ProjectCommand[] {
  const { referenceId } = copied;
  const hints = copied.hints.map((hint): Hint => ({ ...hint, id: newId(HintId) }));
  const { keyframe } = target;
  if (keyframe === undefined) return [{ kind: 'addKeyframe', keyframe: { id: newId(KeyframeId), shotId: target.shot.id, frame: frameIndex(target.frame), hints, approved: false, ...(referenceId === undefined ? {} : { referenceId }) } }];
  return [
    { kind: 'setHints', keyframeId: keyframe.id, hints: [...keyframe.hints, ...hints] },
    ...(referenceId === undefined ? [] : [{ kind: 'setKeyframeReference' as const, keyframeId: keyframe.id, referenceId }]),
  ];
}

/** One step of the history, whatever it takes. */
async function paste(editor: Editor, copied: CopiedKeyframe, targets: readonly { readonly shot: Shot; readonly frame: number }[]): Promise<void> {
  const mergeKey = `paste ${newId(KeyframeId)}`;
  for (const { shot, frame } of targets) {
    const keyframe = keyframeAt(documentOf(editor.project.getState()), shot.clipId, frame);
    for (const command of pasteCommands(copied, { shot, frame, keyframe })) await editor.edits.apply(command, { mergeKey });
  }
}

async function pasteHere(editor: Editor): Promise<void> {
  const { copied, frame } = editor.session.getState();
  const shot = currentShot(editor);
  if (copied !== null && shot !== undefined) await paste(editor, copied, [{ shot, frame }]);
}

async function copyToChosen(editor: Editor): Promise<void> {
  const keyframe = keyframeHere(editor);
  if (keyframe !== undefined) await paste(editor, keyframe, otherChosenShots(editor).map((shot) => ({ shot, frame: placeIn(editor, shot) })));
}

export const pasteKeyframeCommands: readonly Command[] = [
  { id: 'shot.copyKeyframe', group: 'Shot', label: 'Copy the hints of this keyframe', keys: ['$mod+KeyC'], enabled: (editor) => keyframeHere(editor) !== undefined, run: (editor) => {
    const keyframe = keyframeHere(editor);
    if (keyframe !== undefined) editor.session.setState({ copied: { hints: keyframe.hints, ...(keyframe.referenceId === undefined ? {} : { referenceId: keyframe.referenceId }) } });
  } },
  { id: 'shot.pasteKeyframe', group: 'Shot', label: 'Paste hints here', keys: ['$mod+KeyV'], enabled: (editor) => editor.session.getState().copied !== null && currentShot(editor) !== undefined, run: pasteHere },
  { id: 'shot.copyToChosen', group: 'Shot', label: (editor) => `Copy this keyframe to ${otherChosenShots(editor).length} chosen ${otherChosenShots(editor).length === 1 ? 'shot' : 'shots'}`, keys: ['$mod+Shift+KeyV'], enabled: (editor) => keyframeHere(editor) !== undefined && otherChosenShots(editor).length > 0, run: copyToChosen },
];
