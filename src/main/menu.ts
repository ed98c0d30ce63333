import { Menu, type MenuItemConstructorOptions } from 'electron';
import { z } from 'zod';

/** The window's list of commands, checked where it comes in. */
export const MenuGroups = z.array(z.object({
  label: z.string(),
  items: z.array(z.object({ id: z.string(), label: z.string(), accelerator: z.string().optional(), enabled: z.boolean() })),
}));
export type MenuGroups = z.infer<typeof MenuGroups>;

/** Makes the native menu of the window's own commands. */
export function setMenu(groups: MenuGroups, onCommand: (commandId: string) => void): void {
  const appMenu: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  const template = groups.map((group): MenuItemConstructorOptions => ({
    label: group.label,
    submenu: [
      ...group.items.map((item): MenuItemConstructorOptions => ({
        label: item.label, enabled: item.enabled,
        click: () => { onCommand(item.id); },
        // Displayed only: the window handles the key, because a text field may need it.
        ...(item.accelerator === undefined ? {} : { accelerator: item.accelerator, registerAccelerator: false }),
      })),
      ...(group.label === 'File' && process.platform !== 'darwin' ? [{ type: 'separator' as const }, { role: 'quit' as const }] : []),
      // Standard editing keys of text fields.
      ...(group.label === 'Edit' ? [{ type: 'separator' as const }, { role: 'cut' as const }, { role: 'copy' as const }, { role: 'paste' as const }, { role: 'selectAll' as const }] : []),
      ...(group.label === 'View' ? [{ type: 'separator' as const }, { role: 'togglefullscreen' as const }, { role: 'toggleDevTools' as const }] : []),
    ],
  }));
  Menu.setApplicationMenu(Menu.buildFromTemplate([...appMenu, ...template]));
}
