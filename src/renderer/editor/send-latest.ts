import type { ProjectCommand, ProjectDocument } from '../../shared/model/document.ts';
import type { Session } from '../session/session-store.ts';
import type { Editor } from './editor.ts';

/** What shows a change before the document has it. */
type Preview = 'liveLayers' | 'liveMasks';

interface Sending {
  /** Changes that wait for their turn, by the gesture that they belong to. */
  readonly waiting: Map<string, ProjectCommand>;
  /** Changes that wait, or are on their way. */
  underWay: number;
  /** The previews that were sent last. Another one is of a gesture that goes on, which forgets it itself. */
  readonly shown: { [Name in Preview]: Session[Name] };
}

const sendings = new WeakMap<Editor, Sending>();

/**
 * Sends changes of a layer or mask that is shown as it is changed: of the changes of one gesture that come faster than they are saved only
 * the last is sent. When none waits or is on its way, the window shows what the document has.
 * @param gesture changes with one name are one step of the history
 * @param preview shows the change now
 * @param isThere whether the document still has what the command changes
 */
export function sendLatest(editor: Editor, command: ProjectCommand, { gesture, preview, isThere }: { readonly gesture: string; readonly preview: Preview; readonly isThere: (document: ProjectDocument) => boolean }): void {
  const { session } = editor;
  const sending = sendings.get(editor) ?? { waiting: new Map<string, ProjectCommand>(), underWay: 0, shown: { liveLayers: null, liveMasks: null } };
  sendings.set(editor, sending);
  const { waiting, shown } = sending;
  Object.assign(shown, { [preview]: session.getState()[preview] });
  const isOnItsWay = waiting.has(gesture);
  waiting.set(gesture, command);
  if (isOnItsWay) return;
  const send = (document: ProjectDocument): ProjectCommand | undefined => {
    const next = waiting.get(gesture);
    waiting.delete(gesture);
    return isThere(document) ? next : undefined;
  };
  sending.underWay += 1;
  editor.edits.applyInTurn(send, { mergeKey: gesture }).catch(editor.report).finally(() => {
    sending.underWay -= 1;
    if (sending.underWay > 0) return;
    const { liveLayers, liveMasks } = session.getState();
    session.setState({ ...(liveLayers === shown.liveLayers ? { liveLayers: null } : {}), ...(liveMasks === shown.liveMasks ? { liveMasks: null } : {}) });
  });
}
