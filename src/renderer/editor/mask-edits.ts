import type { ProjectDocument } from '../../shared/model/document.ts';
import type { MaskId, ShotId } from '../../shared/model/ids.ts';
import type { Mask } from '../../shared/model/mask.ts';
import { documentOf } from '../document/project-mirror.ts';
import type { Editor } from './editor.ts';
import { masksShown } from './mask-context.ts';
import { sendLatest } from './send-latest.ts';

/** Changes a mask. It is seen at once. @param gesture changes with one name are one step of the history */
export function changeMask(editor: Editor, shotId: ShotId, mask: Mask, gesture: string = crypto.randomUUID()): void {
  const { session, project } = editor;
  const shot = documentOf(project.getState()).shots.find(({ id }) => id === shotId);
  session.setState((now) => ({ liveMasks: { shotId, masks: masksShown(shot, now).map((each) => (each.id === mask.id ? mask : each)) } }));
  sendLatest(editor, { kind: 'updateMask', shotId, mask }, { gesture, preview: 'liveMasks', isThere: (document) => hasMask(document, shotId, mask.id) });
}

function hasMask(document: ProjectDocument, shotId: ShotId, maskId: MaskId): boolean {
  return document.shots.find(({ id }) => id === shotId)?.masks?.some(({ id }) => id === maskId) === true;
}
