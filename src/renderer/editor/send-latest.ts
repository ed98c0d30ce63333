import type { ProjectCommand, ProjectDocument } from '../../shared/model/document.ts';
import type { Editor } from './editor.ts';

/** Changes that wait for their turn, by the gesture that they belong to. */
const waiting = new WeakMap<Editor, Map<string, ProjectCommand>>();

/**
 * Sends changes of a layer or mask that is shown as it is changed: of the changes of one gesture that come faster than they are saved only
 * the last is sent. When none waits, the window shows what the document has.
 * @param gesture changes with one name are one step of the history
 * @param isThere whether the document still has what the command changes
 */
export function sendLatest(editor: Editor, command: ProjectCommand, { gesture, isThere }: { readonly gesture: string; readonly isThere: (document: ProjectDocument) => boolean }): void {
  const pending = waiting.get(editor) ?? new Map<string, ProjectCommand>();
  waiting.set(editor, pending);
  const isOnItsWay = pending.has(gesture);
  pending.set(gesture, command);
  if (isOnItsWay) return;
  const send = (document: ProjectDocument): ProjectCommand | undefined => {
    const next = pending.get(gesture);
    pending.delete(gesture);
    return isThere(document) ? next : undefined;
  };
  editor.edits.applyInTurn(send, { mergeKey: gesture }).catch(editor.report).finally(() => {
    if (pending.size === 0) editor.session.setState({ liveLayers: null, liveMasks: null });
  });
}
