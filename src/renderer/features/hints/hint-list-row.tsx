import type { MouseEvent, ReactNode } from 'react';
import type { HintGroup } from '../../../shared/model/hint-group.ts';
import type { HintId } from '../../../shared/model/ids.ts';
import { markHints } from '../../editor/hint-marks.ts';
import { useEditor, useSession } from '../../editor/editor-context.ts';
import { contextOf } from '../../editor/context-target.ts';
import { Button } from '../../ui/button.tsx';
import { symbols } from '../../ui/icons.tsx';
import { swatchDrop } from '../palette/dragged-swatch.ts';
import type { HintRow } from './hint-rows.ts';

interface HintListRowProps {
  readonly row: HintRow;
  readonly group: HintGroup | undefined;
  readonly isSelected: boolean;
  readonly isPrimary: boolean;
  /** Tab goes to this row and its buttons; the arrow keys go to the others. */
  readonly isTabStop: boolean;
  readonly onChoose: (event: MouseEvent) => void;
  readonly onFocus: () => void;
}

export function HintListRow({ row: { hint, name, source, hex }, group, isSelected, isPrimary, isTabStop, onChoose, onFocus }: HintListRowProps): ReactNode {
  const editor = useEditor();
  // A selected hint stands for all that are selected.
  const drop = swatchDrop(editor, (swatch) => { editor.edits.linkTo(swatch, isSelected ? editor.edits.context.selection() : [hint.id]); });
  const isLocked = useSession((session) => session.lockedHints.has(hint.id));
  const isHidden = useSession((session) => session.hiddenHints.has(hint.id));
  const states = [name, source, group === undefined ? '' : `in ${group.name}`, isLocked || group?.locked === true ? 'locked' : '', group?.off === true ? 'does not colour' : '', isHidden ? 'hidden' : ''];
  return (
    <div
      className="hint-row" role="row" tabIndex={isTabStop ? 0 : -1} aria-level={group === undefined ? 1 : 2} aria-selected={isSelected} data-primary={isPrimary} data-hidden={isHidden} data-grouped={group !== undefined} data-off={group?.off === true}
      aria-label={states.filter((each) => each !== '').join(', ')} {...contextOf('hint', hint.id)} onClick={onChoose} onFocus={onFocus} {...drop}
    >
      <span role="gridcell" className="hint-name"><i style={hex === undefined ? {} : { background: hex }} data-kind={hint.kind} />{name} <small>{source}</small></span>
      <span role="gridcell"><Switch id={hint.id} name="hiddenHints" label={`${isHidden ? 'Show' : 'Hide'} ${name}`} isOn={isHidden} isTabStop={isTabStop}>{isHidden ? symbols.hidden : symbols.visible}</Switch></span>
      <span role="gridcell"><Switch id={hint.id} name="lockedHints" label={`${isLocked ? 'Unlock' : 'Lock'} ${name}`} isOn={isLocked} isTabStop={isTabStop}>{isLocked ? symbols.locked : symbols.unlocked}</Switch></span>
    </div>
  );
}

interface SwitchProps {
  readonly id: HintId;
  readonly name: 'lockedHints' | 'hiddenHints';
  readonly label: string;
  readonly isOn: boolean;
  readonly isTabStop: boolean;
  readonly children: ReactNode;
}

function Switch({ id, name, label, isOn, isTabStop, children }: SwitchProps): ReactNode {
  const editor = useEditor();
  return (
    <Button
      look="plain" className="icon-button" data-on={isOn} tabIndex={isTabStop ? 0 : -1} aria-label={label} title={label}
      onClick={(event) => {
        event.stopPropagation();
        markHints(editor, [id], name === 'lockedHints' ? { locked: !isOn } : { hidden: !isOn }).catch(editor.report);
      }}
    >{children}</Button>
  );
}
