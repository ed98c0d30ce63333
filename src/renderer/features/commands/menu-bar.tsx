import { type FocusEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { COMMAND_GROUPS, type CommandGroup } from '../../commands/command.ts';
import { commands } from '../../commands/commands.ts';
import { CommandItems } from '../../ui/command-items.tsx';

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
    const items = [...(bar.current?.querySelectorAll<HTMLElement>(open === null ? '[aria-haspopup]' : '.menu button:not(:disabled)') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const move = (by: number): void => { items.at(at === -1 ? Math.min(0, by) : (at + by) % items.length)?.focus(); };
    if (event.key === 'Escape' && open !== null) {
      bar.current?.querySelector<HTMLElement>('[aria-expanded="true"]')?.focus();
      setOpen(null);
    } else if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if ((event.key === 'ArrowRight' || event.key === 'ArrowLeft') && open === null) move(event.key === 'ArrowRight' ? 1 : -1);
    else if ((event.key === 'ArrowRight' || event.key === 'ArrowLeft') && open !== null) {
      const next = (COMMAND_GROUPS.indexOf(open) + (event.key === 'ArrowRight' ? 1 : -1)) % COMMAND_GROUPS.length;
      setOpen(COMMAND_GROUPS.at(next) ?? null);
      // A closed menu keeps no reference to it.
      [...(bar.current?.querySelectorAll<HTMLElement>('[aria-haspopup]') ?? [])].at(next)?.focus();
    } else return;
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
      <CommandItems items={commands.filter((command) => command.group === group && command.whileHeld === undefined).map(({ id }) => id)} onChoose={(run) => {
        onDone();
        run();
      }} />
    </div>
  );
}
