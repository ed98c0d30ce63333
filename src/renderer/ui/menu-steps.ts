/** Least distance in CSS px between a menu and the edge of the window. */
export const EDGE_PX = 4;

/** Items of a menu that can be chosen, those of its submenus left out. */
export function itemsOf(menu: HTMLElement | null): readonly HTMLElement[] {
  return [...menu?.querySelectorAll<HTMLElement>('[role^="menuitem"]:not(:disabled)') ?? []].filter((item) => item.closest('[role="menu"]') === menu);
}

/** Moves the focus among the items of a menu by arrow keys, Home, End and the first letter of a label. @returns whether the key was one of these */
export function stepInMenu(items: readonly HTMLElement[], key: string): boolean {
  const at = items.findIndex((item) => item === document.activeElement);
  const next = { ArrowDown: (at + 1) % items.length, ArrowUp: at <= 0 ? items.length - 1 : at - 1, Home: 0, End: items.length - 1 }[key] ?? byLetter(items, at, key);
  if (next === undefined || items.length === 0) return false;
  items[next]?.focus();
  return true;
}

function byLetter(items: readonly HTMLElement[], at: number, key: string): number | undefined {
  if (key.length !== 1 || key === ' ') return undefined;
  const found = [...items.keys()].map((index) => (at + 1 + index) % items.length).find((index) => items[index]?.textContent.toLowerCase().startsWith(key.toLowerCase()));
  return found;
}
