// Installs what a bare checkout lacks: packages, Node 24, ffmpeg and, with --test, a browser. Prints what it installs; silent when nothing is missing.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser, findFfmpeg, findNode, NODE_MAJOR, root, toolScript } from './machine.mjs';

const OLDEST_NODE = 20;
const forTests = process.argv.includes('--test');
const lockPath = join(root, 'package-lock.json');
const stampPath = join(root, 'node_modules', '.tintype-setup');

/** Ends the setup with one sentence. @param {string} sentence @returns {never} */
function fail(sentence) {
  console.error(`Setup: ${sentence}`);
  process.exit(1);
}

function run(program, args, options = {}) {
  return spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'], cwd: root, shell: process.platform === 'win32', ...options }).status === 0;
}

/** Whether every package that the lock file asks for is installed in that version. Optional ones may be absent. */
function packagesInstalled(lock) {
  return Object.entries(lock.packages).every(([path, entry]) => {
    if (path === '' || entry.optional || entry.devOptional || entry.link) return true;
    const manifest = join(root, path, 'package.json');
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === entry.version;
  });
}

function setUpPackages() {
  const text = readFileSync(lockPath, 'utf8');
  const wanted = createHash('sha256').update(text).digest('hex');
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === wanted) return;
  if (!packagesInstalled(JSON.parse(text))) {
    console.error('Setup: installing the packages of package-lock.json (npm ci) …');
    // No package needs its install script: packages with a binary contain it.
    if (!run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])) {
      fail('npm could not install the packages. Is the network there, and may this folder be written? Its own words are above; then run the same command again.');
    }
  }
  writeFileSync(stampPath, wanted);
}

/** npm's own scripts put node_modules/.bin first on the PATH, so the package `node` serves them where the system's is older. */
function setUpNode() {
  const found = findNode();
  if (found !== undefined) {
    if (found !== process.execPath && !existsSync(join(root, 'node_modules', '.bin', 'node'))) linkNode();
    return;
  }
  const folder = join(root, 'node_modules', 'node');
  console.error(`Setup: this is Node ${process.versions.node}; bringing Node ${NODE_MAJOR} into node_modules …`);
  if (existsSync(folder)) run(process.execPath, ['installArchSpecificPackage.js'], { cwd: folder, stdio: 'ignore', shell: false });
  if (findNode() === undefined) fail(`Node ${NODE_MAJOR} could not be brought. Install it from https://nodejs.org and run the same command again.`);
  linkNode();
}

/** npm links a program only if it exists when its package is unpacked; this one is installed afterwards. */
function linkNode() {
  const bin = join(root, 'node_modules', '.bin');
  mkdirSync(bin, { recursive: true });
  if (process.platform === 'win32') {
    writeFileSync(join(bin, 'node.cmd'), '@"%~dp0\\..\\node\\bin\\node.exe" %*\r\n');
    return;
  }
  rmSync(join(bin, 'node'), { force: true });
  symlinkSync(join('..', 'node', 'bin', 'node'), join(bin, 'node'));
}

/** On Debian and Ubuntu as root: installs a package by apt. */
function installByApt(packageName) {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return false;
  console.error(`Setup: installing the system package ${packageName} (apt-get install ${packageName}) …`);
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  // Old lists may suffice: a failed update is reported by the install that follows.
  run('apt-get', ['update', '-qq'], quiet);
  return run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', packageName], quiet);
}

function setUpFfmpeg() {
  if (findFfmpeg() !== undefined) return;
  if (process.env.FFMPEG_BIN) fail(`the ffmpeg named in FFMPEG_BIN (${process.env.FFMPEG_BIN}) does not run, or has no ffprobe beside it.`);
  installByApt('ffmpeg');
  if (findFfmpeg() === undefined) {
    fail('ffmpeg and ffprobe are needed and were not found. Install them (Debian and Ubuntu: sudo apt install ffmpeg; macOS: brew install ffmpeg; Windows: winget install ffmpeg), or name ffmpeg in FFMPEG_BIN.');
  }
}

function setUpBrowser() {
  if (findBrowser() !== undefined || installByApt('chromium')) return;
  console.error('Setup: no Chromium, Chrome or Edge was found; fetching Playwright’s own Chromium …');
  if (!run(findNode(), [toolScript('@playwright/test', 'playwright'), 'install', 'chromium'], { shell: false })) {
    console.error('Setup: no browser could be had, so the end-to-end tests will fail. Install Chromium or Chrome, or name one in TINTYPE_BROWSER.');
  }
}

/** The tests of the render farm start their own; without it they are skipped, loudly. */
function setUpRedis() {
  const isThere = spawnSync(process.env.REDIS_SERVER_BIN ?? 'redis-server', ['--version'], { stdio: 'ignore' }).status === 0;
  if (isThere || installByApt('redis-server')) return;
  console.error('Setup: redis-server was not found, so the tests of the render farm are skipped. Install it (Debian and Ubuntu: sudo apt install redis-server; macOS: brew install redis).');
}

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) fail(`Node ${OLDEST_NODE} or newer is needed to begin; this is ${process.versions.node}.`);
setUpPackages();
setUpNode();
setUpFfmpeg();
if (forTests) {
  setUpBrowser();
  setUpRedis();
}
