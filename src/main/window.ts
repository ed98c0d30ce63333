import { join } from 'node:path';
import { app, BrowserWindow, dialog, session } from 'electron';
import { FEED_QUERY } from '../shared/clean-feed-address.ts';

/** The one window: a page of the engine, with the bridge and nothing else of this computer. */
export function createWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 1600, height: 1000, minWidth: 1024, minHeight: 640, show: false, title: 'Tintype', backgroundColor: '#181818',
    webPreferences: { preload: join(import.meta.dirname, '..', 'preload', 'index.cjs'), contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false, webSecurity: true, spellcheck: false },
  });
  window.once('ready-to-show', () => { window.show(); });
  return window;
}

/** Permissions of the engine's page: the clipboard for hints and swatches that go from project to project, notifications for the end of long jobs. */
const GRANTED: ReadonlySet<string> = new Set(['clipboard-read', 'clipboard-sanitized-write', 'fullscreen', 'notifications']);

/** The clean feed: a page of the engine without the bridge. */
const FEED_WINDOW = {
  action: 'allow',
  overrideBrowserWindowOptions: {
    width: 1280, height: 720, title: 'Clean feed', backgroundColor: '#000000', autoHideMenuBar: true,
    webPreferences: { contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false, webSecurity: true, spellcheck: false },
  },
} as const;

/** A page may not lead away from the engine, embed pages, open other windows than the clean feed, or ask for devices. Called before the first window is made. */
export function guardPages(isEngine: (url: string) => boolean): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => { if (!isEngine(event.url)) event.preventDefault(); });
    contents.on('will-frame-navigate', (event) => { if (!isEngine(event.url)) event.preventDefault(); });
    contents.on('will-redirect', (event) => { if (!isEngine(event.url)) event.preventDefault(); });
    contents.on('will-attach-webview', (event) => { event.preventDefault(); });
    contents.on('will-prevent-unload', (event) => { if (mayLeave()) event.preventDefault(); });
    contents.setWindowOpenHandler(({ url }) => (isEngine(url) && new URL(url).search.startsWith(FEED_QUERY) ? FEED_WINDOW : { action: 'deny' }));
  });
}

/** Asks, since the window says that changes wait for the engine. */
function mayLeave(): boolean {
  const [stay, leave] = ['Stay', 'Leave'];
  return dialog.showMessageBoxSync({ type: 'warning', title: 'Tintype', buttons: [stay, leave], defaultId: 0, cancelId: 0, message: 'Changes wait for the engine', detail: 'They are in this window alone, and are lost when it is closed or loaded anew.' }) === 1;
}

/** Restricts permissions and network requests to the engine. To be called when Electron is ready. */
export function guardSession(isEngine: (url: string) => boolean): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((contents, permission, answer) => { answer(isEngine(contents.getURL()) && GRANTED.has(permission)); });
  defaultSession.setPermissionCheckHandler((_contents, permission, origin) => isEngine(origin) && GRANTED.has(permission));
  defaultSession.setDevicePermissionHandler(() => false);
  defaultSession.webRequest.onBeforeRequest((details, answer) => { answer({ cancel: !isLocal(details.url, isEngine) }); });
}

/** The tools for developers are pages of Electron's own. */
function isLocal(url: string, isEngine: (url: string) => boolean): boolean {
  return /^(devtools|blob|data|chrome-extension):/.test(url) || isEngine(url.replace(/^ws/, 'http'));
}
