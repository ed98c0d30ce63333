import { join } from 'node:path';
import { app, BrowserWindow, shell } from 'electron';

/** The one window: a page of the engine, with the bridge and nothing else of this computer. */
export function createWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 1600, height: 1000, minWidth: 1024, minHeight: 640, show: false, title: 'Tintype', backgroundColor: '#181818',
    webPreferences: { preload: join(import.meta.dirname, '..', 'preload', 'index.cjs'), contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false, spellcheck: false },
  });
  window.once('ready-to-show', () => { window.show(); });
  return window;
}

/** What the engine's page may ask for; notifications tell of the end of long work. */
const GRANTED: ReadonlySet<string> = new Set(['clipboard-sanitized-write', 'fullscreen', 'notifications']);

/** A page may not lead away from the engine, open windows or ask for devices. Links go to the person's browser. */
export function guardPages(isEngine: (url: string) => boolean): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event, url) => { if (!isEngine(url)) event.preventDefault(); });
    contents.setWindowOpenHandler(({ url }) => {
      if (url.startsWith('https://')) void shell.openExternal(url);
      return { action: 'deny' };
    });
    contents.session.setPermissionRequestHandler((asking, permission, answer) => { answer(isEngine(asking.getURL()) && GRANTED.has(permission)); });
  });
}
