import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { electronBinary } from '../test/electron/electron-binary.ts';
import { packageContents, ROOT } from './package-contents.ts';

/** Builds the program, lists the contents of an installer, and makes the installers that this machine supports. */
function main(): number {
  if (spawnSync('npx', ['electron-vite', 'build'], { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' }).status !== 0) return 1;
  const files = packageContents();
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  writeFileSync(join(ROOT, 'dist', 'contents.txt'), `${files.map(({ path, bytes, unpacked }) => `${unpacked ? 'beside ' : 'archive'} ${String(bytes).padStart(11)} ${path}`).join('\n')}\n`);
  console.log(`${files.length} files, ${(total / 1e6).toFixed(0)} MB without Electron: dist/contents.txt`);
  const lacking = [...(electronBinary() === undefined ? ['Electron’s binary: node node_modules/electron/install.js fetches it'] : []), ...(hasBuilder() ? [] : ['electron-builder: npm install --no-save electron-builder@26'])];
  if (lacking.length > 0) {
    console.log(`No installer was made. Lacking here:\n${lacking.map((each) => `- ${each}`).join('\n')}`);
    return 0;
  }
  return spawnSync('npx', ['electron-builder', '--config', 'packaging/electron-builder.config.ts', '--publish', 'never'], { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' }).status ?? 1;
}

function hasBuilder(): boolean {
  try {
    createRequire(import.meta.url).resolve('electron-builder/package.json');
    return true;
  } catch {
    return false;
  }
}

process.exit(main());
