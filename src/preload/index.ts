import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { ShellBridge } from './bridge.ts';

const bridge: ShellBridge = {
  pickClip: (start) => ipcRenderer.invoke('pick-clip', start) as Promise<string | undefined>,
  pickClips: (start) => ipcRenderer.invoke('pick-clips', start) as Promise<readonly string[]>,
  pickFolder: (start) => ipcRenderer.invoke('pick-folder', start) as Promise<string | undefined>,
  pickProject: (start) => ipcRenderer.invoke('pick-project', start) as Promise<string | undefined>,
  pickImage: (start) => ipcRenderer.invoke('pick-image', start) as Promise<string | undefined>,
  pickEditList: (start) => ipcRenderer.invoke('pick-edit-list', start) as Promise<string | undefined>,
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
