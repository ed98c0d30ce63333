import { Menu } from 'electron';
import { type MenuGroups, menuTemplate } from './menu-template.ts';

/** Makes the native menu of the window's own commands. */
export function setMenu(groups: MenuGroups, onCommand: (commandId: string) => void): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(groups, { onCommand, platform: process.platform })));
}
