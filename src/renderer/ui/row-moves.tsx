import { type DragEvent, type KeyboardEvent, type ReactNode, useState } from 'react';
import { Button } from './button.tsx';
import { symbols } from './icons.tsx';
import { movedBefore } from './moved-before.ts';

/** How one row of an ordered list is moved: by its buttons, by Alt with an arrow key in it, or by dragging it. */
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

/** @param label what a move does, without its direction: `Write reel.mov` */
export function MoveButtons({ label, move }: { readonly label: string; readonly move: MoveProps }): ReactNode {
  return (
    <>
      <Button look="plain" className="icon-button" aria-label={`${label} earlier`} title="Earlier (Alt ↑)" aria-disabled={move.earlier === undefined} onClick={move.earlier}>{symbols.earlier}</Button>
      <Button look="plain" className="icon-button" aria-label={`${label} later`} title="Later (Alt ↓)" aria-disabled={move.later === undefined} onClick={move.later}>{symbols.later}</Button>
    </>
  );
}

/**
 * Moves of the rows of a list.
 * @param ids of the rows that can be moved, in their order
 * @param move puts a row before another; `null`: behind all
 * @returns the moves of a row; `undefined` for one that cannot be moved, or stands alone
 */
export function useRowMoves<Id extends string>(ids: readonly Id[], move: (id: Id, before: Id | null) => void): (id: Id, name: string) => MoveProps | undefined {
  const [dragged, setDragged] = useState<Id | null>(null);
  const [over, setOver] = useState<Id | null>(null);
  const leave = (): void => {
    setDragged(null);
    setOver(null);
  };
  return (id, name) => {
    if (ids.length < 2 || !ids.includes(id)) return undefined;
    const step = (way: 'earlier' | 'later'): (() => void) | undefined => {
      const before = movedBefore(ids, id, way);
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
          event.dataTransfer.setData('text/plain', name);
          setDragged(id);
        },
        onDragEnd: leave,
        onDragOver(event) {
          if (dragged === null) return;
          event.preventDefault();
          setOver(id);
        },
        onDrop(event) {
          if (dragged === null) return;
          event.preventDefault();
          event.stopPropagation();
          // On one below it comes to its place: behind it.
          const [from, to] = [ids.indexOf(dragged), ids.indexOf(id)];
          if (from !== to) move(dragged, from < to ? ids[to + 1] ?? null : id);
          leave();
        },
      },
    };
  };
}
