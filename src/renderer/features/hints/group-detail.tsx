import type { ReactNode } from 'react';
import type { Shot } from '../../../shared/model/document.ts';
import type { HintGroup } from '../../../shared/model/hint-group.ts';
import { changedGroup } from '../../commands/hint-group-commands.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { CommandButton } from '../../ui/button.tsx';

/** The group that is chosen, or that the selected hints are in. */
export function GroupDetail({ shot, group }: { readonly shot: Shot; readonly group: HintGroup }): ReactNode {
  const { edits, report } = useEditor();
  const masks = shot.masks ?? [];
  return (
    <div className="hint-actions group-detail" role="group" aria-label={`Group ${group.name}`}>
      <CommandButton id="group.recolour">Recolour</CommandButton>
      <CommandButton id="group.dissolve">Dissolve</CommandButton>
      <select
        className="field" aria-label="Mask of the group" title={masks.length === 0 ? 'Draw a mask to keep the colour of this group inside it' : 'Where the hints of this group colour: nothing of them is seen outside the mask'}
        disabled={masks.length === 0} value={group.mask ?? ''}
        onChange={(event) => { edits.apply({ kind: 'updateHintGroup', shotId: shot.id, group: changedGroup(group, { mask: masks.find(({ id }) => id === event.target.value)?.id }) }).catch(report); }}
      >
        <option value="">Whole picture</option>
        {masks.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
      </select>
    </div>
  );
}
