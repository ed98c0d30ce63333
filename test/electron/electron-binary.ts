import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../../node_modules/electron/dist', import.meta.url));
const NAMES: Partial<Record<NodeJS.Platform, string>> = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };

/** Path of Electron's executable, or `undefined` when it was not downloaded (installing does not need it). */
export function electronBinary(): string | undefined {
  const path = join(DIST, NAMES[process.platform] ?? 'electron');
  return existsSync(path) ? path : undefined;
}
