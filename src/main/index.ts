import { join } from 'node:path';
import { app, BrowserWindow, dialog } from 'electron';
import { answerBridge } from './bridge.ts';
import { besideArchive, projectAmong } from './files.ts';
import { superviseEngine, type EngineSupervisor } from './engine-supervisor.ts';
import { createWindow, guardPages, guardSession } from './window.ts';

/** After so many failed starts in a row a message is shown. */
const FAILURES_BEFORE_MESSAGE = 3;

/** The shell: a window and the engine behind it. */
async function run(): Promise<void> {
  let origin: string | undefined;
  let window: BrowserWindow | undefined;
  let endsInARow = 0;
  // No part of Electron fetches anything from elsewhere.
  app.commandLine.appendSwitch('disable-background-networking');
  app.commandLine.appendSwitch('disable-component-update');
  app.commandLine.appendSwitch('no-pings');
  const isEngine = (url: string): boolean => origin !== undefined && URL.canParse(url) && new URL(url).origin === origin;
  guardPages(isEngine);
  answerBridge(isEngine);
  await app.whenReady();
  guardSession(isEngine);
  window = createWindow();
  window.on('closed', () => { window = undefined; });

  const supervisor = superviseEngine({
    command: process.execPath,
    arguments: [besideArchive(join(import.meta.dirname, 'engine.process.js'))],
    environment: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    onReady(url) {
      endsInARow = 0;
      const before = origin;
      ({ origin } = new URL(url));
      // The window reconnects to an engine at the same URL and keeps its state.
      if (origin !== before) void window?.loadURL(url);
    },
    onGone({ lastOutput }) {
      endsInARow += 1;
      // Not showErrorBox: it blocks the main process, and with it the next attempt.
      if (endsInARow === FAILURES_BEFORE_MESSAGE) void dialog.showMessageBox({ type: 'error', title: 'Tintype', message: 'Tintype’s engine does not start', detail: `It is started again automatically. Its last output:\n\n${lastOutput}` });
    },
  });
  endWith(supervisor);
  app.on('second-instance', (_event, argv, folder) => {
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
    openProject(projectAmong(argv.slice(1), folder));
  });
  // A Mac gives a double-clicked project so, before or after the window is there.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    openProject(projectAmong([path]));
  });
  /** Given to the window once its page is there. */
  function openProject(path: string | undefined): void {
    if (path === undefined || window === undefined) return;
    app.addRecentDocument(path);
    const { webContents } = window;
    if (webContents.isLoading() || origin === undefined) webContents.once('did-finish-load', () => { webContents.send('open-project', path); });
    else webContents.send('open-project', path);
  }
  openProject(projectAmong([...early, ...process.argv.slice(1)]));
}

/** The engine ends after its windows and before the shell, so that its files are closed. */
function endWith(supervisor: EngineSupervisor): void {
  let ended = false;
  app.on('window-all-closed', () => { app.quit(); });
  app.on('before-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    // Windows first: one that stays, since changes wait in it, needs the engine.
    const windows = BrowserWindow.getAllWindows();
    for (const window of windows) window.close();
    if (windows.length > 0) return;
    void supervisor.close().then(() => {
      ended = true;
      app.quit();
    });
  });
}

/** Projects that macOS asked to open before the program was ready. */
const early: string[] = [];
app.on('will-finish-launching', () => {
  app.on('open-file', (event, path) => {
    event.preventDefault();
    if (!app.isReady()) early.push(path);
  });
});

if (app.requestSingleInstanceLock()) void run();
else app.quit();
