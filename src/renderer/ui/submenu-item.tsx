import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { EDGE_PX, itemsOf, stepInMenu } from './menu-steps.ts';

/** How long the pointer may be on another item, on its way across the menu, before the submenu closes. */
const GRACE_MS = 250;

/**
 * An item of a menu that opens another menu beside it: by the pointer that rests on it, by a press, by Enter, Space and →. ← and Escape
 * close that menu alone and give the focus back to the item.
 * @param children the items of the submenu, rendered while it is open
 */
export function SubmenuItem({ label, disabled, children }: { readonly label: string; readonly disabled: boolean; readonly children: ReactNode }): ReactNode {
  const [opened, setOpened] = useState<'pointer' | 'keys' | null>(null);
  const item = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  function close(): void {
    if (box.current?.contains(document.activeElement) === true) item.current?.focus();
    setOpened(null);
  }
  useLayoutEffect(() => {
    if (opened === null || box.current === null || item.current === null) return;
    box.current.showPopover();
    const { width, height } = box.current.getBoundingClientRect();
    const beside = item.current.getBoundingClientRect();
    const fitsRight = beside.right + width + EDGE_PX <= window.innerWidth;
    box.current.style.left = `${Math.max(EDGE_PX, fitsRight ? beside.right : beside.left - width)}px`;
    // Its first item is level with this one.
    box.current.style.top = `${Math.max(EDGE_PX, Math.min(beside.top - box.current.clientTop - Number.parseFloat(getComputedStyle(box.current).paddingTop), window.innerHeight - height - EDGE_PX))}px`;
    if (opened === 'keys') stepInMenu(itemsOf(box.current), 'Home');
  }, [opened]);
  useEffect(() => {
    const outer = item.current?.parentElement?.closest('[role="menu"]');
    if (opened === null || outer === null || outer === undefined) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const isElsewhere = ({ target }: Event): boolean => target instanceof Node && box.current?.contains(target) !== true && item.current?.contains(target) !== true;
    const onPointer = (event: Event): void => {
      clearTimeout(timer);
      if (!isElsewhere(event)) return;
      // Another submenu opens at once.
      if (event.target instanceof Element && event.target.closest('[aria-haspopup="menu"]') !== null) close();
      else timer = setTimeout(close, GRACE_MS);
    };
    const onFocus = (event: Event): void => { if (isElsewhere(event)) close(); };
    outer.addEventListener('pointerover', onPointer);
    outer.addEventListener('focusin', onFocus);
    return () => {
      clearTimeout(timer);
      outer.removeEventListener('pointerover', onPointer);
      outer.removeEventListener('focusin', onFocus);
    };
  }, [opened]);
  function onItemKey(event: KeyboardEvent): void {
    if (event.key !== 'ArrowRight' && event.key !== 'Enter' && event.key !== ' ') return;
    if (opened === null) setOpened('keys');
    else stepInMenu(itemsOf(box.current), 'Home');
    event.preventDefault();
    event.stopPropagation();
  }
  function onMenuKey(event: KeyboardEvent): void {
    // Tab closes all menus.
    if (event.key === 'Tab') return;
    if (event.key === 'Escape' || event.key === 'ArrowLeft') close();
    // The button itself hears these.
    else if (event.key === 'Enter' || event.key === ' ') return;
    else stepInMenu(itemsOf(box.current), event.key);
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <>
      <button
        ref={item} type="button" role="menuitem" tabIndex={-1} disabled={disabled} aria-haspopup="menu" aria-expanded={opened !== null}
        onKeyDown={onItemKey} onPointerEnter={() => { if (!disabled) setOpened((now) => now ?? 'pointer'); }} onClick={() => { setOpened((now) => now ?? 'pointer'); }}
      >
        <span>{label}</span>
        <span aria-hidden="true">›</span>
      </button>
      {opened === null ? null : <div ref={box} popover="manual" className="menu context-menu" role="menu" aria-label={label} tabIndex={-1} onKeyDown={onMenuKey}>{children}</div>}
    </>
  );
}
