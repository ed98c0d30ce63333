import type { PictureSource } from '../../../shared/contract/media.ts';
import type { Keyframe, ProjectCommand, Shot } from '../../../shared/model/document.ts';
import { frameIndex, rangeIncludes, rangeLength } from '../../../shared/model/frame.ts';
import { KeyframeId, newId, ReferenceId } from '../../../shared/model/ids.ts';
import { documentOf, keyframesOf } from '../../document/project-mirror.ts';
import type { Editor } from '../../editor/editor.ts';
import { panelShown } from '../../session/dock.ts';

/** A new picture, or a reference of the project. */
export type GivenPicture = PictureSource | { readonly kind: 'reference'; readonly referenceId: ReferenceId };

/** Makes a picture the reference of all keyframes of a shot, or of a new keyframe if there is none. One step of the history. */
export async function setShotReference(editor: Editor, shot: Shot, picture: GivenPicture): Promise<void> {
  await give(editor, picture, (referenceId) => {
    const keyframes = keyframesOf(documentOf(editor.project.getState()), shot.id);
    return keyframes.length > 0 ? keyframes.map((keyframe) => setReference(keyframe, referenceId)) : [newKeyframe(editor, shot, referenceId)];
  });
}

/** Makes a picture the reference of one keyframe. */
export async function setKeyframeReference(editor: Editor, keyframe: Keyframe, picture: GivenPicture): Promise<void> {
  await give(editor, picture, (referenceId) => [setReference(keyframe, referenceId)]);
}

/** Adds a picture to the project's references. */
export async function keepReference(editor: Editor, picture: GivenPicture): Promise<void> {
  await give(editor, picture, () => []);
}

export async function takeReferenceOff(editor: Editor, shot: Shot): Promise<void> {
  const withOne = keyframesOf(documentOf(editor.project.getState()), shot.id).filter(({ referenceId }) => referenceId !== undefined);
  await editor.edits.applyTogether(withOne.map(({ id }) => ({ kind: 'setKeyframeReference', keyframeId: id })));
}

async function give(editor: Editor, picture: GivenPicture, commands: (referenceId: ReferenceId) => readonly ProjectCommand[]): Promise<void> {
  const mergeKey = `reference ${newId(ReferenceId)}`;
  const referenceId = picture.kind === 'reference' ? picture.referenceId : (await editor.edits.afterChanges(({ media }) => media.addReference({ picture, mergeKey }))).referenceId;
  await editor.edits.applyTogether(commands(referenceId), { mergeKey });
  // The new picture is seen where a narrow window shows one panel at a time.
  editor.session.setState(panelShown('stills'));
}

function setReference(keyframe: Keyframe, referenceId: ReferenceId): ProjectCommand {
  return { kind: 'setKeyframeReference', keyframeId: keyframe.id, referenceId };
}

/** The playhead if it is in the shot, else the middle of the shot. */
function newKeyframe(editor: Editor, shot: Shot, referenceId: ReferenceId): ProjectCommand {
  const { frame } = editor.session.getState();
  const at = rangeIncludes(shot.range, frame) ? frame : shot.range.first + Math.floor(rangeLength(shot.range) / 2);
  return { kind: 'addKeyframe', keyframe: { id: newId(KeyframeId), shotId: shot.id, frame: frameIndex(at), hints: [], approved: false, referenceId } };
}
