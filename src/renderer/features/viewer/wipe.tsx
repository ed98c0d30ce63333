import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { useEditor, useSession } from '../../editor/editor-context.ts';
import type { Placement } from '../../session/view.ts';

const STEP = 0.02;

/** The line between the film as it was (left) and its colour (right). */
export function Wipe({ placement }: { readonly placement: Placement }): ReactNode {
  const { session } = useEditor();
  const wipe = useSession((now) => now.wipe);
  const set = (value: number): void => { session.setState({ wipe: Math.min(1, Math.max(0, value)) }); };

  function onMove(event: PointerEvent<HTMLButtonElement>): void {
    event.stopPropagation();
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.parentElement?.getBoundingClientRect();
    if (box !== undefined) set((event.clientX - box.left - placement.left) / placement.width);
  }
  function onKey(event: KeyboardEvent): void {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    event.stopPropagation();
    set(wipe + (event.key === 'ArrowLeft' ? -STEP : STEP));
  }
  return (
    <button
      type="button" className="wipe" role="slider" aria-label="Wipe between film and colour" aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(wipe * 100)}
      style={{ left: placement.left + wipe * placement.width, top: Math.max(0, placement.top), height: placement.height + Math.min(0, placement.top) }} onKeyDown={onKey} onPointerMove={onMove} onPointerUp={(event) => { event.stopPropagation(); }}
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
    />
  );
}
