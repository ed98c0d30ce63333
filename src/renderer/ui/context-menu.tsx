import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { CONTEXT_MENU_LABELS, CONTEXT_MENUS } from '../commands/context-menus.ts';
import { openMenu, readContext } from '../editor/context-target.ts';
import type { OpenMenu } from '../session/open-menu.ts';
import type { Editor } from '../editor/editor.ts';
import { useEditor, useSession } from '../editor/editor-context.ts';
import { CommandItems } from './command-items.tsx';
import { EDGE_PX, itemsOf, stepInMenu } from './menu-steps.ts';

/** The menu that is open. One stands in the window, and one in each dialog, which keeps the focus within itself: the menu belongs to the uppermost of them. */
export function ContextMenu({ inDialog = false }: { readonly inDialog?: boolean }): ReactNode {
  const menu = useSession((session) => session.menu);
  if (menu === null || (!inDialog && document.querySelector('[role="dialog"]') !== null)) return null;
  return <Menu key={`${menu.id} ${menu.target} ${menu.x} ${menu.y}`} menu={menu} />;
}

function Menu({ menu }: { readonly menu: OpenMenu }): ReactNode {
  const { session } = useEditor();
  const box = useRef<HTMLDivElement>(null);
  /** What had the focus before. */
  const before = useRef<Element | null>(null);
  const close = (): void => { session.setState({ menu: null }); };
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const had = document.activeElement;
    before.current = had;
    // Above everything, and placed by the window whatever it stands in.
    element.showPopover();
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(EDGE_PX, Math.min(menu.x, window.innerWidth - width - EDGE_PX))}px`;
    element.style.top = `${Math.max(EDGE_PX, Math.min(menu.y, window.innerHeight - height - EDGE_PX))}px`;
    element.focus();
    stepInMenu(itemsOf(element), 'Home');
    return () => {
      // Where the command has not given the focus to another element, as to the field of a name.
      if (had instanceof HTMLElement && (document.activeElement === null || document.activeElement === document.body || element.contains(document.activeElement))) had.focus({ preventScroll: true });
    };
  }, [menu]);
  useEffect(() => {
    const onPress = (event: Event): void => { if (!(event.target instanceof Node && box.current?.contains(event.target) === true)) close(); };
    window.addEventListener('pointerdown', onPress, { capture: true });
    for (const name of ['blur', 'resize']) window.addEventListener(name, close);
    return () => {
      window.removeEventListener('pointerdown', onPress, { capture: true });
      for (const name of ['blur', 'resize']) window.removeEventListener(name, close);
    };
  });
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape' || event.key === 'Tab') close();
    else if (!stepInMenu(itemsOf(box.current), event.key) && event.key !== 'Enter' && event.key !== ' ') return;
    else if (event.key === 'Enter' || event.key === ' ') return;
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <div
      ref={box} popover="manual" className="menu context-menu" role="menu" aria-label={CONTEXT_MENU_LABELS[menu.id]} tabIndex={-1} data-hears-keys="true" onKeyDown={onKeyDown}
      onContextMenu={(event) => { event.preventDefault(); event.stopPropagation(); }}
    >
      <CommandItems items={CONTEXT_MENUS[menu.id]} onChoose={(run) => {
        // Where a command opens a dialog, the focus goes back from it to what the menu was opened on.
        if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
        // What the menu was opened on says what the command acts on.
        run();
        close();
      }} />
    </div>
  );
}

/** Whether the menu key or Shift F10 asked for the menu: then it stands at the element, not at the pointer. */
export function isByKey({ nativeEvent }: MouseEvent): boolean {
  return nativeEvent.button !== 2 && !(nativeEvent instanceof PointerEvent && nativeEvent.pointerType === 'touch');
}

/** Opens the menu of the element under the pointer, or that has the focus. Text fields keep the menu of the browser. */
export function openMenuOf(editor: Editor, event: MouseEvent): void {
  if (event.defaultPrevented || !(event.target instanceof Element) || event.target.closest('input, textarea, select, [contenteditable="true"]') !== null) return;
  const byKey = isByKey(event);
  // In a list the focus is on the list, which names its active element.
  const active = byKey ? event.target.getAttribute('aria-activedescendant') : null;
  const element = (active === null ? event.target : document.querySelector(`#${CSS.escape(active)}`))?.closest<HTMLElement>('[data-context]');
  const found = readContext(element?.dataset.context) ?? (byKey ? focusedContext(editor) : undefined);
  if (found === undefined) return;
  event.preventDefault();
  const box = (element ?? document.querySelector('[data-testid="stage"]'))?.getBoundingClientRect();
  openMenu(editor, { ...found, x: byKey && box !== undefined ? box.left + Math.min(24, box.width / 2) : event.clientX, y: byKey && box !== undefined ? box.top + Math.min(24, box.height / 2) : event.clientY });
}

/** On the page of the picture, which does not take the focus, the menu is that of the selected hints, else of the picture. */
function focusedContext({ session, edits }: Editor): Pick<OpenMenu, 'id' | 'target'> | undefined {
  const { page, clipId } = session.getState();
  if (page !== 'colour' || clipId === null) return undefined;
  return edits.selection().length > 0 ? { id: 'hint', target: '' } : { id: 'picture', target: '' };
}
