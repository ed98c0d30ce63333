import { type KeyboardEvent, type MouseEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import type { HintId } from '../../../shared/model/ids.ts';
import { keyframeAt } from '../../document/project-mirror.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { selectionOf } from '../../session/session-store.ts';
import { Button, CommandButton } from '../../ui/button.tsx';
import { symbols } from '../../ui/icons.tsx';
import { HintDetail } from './hint-detail.tsx';
import { VividnessRow } from './vividness-row.tsx';
import { chosenInList, type HintRow, hintRows } from './hint-rows.ts';

const NO_HINTS = [] as const;

/** Hints of the frame shown: selected here or on the picture; those selected are changed together. */
export function HintsPanel({ clip }: { readonly clip: Clip }): ReactNode {
  const frame = useSession((session) => session.frame);
  const live = useSession((session) => (session.live?.clipId === clip.id && session.live.frame === session.frame ? session.live.hints : undefined));
  const kept = useDocument((document) => keyframeAt(document, clip.id, frame)?.hints ?? NO_HINTS);
  const swatches = useDocument((document) => document.swatches);
  const selected = useSession((session) => session.selected);
  const alsoSelected = useSession((session) => session.alsoSelected);
  const selection = useMemo(() => selectionOf({ selected, alsoSelected }), [selected, alsoSelected]);
  const rows = useMemo(() => hintRows(live ?? kept, swatches), [live, kept, swatches]);
  const chosen = selection.map((id) => rows.find(({ hint }) => hint.id === id)?.hint).filter((hint) => hint !== undefined);
  return (
    <section className="panel hints-panel" aria-label="Hints">
      <h2>Hints <span>{rows.length === 0 ? '' : `${rows.length}${chosen.length === 0 ? '' : `, ${chosen.length} selected`}`}</span></h2>
      {rows.length === 0 ? <p className="empty-note">No hints on this frame. Choose a colour and click in the picture.</p> : (
        <>
          <HintGrid rows={rows} selection={selection} />
          <div className="hint-actions" role="toolbar" aria-label="Selected hints">
            <CommandButton id="hint.duplicate">Duplicate</CommandButton>
            <CommandButton id="hint.copyToKeyframes">To keyframes</CommandButton>
            <CommandButton id="edit.removeHint">Delete</CommandButton>
          </div>
          <HintDetail hints={chosen} />
        </>
      )}
      <VividnessRow clip={clip} />
    </section>
  );
}

function HintGrid({ rows, selection }: { readonly rows: readonly HintRow[]; readonly selection: readonly HintId[] }): ReactNode {
  const { edits } = useEditor();
  const grid = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<HintId | undefined>(undefined);
  const order = rows.map(({ hint }) => hint.id);
  const current = focused !== undefined && order.includes(focused) ? focused : selection[0] ?? order[0];
  const choose = (id: HintId, event: { readonly shiftKey: boolean; readonly ctrlKey: boolean; readonly metaKey: boolean }): void => {
    const how = event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'one';
    edits.context.selectAll(chosenInList(order, id, { of: selection.toReversed(), how }));
  };
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (event.altKey || !(event.target instanceof HTMLElement) || event.target.role !== 'row' || current === undefined) return;
    const at = order.indexOf(current);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: order.length - 1 }[event.key];
    const isChoice = event.key === ' ' || event.key === 'Enter';
    if (to === undefined && !isChoice) return;
    event.preventDefault();
    event.stopPropagation();
    const id = order[Math.min(order.length - 1, Math.max(0, to ?? at))]!;
    setFocused(id);
    grid.current?.querySelectorAll<HTMLElement>('[role=row]')[order.indexOf(id)]?.focus();
    // Ctrl and an arrow key move the focus alone; Ctrl and Space then add a hint to the selection.
    if (isChoice || !(event.ctrlKey || event.metaKey)) choose(id, event);
  }
  return (
    <div className="hint-grid quiet-scroll" role="grid" aria-label="Hints of this frame" aria-multiselectable="true" ref={grid} onKeyDown={onKeyDown}>
      {rows.map((row) => <Row key={row.hint.id} row={row} isSelected={selection.includes(row.hint.id)} isPrimary={selection[0] === row.hint.id} isTabStop={row.hint.id === current} onChoose={(event) => { setFocused(row.hint.id); choose(row.hint.id, event); }} onFocus={() => { setFocused(row.hint.id); }} />)}
    </div>
  );
}

interface RowProps {
  readonly row: HintRow;
  readonly isSelected: boolean;
  readonly isPrimary: boolean;
  /** Tab goes to this row and its buttons; the arrow keys go to the others. */
  readonly isTabStop: boolean;
  readonly onChoose: (event: MouseEvent) => void;
  readonly onFocus: () => void;
}

function Row({ row: { hint, name, source, hex }, isSelected, isPrimary, isTabStop, onChoose, onFocus }: RowProps): ReactNode {
  const isLocked = useSession((session) => session.lockedHints.has(hint.id));
  const isHidden = useSession((session) => session.hiddenHints.has(hint.id));
  return (
    <div
      className="hint-row" role="row" tabIndex={isTabStop ? 0 : -1} aria-selected={isSelected} data-primary={isPrimary} data-hidden={isHidden}
      aria-label={[name, source, isLocked ? 'locked' : '', isHidden ? 'hidden' : ''].filter((each) => each !== '').join(', ')} onClick={onChoose} onFocus={onFocus}
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
  const { session } = useEditor();
  return (
    <Button
      look="plain" className="icon-button" data-on={isOn} tabIndex={isTabStop ? 0 : -1} aria-label={label} title={label}
      onClick={(event) => {
        event.stopPropagation();
        const next = new Set(session.getState()[name]);
        if (!next.delete(id)) next.add(id);
        session.setState({ [name]: next });
      }}
    >{children}</Button>
  );
}
