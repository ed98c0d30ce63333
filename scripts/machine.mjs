// What this machine has: Node 24, ffmpeg, a browser. Plain JavaScript for Node 20 and newer, because it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const NODE_MAJOR = 24;

/** Whether a program runs. @param {string} program @param {readonly string[]} args */
export function answers(program, args) {
  const result = spawnSync(program, args, { stdio: 'ignore', timeout: 30_000, windowsHide: true });
  return result.error === undefined && result.status === 0;
}

/** Major version of a Node executable, or 0 when it does not run. @param {string} path */
function nodeMajor(path) {
  const result = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 30_000, windowsHide: true });
  return result.status === 0 ? Number(/^v(\d+)/.exec(result.stdout)?.[1] ?? 0) : 0;
}

/** Path of a Node 24 or newer: this one, else the one in node_modules; `undefined` when there is none. */
export function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) return process.execPath;
  const bundled = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(bundled) && nodeMajor(bundled) >= NODE_MAJOR ? bundled : undefined;
}

/** Like {@link findNode}, but a missing one ends the program with what to do. */
export function requireNode() {
  const node = findNode();
  if (node !== undefined) return node;
  console.error(`Tintype needs Node ${NODE_MAJOR}; this is ${process.versions.node}. Run "npm run setup", which brings it.`);
  process.exit(1);
}

/** Environment in which `node` and the installed tools are the project's own. */
export function environment(extra = {}) {
  const path = [dirname(requireNode()), join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
  return { ...process.env, PATH: path, ...extra };
}

/** Script file of a tool of an installed package. @param {string} packageName @param {string} [tool] name of its bin, by default the package's name */
export function toolScript(packageName, tool = packageName) {
  const folder = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[tool]);
}

/** The ffmpeg there is, with its ffprobe, or `undefined`. */
export function findFfmpeg() {
  const ffmpeg = process.env.FFMPEG_BIN || 'ffmpeg';
  const suffix = ffmpeg.endsWith('.exe') ? '.exe' : '';
  const beside = ffmpeg === 'ffmpeg' ? 'ffprobe' : join(dirname(ffmpeg), `ffprobe${suffix}`);
  const ffprobe = [process.env.FFPROBE_BIN, beside, 'ffprobe'].find((path) => path !== undefined && path !== '' && answers(path, ['-version']));
  return ffprobe !== undefined && answers(ffmpeg, ['-version']) ? { ffmpeg, ffprobe } : undefined;
}

/** Path or name of a Chromium, Chrome or Edge, or `undefined`. `TINTYPE_BROWSER` names one. */
export function findBrowser() {
  const named = process.env.TINTYPE_BROWSER;
  if (named !== undefined && named !== '') return named;
  const local = process.env.LOCALAPPDATA ?? '';
  const programs = [process.env.PROGRAMFILES ?? '', process.env['PROGRAMFILES(X86)'] ?? '', local];
  switch (process.platform) {
    case 'darwin':
      return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`).find(existsSync);
    case 'win32':
      return programs.flatMap((folder) => [join(folder, 'Google/Chrome/Application/chrome.exe'), join(folder, 'Microsoft/Edge/Application/msedge.exe'), join(folder, 'Chromium/Application/chrome.exe')]).find(existsSync);
    default:
      return (process.env.PATH ?? '').split(delimiter).flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge-stable', 'microsoft-edge'].map((name) => join(folder, name))).find(existsSync);
  }
}

/** Path of Electron's executable when its binary is installed, or `undefined`. */
export function findElectron() {
  const folder = join(root, 'node_modules', 'electron', 'dist');
  const name = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron';
  return existsSync(join(folder, name)) ? join(folder, name) : undefined;
}
