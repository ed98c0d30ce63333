import { AppError } from '../../shared/errors/app-error.ts';
import { type Clipping, clippingText, readClipping } from '../../shared/model/clipping.ts';
import { documentOf } from '../document/project-mirror.ts';
import { clippingCommands, pastedWords } from '../editor/clippings.ts';
import { currentShot, type Editor } from '../editor/editor.ts';
import { showDone } from '../ui/notify.ts';

/** Keeps a clipping in this window and puts it on the clipboard of the system, so that another project can take it. */
export async function copyClipping({ session }: Editor, clipping: Clipping): Promise<void> {
  session.setState({ copied: clipping });
  try {
    await navigator.clipboard.writeText(clippingText(clipping));
  } catch {
    // The browser refuses, or the page is not secure: this window still has it.
  }
}

/**
 * What was copied last: what is on the clipboard, else what this window has copied.
 * @throws AppError `input.malformed` where that is neither hints, a still nor swatches
 */
export async function clippingAtHand({ session }: Editor): Promise<Clipping> {
  const { copied } = session.getState();
  const found = readClipping(await clipboardText()) ?? copied;
  if (found === null) throw new AppError('input.malformed', 'There are no hints, stills or swatches of Tintype on the clipboard. Copy some first.');
  return found;
}

/** Empty where the browser does not allow it. */
async function clipboardText(): Promise<string> {
  try {
    return await navigator.clipboard.readText();
  } catch {
    return '';
  }
}

/** Pastes at the same position, with the swatches, groups and masks that came along: one step to undo. */
export async function pasteClipping(editor: Editor, clipping: Clipping): Promise<void> {
  const commands = clippingCommands(documentOf(editor.project.getState()), clipping, { shot: currentShot(editor), frame: editor.session.getState().frame });
  await editor.edits.applyTogether(commands);
  showDone(pastedWords(clipping, commands));
}
