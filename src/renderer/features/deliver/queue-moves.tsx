import { type DragEvent, type KeyboardEvent, type ReactNode, useState } from 'react';
import type { JobId } from '../../../shared/model/ids.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { symbols } from '../../ui/icons.tsx';
import { canBeMoved, movedBefore, type QueueRow } from './queue-rows.ts';

/** How one waiting delivery is moved: by its buttons, by Alt with an arrow key in its row, or by dragging the row. */
export interface MoveProps {
  readonly earlier: (() => void) | undefined;
  readonly later: (() => void) | undefined;
  readonly ofRow: {
    readonly draggable: true;
    readonly 'data-drop': boolean;
    readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
    readonly onDragStart: (event: DragEvent<HTMLElement>) => void;
    readonly onDragEnd: () => void;
    readonly onDragOver: (event: DragEvent<HTMLElement>) => void;
    readonly onDrop: (event: DragEvent<HTMLElement>) => void;
  };
}

export function MoveButtons({ name, move }: { readonly name: string; readonly move: MoveProps }): ReactNode {
  return (
    <>
      <Button look="plain" className="icon-button" aria-label={`Write ${name} earlier`} title="Earlier (Alt ↑)" aria-disabled={move.earlier === undefined} onClick={move.earlier}>{symbols.earlier}</Button>
      <Button look="plain" className="icon-button" aria-label={`Write ${name} later`} title="Later (Alt ↓)" aria-disabled={move.later === undefined} onClick={move.later}>{symbols.later}</Button>
    </>
  );
}

/** @returns the moves of a row; `undefined` for one that has begun, or waits alone */
export function useQueueMoves(rows: readonly QueueRow[]): (row: QueueRow) => MoveProps | undefined {
  const editor = useEditor();
  const [dragged, setDragged] = useState<JobId | null>(null);
  const [over, setOver] = useState<JobId | null>(null);
  const waiting = rows.filter(canBeMoved);
  const move = (id: JobId, before: JobId | null): void => {
    // Without a connection the call throws synchronously.
    Promise.resolve().then(() => editor.connection.client().jobs.move({ jobId: id, ...(before === null ? {} : { before }) })).catch(editor.report);
  };
  const leave = (): void => {
    setDragged(null);
    setOver(null);
  };
  return (row) => {
    const { id } = row.job;
    if (waiting.length < 2 || !canBeMoved(row)) return undefined;
    const step = (way: 'earlier' | 'later'): (() => void) | undefined => {
      const before = movedBefore(rows, row, way);
      return before === undefined ? undefined : () => { move(id, before); };
    };
    const [earlier, later] = [step('earlier'), step('later')];
    return {
      earlier, later,
      ofRow: {
        draggable: true, 'data-drop': over === id && dragged !== id,
        onKeyDown(event) {
          if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
          event.preventDefault();
          event.stopPropagation();
          (event.key === 'ArrowUp' ? earlier : later)?.();
        },
        onDragStart(event) {
          event.dataTransfer.effectAllowed = 'move';
          event.dataTransfer.setData('text/plain', row.name);
          setDragged(id);
        },
        onDragEnd: leave,
        onDragOver(event) {
          if (dragged === null) return;
          event.preventDefault();
          setOver(id);
        },
        onDrop(event) {
          event.preventDefault();
          event.stopPropagation();
          // On one below it comes to its place: behind it.
          const [from, to] = [waiting.findIndex(({ job }) => job.id === dragged), waiting.findIndex(({ job }) => job.id === id)];
          if (dragged !== null && from !== to) move(dragged, from < to ? waiting[to + 1]?.job.id ?? null : id);
          leave();
        },
      },
    };
  };
}
