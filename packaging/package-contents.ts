import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { matchesGlob } from 'node:path/posix';
import { z } from 'zod';
import { FILES, UNPACKED } from './electron-builder.config.ts';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const Lock = z.object({ packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })) });

/** A file of an installation: in the archive, or beside it where native code reads it. */
export interface PackedFile {
  readonly path: string;
  readonly bytes: number;
  readonly unpacked: boolean;
}

/** Paths of a folder's files below the root, with `/`. */
function filesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length).replaceAll('\\', '/'));
  } catch {
    // Not built, or not installed on this system.
    return [];
  }
}

/** Of packages electron-builder leaves out by itself: readmes, change logs, tests, examples and dot files. */
const LEFT_OUT = /^node_modules\/(@[^/]+\/)?[^/]+\/(readme|readme\.(md|markdown)|changelog\.md|tests?|__tests__|examples?)(\/|$)|\/\.[^/]+/i;

const WANTED = FILES.filter((pattern) => !pattern.startsWith('!'));
const UNWANTED = FILES.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1).replaceAll('${arch}', process.arch));

/** Contents of an installer for this system, derived from the configuration and the lock file, without Electron. */
export function packageContents(): readonly PackedFile[] {
  const { packages } = Lock.parse(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));
  const modules = Object.entries(packages).filter(([path, { dev }]) => path.startsWith('node_modules/') && dev !== true).map(([path]) => path);
  const own = ['out', 'resources', 'docs'].flatMap(filesBelow).concat('package.json', 'CHANGELOG.md')
    .filter((path) => WANTED.some((pattern) => matchesGlob(path, pattern)));
  const theirs = modules.flatMap((path) => filesBelow(path).filter((file) => !file.slice(path.length + 1).includes('node_modules/') && !LEFT_OUT.test(file)));
  return [...new Set([...own, ...theirs])].filter((path) => !UNWANTED.some((pattern) => matchesGlob(path, pattern))).toSorted().map((path) => ({ path, bytes: statSync(join(ROOT, path)).size, unpacked: UNPACKED.some((pattern) => matchesGlob(path, pattern)) }));
}
