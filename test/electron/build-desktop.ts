import { fileURLToPath } from 'node:url';
import { build } from 'electron-vite';
import { electronBinary } from './electron-binary.ts';

/** Builds the desktop program once before the tests. */
export default async function buildDesktop(): Promise<void> {
  if (electronBinary() === undefined) console.log('SKIPPED: Electron’s binary is not here; node node_modules/electron/install.js fetches it.');
  else await build({ root: fileURLToPath(new URL('../..', import.meta.url)), logLevel: 'warn' });
}
