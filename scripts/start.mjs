// `npm start`: opens the editor in Electron where its binary exists or can be fetched, else in an app window of a browser, else prints its address.
// --studio only serves and prints the address; --browser skips Electron.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { environment, findBrowser, findElectron, requireNode, root, toolScript } from './machine.mjs';

const asked = new Set(process.argv.slice(2));
const node = requireNode();
const canShowWindows = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
const FETCH_LIMIT_MS = 180_000;

function newestChange(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) newest = Math.max(newest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs);
  }
  return newest;
}

/** Builds by a tool when the result is missing or older than a source. */
function buildWhenStale(result, folders, what, packageName, bin, args) {
  const made = join(root, result);
  if (existsSync(made) && folders.every((folder) => newestChange(join(root, folder)) < statSync(made).mtimeMs)) return;
  console.log(`Building ${what} …`);
  const built = spawnSync(node, [toolScript(packageName, bin), ...args], { cwd: root, env: environment(), stdio: ['ignore', 'ignore', 'inherit'] });
  if (built.status !== 0) {
    console.error(`${what} could not be built; the reason is above.`);
    process.exit(1);
  }
}

/** Fetches Electron's binary on the first start, because the installation must not need it. */
function fetchElectron() {
  const script = join(root, 'node_modules', 'electron', 'install.js');
  if (!existsSync(script)) return undefined;
  console.log('Fetching Electron (once) …');
  spawnSync(node, [script], { cwd: root, env: environment(), stdio: 'ignore', timeout: FETCH_LIMIT_MS });
  return findElectron();
}

function openElectron(electron) {
  buildWhenStale('out/main/index.js', ['src'], 'the desktop program', 'electron-vite', 'electron-vite', ['build']);
  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(electron, [...sandbox, root], { cwd: root, env: environment({ TINTYPE_NODE: node }), stdio: 'inherit' });
  child.on('exit', (code) => process.exit(code ?? 0));
}

/** Serves the studio and passes its address on. */
function serve(opened) {
  buildWhenStale('out/studio/index.html', ['src/renderer', 'src/shared'], 'the editor', 'vite', 'vite', ['build', '--config', 'vite.studio.config.ts']);
  // The address contains a one-time code. It is passed through a pipe, because every user of the machine can read the arguments of a process.
  const server = spawn(node, [join(root, 'bin', 'tintype.mjs'), 'serve', '--json'], { cwd: root, env: environment(), stdio: ['ignore', 'pipe', 'inherit'] });
  createInterface({ input: server.stdout }).on('line', (line) => {
    const answer = JSON.parse(line);
    if (answer.url !== undefined) opened(answer.url, server);
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
  server.on('exit', (code) => process.exit(code ?? 0));
}

/** Switches that turn off the browser's own requests: component updates, lists, hints, accounts. */
const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-domain-reliability', '--disable-default-apps', '--disable-extensions', '--no-pings', '--no-first-run', '--no-default-browser-check', '--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication,InterestFeedContentSuggestions'];

/**
 * A page that only this user can read leads to the address with the one-time code, so that the code is not among the browser's arguments.
 * @returns its path
 */
function writeOpeningPage(folder, url) {
  const page = join(folder, 'open.html');
  rmSync(page, { force: true });
  writeFileSync(page, `<!doctype html><meta charset="utf-8"><title>Tintype</title><meta http-equiv="refresh" content="0;url=${url}">`, { mode: 0o600, flag: 'wx' });
  return page;
}

function openWindow(browser, url, server) {
  const folder = join(root, '.cache', 'window');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const page = writeOpeningPage(folder, url);
  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const window = spawn(browser, [`--app=${pathToFileURL(page)}`, `--user-data-dir=${join(folder, 'profile')}`, '--window-size=1600,1000', ...QUIET, ...sandbox], { stdio: 'ignore' });
  window.on('error', () => console.log('The browser could not be started. "npx tintype serve --new-code" prints an address for another one.'));
  window.on('exit', () => {
    rmSync(page, { force: true });
    server.kill('SIGTERM');
  });
}

const electron = asked.has('--studio') || asked.has('--browser') || !canShowWindows || !existsSync(join(root, 'electron.vite.config.ts')) ? undefined : (findElectron() ?? fetchElectron());
const browser = asked.has('--studio') || !canShowWindows ? undefined : findBrowser();
if (electron !== undefined) openElectron(electron);
else {
  serve((url, server) => {
    if (browser === undefined) console.log(`Tintype is at ${url}\nOpen that address in Chromium, Chrome or Edge.`);
    else {
      console.log(`Tintype opens in ${browser}.`);
      openWindow(browser, url, server);
    }
  });
}
