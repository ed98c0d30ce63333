import type { KeyboardEvent, PointerEvent, ReactNode, SyntheticEvent } from 'react';
import { useRef } from 'react';
import { useEditor, useSession } from '../../editor/editor-context.ts';
import type { Placement, ScreenPoint } from '../../session/view.ts';
import { angleTo, normalAngle, pointOfWipe, sharedRectangle, UPRIGHT_WIPE, type WipeLine, wipeThrough, wipeWithin } from '../../session/wipe-line.ts';

const KEY_STEP = 0.02;
const KEY_TURN = 5;
/** With Shift the angle of the line is rounded to multiples of this many degrees. */
const SNAP_TURN = 15;
/** Position of the rotation handle: this share of the way from the middle of the line to its upper end, but at most this far. */
const GRIP_SHARE = 0.62;
const GRIP_FAR_PX = 150;

/** The line between the result and the comparison: drag it to move it, drag its upper handle to rotate it. */
export function Wipe({ placement, viewer }: { readonly placement: Placement; readonly viewer: { readonly width: number; readonly height: number } }): ReactNode {
  const { session } = useEditor();
  const wipe = useSession((now) => now.wipe);
  const grab = useRef<ScreenPoint>({ x: 0, y: 0 });
  /** The line at the start of the drag, and the pointer that drags it. */
  const held = useRef<{ readonly line: WipeLine; readonly pointerId: number } | null>(null);
  const seen = sharedRectangle(placement, { left: 0, top: 0, ...viewer });
  const ends = wipeWithin(pointOfWipe(wipe, placement), wipe.angle, seen) ?? wipeWithin({ x: seen.left + seen.width / 2, y: seen.top + seen.height / 2 }, wipe.angle, seen);
  if (ends === undefined) return null;
  const [upper, lower] = ends;
  const middle = { x: (upper.x + lower.x) / 2, y: (upper.y + lower.y) / 2 };
  const length = Math.hypot(upper.x - lower.x, upper.y - lower.y);
  const gripPx = Math.min(GRIP_FAR_PX, (length / 2) * GRIP_SHARE);
  const set = (line: WipeLine): void => { session.setState({ wipe: line }); };
  const place = (event: PointerEvent<HTMLElement>): ScreenPoint => {
    const box = event.currentTarget.closest('.stage')?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  };
  function take(event: PointerEvent<HTMLElement>): void {
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    held.current = { line: wipe, pointerId: event.pointerId };
    const at = place(event);
    grab.current = { x: middle.x - at.x, y: middle.y - at.y };
    // The drag starts at the visible middle of the line, so that it follows the pointer at any zoom.
    set(wipeThrough(wipe, middle, placement));
  }
  function move(event: PointerEvent<HTMLElement>): void {
    event.stopPropagation();
    const at = place(event);
    if (event.currentTarget.hasPointerCapture(event.pointerId)) set(wipeThrough(wipe, { x: at.x + grab.current.x, y: at.y + grab.current.y }, placement));
  }
  function turn(event: PointerEvent<HTMLElement>): void {
    event.stopPropagation();
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const angle = angleTo(pointOfWipe(wipe, placement), place(event));
    set({ ...wipe, angle: event.shiftKey ? normalAngle(Math.round(angle / SNAP_TURN) * SNAP_TURN) : angle });
  }
  /** Escape during a drag restores the line. */
  function isTakenBack(event: KeyboardEvent<HTMLElement>): boolean {
    if (event.key !== 'Escape' || held.current === null) return false;
    event.stopPropagation();
    event.currentTarget.releasePointerCapture(held.current.pointerId);
    set(held.current.line);
    held.current = null;
    return true;
  }
  function onKey(event: KeyboardEvent<HTMLElement>): void {
    if (isTakenBack(event)) return;
    const by = { ArrowLeft: [-KEY_STEP, 0], ArrowRight: [KEY_STEP, 0], ArrowUp: [0, -KEY_STEP], ArrowDown: [0, KEY_STEP] }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const within = (value: number): number => Math.min(1, Math.max(0, value));
    set({ ...wipe, at: [within(wipe.at[0] + by[0]!), within(wipe.at[1] + by[1]!)] });
  }
  function onTurnKey(event: KeyboardEvent<HTMLElement>): void {
    if (isTakenBack(event)) return;
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    set({ ...wipe, angle: normalAngle(wipe.angle + by * (event.shiftKey ? SNAP_TURN : KEY_TURN)) });
  }
  const stop = (event: SyntheticEvent): void => { event.stopPropagation(); };
  function letGo(event: PointerEvent): void {
    event.stopPropagation();
    held.current = null;
  }
  return (
    <div className="wipe" style={{ left: middle.x, top: middle.y, height: length, transform: `translate(-50%, -50%) rotate(${wipe.angle}deg)` }}>
      <button
        type="button" className="line" role="slider" aria-label="Wipe position" aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(wipe.at[0] * 100)}
        onKeyDown={onKey} onPointerDown={take} onPointerMove={move} onPointerUp={letGo} onDoubleClick={stop}
      />
      <button
        type="button" className="grip" role="slider" aria-label="Angle of the wipe" title="Drag to rotate the wipe; Shift rotates in steps; double-click resets it" aria-valuemin={-180} aria-valuemax={180} aria-valuenow={Math.round(wipe.angle)}
        style={{ top: length / 2 - gripPx }} onKeyDown={onTurnKey} onPointerDown={take} onPointerMove={turn} onPointerUp={letGo} onDoubleClick={(event) => {
          event.stopPropagation();
          set({ ...wipe, angle: UPRIGHT_WIPE.angle });
        }}
      />
    </div>
  );
}
