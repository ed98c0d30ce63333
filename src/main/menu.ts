import { Menu, type MenuItemConstructorOptions } from 'electron';
import { z } from 'zod';

const MenuCommand = z.object({ id: z.string(), label: z.string(), accelerator: z.string().optional(), enabled: z.boolean() });
type MenuCommand = z.infer<typeof MenuCommand>;
const MenuSubmenu = z.object({ label: z.string(), items: z.array(MenuCommand.nullable()) });

/** The window's menus, checked where they come in: commands, submenus, and `null` for a line. */
export const MenuGroups = z.array(z.object({ label: z.string(), items: z.array(z.union([MenuCommand, MenuSubmenu]).nullable()) }));
export type MenuGroups = z.infer<typeof MenuGroups>;

/** Makes the native menu of the window's own commands. */
export function setMenu(groups: MenuGroups, onCommand: (commandId: string) => void): void {
  const appMenu: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  const itemOf = (item: MenuCommand | null): MenuItemConstructorOptions => (item === null ? { type: 'separator' } : {
    label: item.label, enabled: item.enabled,
    click: () => { onCommand(item.id); },
    // Displayed only: the window handles the key, because a text field may need it.
    ...(item.accelerator === undefined ? {} : { accelerator: item.accelerator, registerAccelerator: false }),
  });
  const template = groups.map((group): MenuItemConstructorOptions => ({
    label: group.label,
    submenu: [
      ...group.items.map((item) => (item !== null && 'items' in item ? { label: item.label, enabled: item.items.some((each) => each?.enabled === true), submenu: item.items.map(itemOf) } : itemOf(item))),
      ...(group.label === 'File' && process.platform !== 'darwin' ? [{ type: 'separator' as const }, { role: 'quit' as const }] : []),
      // Standard editing keys of text fields.
      ...(group.label === 'Edit' ? [{ type: 'separator' as const }, { role: 'cut' as const }, { role: 'copy' as const }, { role: 'paste' as const }, { role: 'selectAll' as const }] : []),
      ...(group.label === 'View' ? [{ type: 'separator' as const }, { role: 'togglefullscreen' as const }, { role: 'toggleDevTools' as const }] : []),
    ],
  }));
  Menu.setApplicationMenu(Menu.buildFromTemplate([...appMenu, ...template]));
}
