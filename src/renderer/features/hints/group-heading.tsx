import type { MouseEvent, ReactNode } from 'react';
import { counted } from '../../../shared/counted.ts';
import { inChromaRange } from '../../../shared/model/hint.ts';
import type { HintGroup } from '../../../shared/model/hint-group.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { changedGroup } from '../../commands/hint-group-commands.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { contextOf } from '../../editor/context-target.ts';
import { Button } from '../../ui/button.tsx';
import { symbols } from '../../ui/icons.tsx';
import { NameField } from '../../ui/name-field.tsx';
import { swatchDrop } from '../palette/dragged-swatch.ts';
import { coloursOfGroup, type ListItem } from './hint-rows.ts';

interface GroupHeadingProps {
  readonly shotId: ShotId;
  readonly item: Extract<ListItem, { readonly kind: 'group' }>;
  readonly isTabStop: boolean;
  readonly onChoose: (event: MouseEvent) => void;
  readonly onFocus: () => void;
  readonly onFold: () => void;
}

/** Name, colours, mask, eye and lock of a group, over its hints. */
export function GroupHeading({ shotId, item, isTabStop, onChoose, onFocus, onFold }: GroupHeadingProps): ReactNode {
  const { group, rows, isFolded } = item;
  const editor = useEditor();
  const { edits, session, report } = editor;
  const isChosen = useSession((now) => now.selectedGroup === group.id);
  const isRenamed = useSession((now) => now.renamedGroup === group.id);
  const swatches = useDocument((document) => document.swatches);
  const mask = useDocument((document) => documentIndex(document).shot(shotId)?.masks?.find(({ id }) => id === group.mask));
  const colours = coloursOfGroup(item, swatches);
  const drop = swatchDrop(editor, ({ id, lab: [, a, b] }) => { edits.apply({ kind: 'setHintGroupColour', shotId, groupId: group.id, ab: inChromaRange([a, b]), swatch: id }).catch(report); });
  const change = (part: Parameters<typeof changedGroup>[1]): void => { edits.apply({ kind: 'updateHintGroup', shotId, group: changedGroup(group, part) }).catch(report); };
  const states = [`Group ${group.name}`, counted(rows.length, 'hint'), colours.length > 1 ? `${colours.length} colours` : colours[0] ?? '', mask === undefined ? '' : `within ${mask.name}`, group.locked === true ? 'locked' : '', group.off === true ? 'does not colour' : ''];
  return (
    <div
      className="hint-row group-heading" role="row" tabIndex={isTabStop ? 0 : -1} aria-level={1} aria-expanded={!isFolded} aria-selected={isChosen} data-off={group.off === true}
      aria-label={states.filter((each) => each !== '').join(', ')} {...contextOf('group', group.id)} onClick={onChoose} onFocus={onFocus} onDoubleClick={() => { session.setState({ renamedGroup: group.id }); }} {...drop}
    >
      <span role="gridcell" className="hint-name">
        <button type="button" className="fold" tabIndex={-1} aria-label={`${isFolded ? 'Unfold' : 'Fold'} ${group.name}`} onMouseDown={(event) => { event.preventDefault(); }} onDoubleClick={(event) => { event.stopPropagation(); }} onClick={(event) => { event.stopPropagation(); onFold(); }}>{isFolded ? '▸' : '▾'}</button>
        <i style={{ background: backgroundOf(colours) }} />
        {isRenamed ? <GroupName group={group} onEnd={(name) => {
          session.setState({ renamedGroup: null });
          if (name !== undefined) change({ name });
        }} /> : <b>{group.name}</b>}
        {isRenamed ? null : <small> {rows.length}{mask === undefined ? '' : ` · in ${mask.name}`}</small>}
      </span>
      <span role="gridcell">
        <Button
          look="plain" className="icon-button" data-on={group.off === true} tabIndex={isTabStop ? 0 : -1} aria-pressed={group.off !== true} aria-label={`${group.name} colours`}
          title={group.off === true ? `Let the hints of “${group.name}” colour again` : `Take the hints of “${group.name}” out of the colouring`}
          onClick={(event) => { event.stopPropagation(); change({ off: group.off === true ? undefined : true }); }}
        >{group.off === true ? symbols.hidden : symbols.visible}</Button>
      </span>
      <span role="gridcell">
        <Button
          look="plain" className="icon-button" data-on={group.locked === true} tabIndex={isTabStop ? 0 : -1} aria-pressed={group.locked === true} aria-label={`${group.name} locked`}
          title={group.locked === true ? `Unlock “${group.name}”` : `Lock “${group.name}”: its hints can be neither moved, recoloured nor deleted`}
          onClick={(event) => { event.stopPropagation(); change({ locked: group.locked === true ? undefined : true }); }}
        >{group.locked === true ? symbols.locked : symbols.unlocked}</Button>
      </span>
    </div>
  );
}

function GroupName({ group, onEnd }: { readonly group: HintGroup; readonly onEnd: (name: string | undefined) => void }): ReactNode {
  return <NameField label="Name of the group" name={group.name} onEnd={onEnd} />;
}

/** Up to four colours beside each other. */
function backgroundOf(colours: readonly string[]): string {
  if (colours.length < 2) return colours[0] ?? 'transparent';
  const shown = colours.slice(0, 4);
  return `linear-gradient(90deg, ${shown.map((hex, index) => `${hex} ${(100 * index) / shown.length}% ${(100 * (index + 1)) / shown.length}%`).join(', ')})`;
}
