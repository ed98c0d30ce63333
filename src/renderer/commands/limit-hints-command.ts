import type { ProjectCommand } from '../../shared/model/document.ts';
import { type HintGroup, newHintGroup } from '../../shared/model/hint-group.ts';
import type { HintId, ShotId } from '../../shared/model/ids.ts';
import type { Mask } from '../../shared/model/mask.ts';
import { groupInHand } from '../editor/group-edits.ts';
import { currentShot, type Editor } from '../editor/editor.ts';
import type { Command } from './command.ts';
import { allOf, needs } from './conditions.ts';
import { changedGroup } from './hint-group-commands.ts';
import { hasMask, maskHere } from './mask-here.ts';

/** What is limited: a group that is chosen, or that all selected hints are in, else the selected hints. */
interface HintsInHand {
  readonly group: HintGroup | undefined;
  readonly hintIds: readonly HintId[];
}

export function hintsInHand(editor: Editor): HintsInHand {
  const { context } = editor.edits;
  return { group: groupInHand(currentShot(editor), context.hints(), editor.session.getState()), hintIds: [...context.selection()] };
}

/** A mask limits the group in hand, or else a new group of the selected hints, which has the mask's name. @param options.first changes of the same step that are made before */
export async function limitHintsTo({ edits, session }: Editor, { shotId, mask, inHand: { group, hintIds } }: { readonly shotId: ShotId; readonly mask: Pick<Mask, 'id' | 'name'>; readonly inHand: HintsInHand }, { first = [] }: { readonly first?: readonly ProjectCommand[] } = {}): Promise<void> {
  if (group !== undefined) {
    await edits.applyTogether([...first, { kind: 'updateHintGroup', shotId, group: changedGroup(group, { mask: mask.id }) }]);
    return;
  }
  const made = { ...newHintGroup(mask.name), mask: mask.id };
  await edits.applyTogether([...first, { kind: 'addHintGroup', shotId, group: made, hintIds: [...hintIds] }]);
  session.setState({ selectedGroup: made.id });
}

function isAnyInHand(editor: Editor): boolean {
  const { group, hintIds } = hintsInHand(editor);
  return hintIds.length > 0 || group !== undefined;
}

export const limitHintsCommand: Command = {
  id: 'mask.limitHints', group: 'Tools', label: (editor) => `Limit hints to ${maskHere(editor) === undefined ? 'mask' : `“${maskHere(editor)!.mask.name}”`}`, keys: ['Alt+KeyL'],
  enabled: allOf(hasMask, needs('Select a hint or a group first.', isAnyInHand)),
  run: async (editor) => {
    const found = maskHere(editor);
    if (found !== undefined) await limitHintsTo(editor, { shotId: found.shot.id, mask: found.mask, inHand: hintsInHand(editor) });
  },
};
