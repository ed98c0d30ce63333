import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { BrowserWindow, dialog, ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, shell } from 'electron';
import { z } from 'zod';
import { MenuGroups } from './menu-template.ts';
import { setMenu } from './menu.ts';
import { ONE_OF, openDialogOptions } from './open-dialogs.ts';

/** A file or folder of this computer, by its whole path. */
const ExistingPath = z.string().refine((path) => isAbsolute(path) && existsSync(path), 'not a file or folder of this computer');

/** Answers the preload's calls. Only a page of the engine is answered. */
export function answerBridge(isEngine: (url: string) => boolean): void {
  const trusted = (event: IpcMainEvent | IpcMainInvokeEvent): boolean => event.senderFrame !== null && isEngine(event.senderFrame.url);
  const handle = (channel: string, work: (argument: unknown, event: IpcMainInvokeEvent) => Promise<unknown>): void => {
    ipcMain.handle(channel, (event, argument: unknown) => {
      if (!trusted(event)) throw new Error('Only Tintype’s own window may ask this.');
      return work(argument, event);
    });
  };

  for (const channel of ONE_OF) handle(channel, async (start, event) => (await pick(event, openDialogOptions(channel, start)))[0]);
  handle('pick-clips', (start, event) => pick(event, openDialogOptions('pick-clips', start)));
  handle('reveal', (path) => {
    shell.showItemInFolder(ExistingPath.parse(path));
    return Promise.resolve();
  });
  ipcMain.on('set-menu', (event, groups: unknown) => {
    if (!trusted(event)) return;
    const { sender } = event;
    setMenu(MenuGroups.parse(groups), (commandId) => { sender.send('menu-command', commandId); });
  });
}

/** What was chosen; nothing where the dialog was cancelled. */
async function pick(event: IpcMainInvokeEvent, options: Electron.OpenDialogOptions): Promise<readonly string[]> {
  const window = BrowserWindow.fromWebContents(event.sender);
  const { canceled, filePaths } = await (window === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options));
  return canceled ? [] : z.array(ExistingPath).parse(filePaths);
}
