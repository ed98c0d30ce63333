import { type FocusEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { COMMAND_GROUPS, type CommandGroup } from '../../commands/command.ts';
import { MENUS } from '../../commands/menus.ts';
import { CommandItems } from '../../ui/command-items.tsx';
import { itemsOf, stepInMenu } from '../../ui/menu-steps.ts';

/** The menus of the studio's window. Electron has native menus made from the same list. */
export function MenuBar(): ReactNode {
  const [open, setOpen] = useState<CommandGroup | null>(null);
  const bar = useRef<HTMLDivElement>(null);
  /** The element that had the focus before the menu was opened. */
  const before = useRef<HTMLElement | null>(null);
  useEffect(() => {
    if (open === null) return undefined;
    const close = (event: PointerEvent): void => { if (event.target instanceof Node && bar.current?.contains(event.target) !== true) setOpen(null); };
    window.addEventListener('pointerdown', close);
    return () => { window.removeEventListener('pointerdown', close); };
  }, [open]);

  function onKey(event: KeyboardEvent): void {
    const heads = [...(bar.current?.querySelectorAll<HTMLElement>('.menu-bar > div > button') ?? [])];
    const head = open === null ? heads.indexOf(document.activeElement as HTMLElement) : COMMAND_GROUPS.indexOf(open);
    if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      const next = (head + (event.key === 'ArrowRight' ? 1 : -1)) % heads.length;
      if (open !== null) setOpen(COMMAND_GROUPS.at(next) ?? null);
      heads.at(next)?.focus();
    } else if (open === null) return;
    else if (event.key === 'Escape') {
      heads[head]?.focus();
      setOpen(null);
    } else if (event.key === 'Enter' || event.key === ' ' || !stepInMenu(itemsOf(bar.current?.querySelector<HTMLElement>('.menu') ?? null), event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  function onFocus({ relatedTarget }: FocusEvent): void {
    if (bar.current?.contains(relatedTarget) !== true) before.current = relatedTarget instanceof HTMLElement ? relatedTarget : null;
  }
  function onBlur({ relatedTarget }: FocusEvent): void {
    if (bar.current?.contains(relatedTarget) !== true) setOpen(null);
  }
  /** Restores the focus, so that keys go to the same element as before. */
  function done(): void {
    setOpen(null);
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    before.current?.focus();
  }

  return (
    <div className="menu-bar" ref={bar} role="menubar" aria-label="Menus" tabIndex={-1} onKeyDown={onKey} onFocus={onFocus} onBlur={onBlur}>
      {COMMAND_GROUPS.map((group) => (
        <div key={group} role="none" onPointerEnter={() => { if (open !== null) setOpen(group); }}>
          <button type="button" role="menuitem" aria-haspopup="menu" aria-expanded={open === group} onClick={() => { setOpen(open === group ? null : group); }}>{group}</button>
          {open === group ? <Menu group={group} onDone={done} /> : null}
        </div>
      ))}
    </div>
  );
}

function Menu({ group, onDone }: { readonly group: CommandGroup; readonly onDone: () => void }): ReactNode {
  return (
    <div className="menu" role="menu" aria-label={group}>
      <CommandItems items={MENUS[group]} onChoose={(run) => {
        onDone();
        run();
      }} />
    </div>
  );
}
