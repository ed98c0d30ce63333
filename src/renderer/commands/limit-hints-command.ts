import type { ShotId } from '../../shared/model/ids.ts';
import { newHintGroup } from '../../shared/model/hint-group.ts';
import type { Mask } from '../../shared/model/mask.ts';
import { groupInHand } from '../editor/group-edits.ts';
import { currentShot, type Editor } from '../editor/editor.ts';
import type { Command } from './command.ts';
import { changedGroup } from './hint-group-commands.ts';
import { maskHere } from './mask-here.ts';

/** A mask limits the group in hand, or else a new group of the selected hints, which has the mask's name. @param options.mergeKey of a step that this is a part of */
export async function limitHintsTo(editor: Editor, shotId: ShotId, mask: Pick<Mask, 'id' | 'name'>, options: { readonly mergeKey?: string } = {}): Promise<void> {
  const { edits, session } = editor;
  const group = groupInHand(currentShot(editor), edits.context.hints(), session.getState());
  if (group !== undefined) {
    await edits.apply({ kind: 'updateHintGroup', shotId, group: changedGroup(group, { mask: mask.id }) }, options);
    return;
  }
  const made = { ...newHintGroup(mask.name), mask: mask.id };
  await edits.apply({ kind: 'addHintGroup', shotId, group: made, hintIds: [...edits.context.selection()] }, options);
  session.setState({ selectedGroup: made.id });
}

/** What the command would limit: a group that is chosen, or hints that are selected. */
function isAnyInHand(editor: Editor): boolean {
  return editor.edits.selection().length > 0 || groupInHand(currentShot(editor), editor.edits.context.hints(), editor.session.getState()) !== undefined;
}

export const limitHintsCommand: Command = {
  id: 'mask.limitHints', group: 'Tools', label: (editor) => `Limit hints to ${maskHere(editor) === undefined ? 'mask' : `“${maskHere(editor)!.mask.name}”`}`, keys: ['Alt+KeyL'],
  enabled: (editor) => maskHere(editor) !== undefined && isAnyInHand(editor),
  run: async (editor) => {
    const found = maskHere(editor);
    if (found !== undefined) await limitHintsTo(editor, found.shot.id, found.mask);
  },
};
