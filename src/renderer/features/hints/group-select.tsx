import type { ReactNode } from 'react';
import { groupOf, type HintGroups } from '../../../shared/model/hint-group.ts';
import type { Hint } from '../../../shared/model/hint.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { perform } from '../../commands/command.ts';
import { commandById } from '../../commands/commands.ts';
import { useEditor } from '../../editor/editor-context.ts';

/** Values of the choices that are no group. */
const [NONE, NEW, SEVERAL] = ['', 'new', 'several'];

/** The group of the selected hints: another one, none, or a new one. */
export function GroupSelect({ shotId, groups, hints }: { readonly shotId: ShotId; readonly groups: HintGroups; readonly hints: readonly Hint[] }): ReactNode {
  const editor = useEditor();
  const of = new Set(hints.map((hint) => groupOf(hint, groups)?.id ?? NONE));
  const value = of.size === 1 ? [...of][0]! : SEVERAL;
  function choose(id: string): void {
    const group = groups.find((each) => each.id === id);
    if (id === NEW) void perform(commandById('group.make'), editor);
    else editor.edits.apply({ kind: 'moveHintsToGroup', shotId, hintIds: hints.map((hint) => hint.id), ...(group === undefined ? {} : { groupId: group.id }) }).catch(editor.report);
  }
  return (
    <select className="field" aria-label="Group of the selected hints" title="Group of the selected hints (new: Alt G)" value={value} onChange={(event) => { choose(event.target.value); }}>
      {value === SEVERAL ? <option value={SEVERAL} disabled>Several groups</option> : null}
      <option value={NONE}>No group</option>
      {groups.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
      <option value={NEW}>New group…</option>
    </select>
  );
}
