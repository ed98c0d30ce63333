import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { BrowserWindow, dialog, ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, shell } from 'electron';
import { z } from 'zod';
import { EDIT_LIST_EXTENSIONS, IMAGE_EXTENSIONS, MOVIE_EXTENSIONS } from '../shared/model/media-files.ts';
import { MenuGroups, setMenu } from './menu.ts';

const withoutDot = (extensions: readonly string[]): string[] => extensions.map((extension) => extension.slice(1));
const MOVIES = withoutDot(MOVIE_EXTENSIONS);
const IMAGES = withoutDot(IMAGE_EXTENSIONS);
const LISTS = withoutDot(EDIT_LIST_EXTENSIONS);

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

  handle('pick-clip', (_none, event) => pick(event, { title: 'Open clip', properties: ['openFile'], filters: [{ name: 'Movies', extensions: MOVIES }, { name: 'First image of a sequence', extensions: IMAGES }, { name: 'All files', extensions: ['*'] }] }));
  handle('pick-folder', (_none, event) => pick(event, { title: 'Choose a folder', properties: ['openDirectory', 'createDirectory'] }));
  handle('pick-project', (_none, event) => pick(event, { title: 'Open a project', properties: ['openFile'], filters: [{ name: 'Tintype projects', extensions: ['tintype'] }] }));
  handle('pick-image', (_none, event) => pick(event, { title: 'Reference picture', properties: ['openFile'], filters: [{ name: 'Pictures', extensions: IMAGES }] }));
  handle('pick-edit-list', (_none, event) => pick(event, { title: 'Import edit list', properties: ['openFile'], filters: [{ name: 'Edit lists', extensions: LISTS }, { name: 'All files', extensions: ['*'] }] }));
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

async function pick(event: IpcMainInvokeEvent, options: Electron.OpenDialogOptions): Promise<string | undefined> {
  const window = BrowserWindow.fromWebContents(event.sender);
  const { canceled, filePaths } = await (window === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options));
  return canceled ? undefined : ExistingPath.optional().parse(filePaths[0]);
}
