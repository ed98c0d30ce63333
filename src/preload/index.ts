import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { ShellBridge } from './bridge.ts';

const bridge: ShellBridge = {
  pickClip: () => ipcRenderer.invoke('pick-clip') as Promise<string | undefined>,
  pickFolder: () => ipcRenderer.invoke('pick-folder') as Promise<string | undefined>,
  pickProject: () => ipcRenderer.invoke('pick-project') as Promise<string | undefined>,
  pickImage: () => ipcRenderer.invoke('pick-image') as Promise<string | undefined>,
  pickEditList: () => ipcRenderer.invoke('pick-edit-list') as Promise<string | undefined>,
  pathOf: (file) => webUtils.getPathForFile(file),
  reveal: (path) => ipcRenderer.invoke('reveal', path) as Promise<void>,
  setMenu: (groups) => { ipcRenderer.send('set-menu', groups); },
  onOpenProject(listener) {
    const hear = (_event: unknown, path: string): void => { listener(path); };
    ipcRenderer.on('open-project', hear);
    return () => { ipcRenderer.off('open-project', hear); };
  },
  onMenuCommand(listener) {
    const hear = (_event: unknown, commandId: string): void => { listener(commandId); };
    ipcRenderer.on('menu-command', hear);
    return () => { ipcRenderer.off('menu-command', hear); };
  },
};
contextBridge.exposeInMainWorld('tintype', bridge);
