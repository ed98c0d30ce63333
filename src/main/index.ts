import { join } from 'node:path';
import { app, type BrowserWindow, dialog } from 'electron';
import { answerBridge } from './bridge.ts';
import { superviseEngine, type EngineSupervisor } from './engine-supervisor.ts';
import { createWindow, guardPages, guardSession } from './window.ts';

/** After so many ends in a row without a greeting in between, a person is told. */
const PATIENCE = 3;

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
    arguments: [join(import.meta.dirname, 'engine.process.js')],
    environment: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    onReady(url) {
      endsInARow = 0;
      const before = origin;
      ({ origin } = new URL(url));
      // An engine that took up the address of the last one is found again by the window itself, which goes on where it was.
      if (origin !== before) void window?.loadURL(url);
    },
    onGone({ words }) {
      endsInARow += 1;
      // Not showErrorBox: that one holds the shell up, and with it the next attempt.
      if (endsInARow === PATIENCE) void dialog.showMessageBox({ type: 'error', title: 'Tintype', message: 'Tintype’s engine does not start', detail: `It is tried again by itself. Its last words:\n\n${words}` });
    },
  });
  endWith(supervisor);
  app.on('second-instance', () => {
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });
}

/** The engine ends before the shell does, so that its files are closed. */
function endWith(supervisor: EngineSupervisor): void {
  let ended = false;
  app.on('window-all-closed', () => { app.quit(); });
  app.on('before-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    void supervisor.close().then(() => {
      ended = true;
      app.quit();
    });
  });
}

if (app.requestSingleInstanceLock()) void run();
else app.quit();
