import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';

/** The same file beside the archive of an installed program: processes and native libraries read files of the disk only. */
export function besideArchive(path: string): string {
  return path.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
}

/** The project among the arguments of a start; switches of Chromium are among them too. @param from folder of relative paths */
export function projectAmong(argv: readonly string[], from = process.cwd()): string | undefined {
  const found = argv.find((each) => each.toLowerCase().endsWith('.tintype') && !each.startsWith('-'));
  if (found === undefined) return undefined;
  const path = isAbsolute(found) ? found : resolve(from, found);
  return existsSync(path) ? path : undefined;
}
