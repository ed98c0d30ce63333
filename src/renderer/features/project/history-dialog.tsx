import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useDocument, useEditor } from '../../editor/editor-context.ts';
import { jumpToStep } from '../../editor/undo-step.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { historyRows, type HistoryRow, presentPosition } from './history-rows.ts';
import { useHistory } from './use-history.ts';

/** Height of a row, CSS px; the same as in dialogs.css. */
const ROW_PX = 26;

/** The steps of the history, the oldest at the top. A press or Enter undoes or redoes all between; the picture beside it follows. */
export function HistoryDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const history = useHistory();
  const isReadOnly = useStore(editor.project, ({ state }) => state?.readOnly !== false);
  const document = useDocument((now) => now);
  const rows = useMemo(() => (history === undefined ? [] : historyRows(history.steps, documentIndex(document), new Date())), [history, document]);
  const present = presentPosition(history?.steps ?? []);
  const [active, setActive] = useState<number | undefined>(undefined);
  /** The step that was present before the last jump. */
  const [jumpedFrom, setJumpedFrom] = useState<number | undefined>(undefined);
  const list = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => list.current, estimateSize: () => ROW_PX, overscan: 8 });
  const focused = rows.findIndex(({ position }) => position === (active ?? present));

  useEffect(() => {
    const at = rows.findIndex(({ position }) => position === present);
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
    // Only when another step became the present one, or the list came: it stays where the user scrolled it.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [present, history === undefined]);

  function jump(position: number | undefined): void {
    if (position === undefined || history === undefined || position === present || isReadOnly) return;
    setActive(undefined);
    setJumpedFrom(present);
    jumpToStep(editor, { baseRevision: history.revision, position }).catch((error: unknown) => {
      setJumpedFrom(undefined);
      editor.report(error);
    });
  }
  function onKey(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor((list.current?.clientHeight ?? 0) / ROW_PX) - 1);
    const to = { ArrowDown: focused + 1, ArrowUp: focused - 1, PageDown: focused + page, PageUp: focused - page, Home: 0, End: rows.length - 1 }[event.key];
    if (event.key === 'Enter' || event.key === ' ') jump(rows[focused]?.position);
    else if (to === undefined) return;
    else {
      const next = Math.min(rows.length - 1, Math.max(0, to));
      setActive(rows[next]?.position);
      virtual.scrollToIndex(next);
    }
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <Dialog
      title="History" size="side" onClose={onClose}
      footer={<>
        <Button look="plain" disabled={jumpedFrom === undefined || !rows.some(({ position }) => position === jumpedFrom)} onClick={() => { jump(jumpedFrom); }}>Undo jump</Button>
        <Button look="main" onClick={onClose}>Close</Button>
      </>}
    >
      <div
        className="history quiet-scroll" ref={list} role="listbox" tabIndex={0} aria-label="Steps, oldest first" aria-busy={history === undefined} data-inert={isReadOnly}
        {...(focused < 0 ? {} : { 'aria-activedescendant': `step-${rows[focused]!.position}` })} onKeyDown={onKey}
      >
        <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            return row === undefined ? null : <StepRow key={row.position} row={row} top={start} place={{ index, count: rows.length }} isPresent={row.position === present} isActive={index === focused} onPress={() => { jump(row.position); }} />;
          })}
        </div>
      </div>
    </Dialog>
  );
}

interface StepRowProps {
  readonly row: HistoryRow;
  readonly top: number;
  readonly place: { readonly index: number; readonly count: number };
  readonly isPresent: boolean;
  readonly isActive: boolean;
  readonly onPress: () => void;
}

function StepRow({ row, top, place, isPresent, isActive, onPress }: StepRowProps): ReactNode {
  return (
    <div
      id={`step-${row.position}`} className="history-step" role="option" style={{ transform: `translateY(${top}px)` }} aria-selected={isPresent} aria-posinset={place.index + 1} aria-setsize={place.count}
      {...(isPresent ? { 'aria-current': 'step' as const } : {})} data-undone={row.undone} data-active={isActive}
      onClick={onPress}
    >
      <b>{row.label}</b> <small>{row.shot}</small> <small>{row.time}</small> <span className="visually-hidden">{isPresent ? 'present state' : row.undone ? 'undone' : ''}</span>
    </div>
  );
}
