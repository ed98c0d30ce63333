import type { Shot } from '../../shared/model/document.ts';
import { type HintGroup, newHintGroup, nextGroupName } from '../../shared/model/hint-group.ts';
import { currentShot, type Editor } from '../editor/editor.ts';
import { groupInHand } from '../editor/group-edits.ts';
import type { Command } from './command.ts';
import { allOf, canChangeShot, needs } from './conditions.ts';

/** The shot under the playhead and the group that is chosen, or that the selected hints are in. */
function groupHere(editor: Editor): { readonly shot: Shot; readonly group: HintGroup } | undefined {
  const shot = currentShot(editor);
  const group = groupInHand(shot, editor.edits.context.hints(), editor.session.getState());
  return shot === undefined || group === undefined ? undefined : { shot, group };
}

/** A new group of the selected hints, whose name is then typed. */
async function makeGroup(editor: Editor): Promise<void> {
  const shot = currentShot(editor);
  if (shot === undefined) return;
  const group = newHintGroup(nextGroupName(shot.hintGroups ?? []));
  await editor.edits.apply({ kind: 'addHintGroup', shotId: shot.id, group, hintIds: [...editor.edits.context.selection()] });
  editor.session.setState({ selectedGroup: group.id, renamedGroup: group.id });
}

async function leaveGroup(editor: Editor): Promise<void> {
  const shot = currentShot(editor);
  if (shot !== undefined) await editor.edits.apply({ kind: 'moveHintsToGroup', shotId: shot.id, hintIds: [...editor.edits.context.selection()] });
}

/** Changes a part of a group; without a value the part is left out. */
export function changedGroup({ ab: _ab, swatch: _swatch, ...group }: HintGroup, part: Partial<{ readonly [Name in 'name' | 'locked' | 'off' | 'mask']: HintGroup[Name] | undefined }>): Omit<HintGroup, 'ab' | 'swatch'> {
  const all = { ...group, ...part };
  return {
    id: all.id, name: all.name ?? group.name, ...(all.locked === undefined ? {} : { locked: all.locked }), ...(all.off === undefined ? {} : { off: all.off }), ...(all.mask === undefined ? {} : { mask: all.mask }),
    // A group with a name of the user's is the user's.
    ...(all.made === undefined || part.name !== undefined ? {} : { made: all.made }),
  };
}

function switchPart(part: 'locked' | 'off'): (editor: Editor) => Promise<void> {
  return async (editor) => {
    const found = groupHere(editor);
    if (found === undefined) return;
    const { shot, group } = found;
    await editor.edits.apply({ kind: 'updateHintGroup', shotId: shot.id, group: changedGroup(group, { [part]: group[part] === true ? undefined : true }) });
  };
}

async function dissolve(editor: Editor): Promise<void> {
  const found = groupHere(editor);
  if (found === undefined) return;
  await editor.edits.apply({ kind: 'removeHintGroup', shotId: found.shot.id, groupId: found.group.id });
  editor.session.setState({ selectedGroup: null });
}

/** The colour in hand for all hints of the group, on all keyframes of the shot. */
async function recolour(editor: Editor): Promise<void> {
  const found = groupHere(editor);
  if (found === undefined) return;
  const { ab, swatch } = editor.session.getState();
  await editor.edits.apply({ kind: 'setHintGroupColour', shotId: found.shot.id, groupId: found.group.id, ab, ...(swatch === null ? {} : { swatch }) });
}

const hasSelection = allOf(canChangeShot, needs('Select a hint first.', ({ edits }) => edits.selection().length > 0));
const hasGroup = allOf(canChangeShot, needs('Select a group of hints first.', (editor) => groupHere(editor) !== undefined));
const nameHere = (editor: Editor): string => {
  const name = groupHere(editor)?.group.name;
  return name === undefined ? 'group' : `group “${name}”`;
};
const isGrouped = allOf(hasSelection, needs('The selected hints are in no group.', ({ edits }) => edits.selection().some(({ group }) => group !== undefined)));

/** Groups of hints by object. */
export const hintGroupCommands: readonly Command[] = [
  { id: 'group.make', group: 'Tools', label: 'Group hints', keys: ['Alt+KeyG'], enabled: hasSelection, run: makeGroup },
  { id: 'group.leave', group: 'Tools', label: 'Take hints out of group', keys: ['Shift+Alt+KeyG'], enabled: isGrouped, run: leaveGroup },
  { id: 'group.recolour', group: 'Tools', label: (editor) => `Give ${nameHere(editor)} the colour in hand`, enabled: hasGroup, run: recolour },
  { id: 'group.rename', group: 'Tools', label: (editor) => `Rename ${nameHere(editor)}`, enabled: hasGroup, run: (editor) => { editor.session.setState({ renamedGroup: groupHere(editor)?.group.id ?? null }); } },
  { id: 'group.lock', group: 'Tools', label: (editor) => `${groupHere(editor)?.group.locked === true ? 'Unlock' : 'Lock'} ${nameHere(editor)}`, enabled: hasGroup, run: switchPart('locked') },
  { id: 'group.off', group: 'Tools', label: (editor) => (groupHere(editor)?.group.off === true ? `Let ${nameHere(editor)} colour again` : `Take ${nameHere(editor)} out of the colouring`), enabled: hasGroup, run: switchPart('off') },
  { id: 'group.dissolve', group: 'Tools', label: (editor) => `Dissolve ${nameHere(editor)}`, enabled: hasGroup, run: dissolve },
];
