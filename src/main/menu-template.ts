import type { MenuItemConstructorOptions } from 'electron';
import { z } from 'zod';

const MenuCommand = z.object({ id: z.string(), label: z.string(), accelerator: z.string().optional(), enabled: z.boolean(), checked: z.boolean().optional() });
type MenuCommand = z.infer<typeof MenuCommand>;
const MenuSubmenu = z.object({ label: z.string(), items: z.array(MenuCommand.nullable()) });

/** The window's menus, checked where they come in: commands, submenus, and `null` for a line. */
export const MenuGroups = z.array(z.object({ label: z.string(), items: z.array(z.union([MenuCommand, MenuSubmenu]).nullable()) }));
export type MenuGroups = z.infer<typeof MenuGroups>;

/** Pure: the native menu of the window's own commands. */
export function menuTemplate(groups: MenuGroups, { onCommand, platform }: { readonly onCommand: (commandId: string) => void; readonly platform: NodeJS.Platform }): MenuItemConstructorOptions[] {
  const appMenu: MenuItemConstructorOptions[] = platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  const itemOf = (item: MenuCommand | null): MenuItemConstructorOptions => (item === null ? { type: 'separator' } : {
    label: item.label, enabled: item.enabled,
    // Not `radio`: of a group of those Electron checks one, also where several shots have none in common.
    ...(item.checked === undefined ? {} : { type: 'checkbox', checked: item.checked }),
    click: () => { onCommand(item.id); },
    // Displayed only: the window handles the key, because a text field may need it.
    ...(item.accelerator === undefined ? {} : { accelerator: item.accelerator, registerAccelerator: false }),
  });
  const template = groups.map((group): MenuItemConstructorOptions => ({
    label: group.label,
    submenu: [
      ...group.items.map((item) => (item !== null && 'items' in item ? { label: item.label, enabled: item.items.some((each) => each?.enabled === true), submenu: item.items.map(itemOf) } : itemOf(item))),
      ...(group.label === 'File' && platform !== 'darwin' ? [{ type: 'separator' as const }, { role: 'quit' as const }] : []),
      // Standard editing keys of text fields.
      ...(group.label === 'Edit' ? [{ type: 'separator' as const }, { role: 'cut' as const }, { role: 'copy' as const }, { role: 'paste' as const }, { role: 'selectAll' as const }] : []),
      ...(group.label === 'View' ? [{ type: 'separator' as const }, { role: 'togglefullscreen' as const }, { role: 'toggleDevTools' as const }] : []),
    ],
  }));
  return [...appMenu, ...template];
}
