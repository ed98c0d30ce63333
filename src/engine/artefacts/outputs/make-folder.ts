import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder that a person has named, and those above it, one by one. (`mkdir` with `recursive` never comes to an end where a folder
 * says that what is to be made in it is not there, as /proc does.) @returns the folders that were made, outermost first
 * @throws the system's error: `EACCES`, `ENOENT`, `ENOTDIR`, …
 */
export async function makeFolder(path: string): Promise<readonly string[]> {
  const missing: string[] = [];
  for (let at = resolve(path); !(await isThere(at)); at = dirname(at)) {
    missing.unshift(at);
    if (dirname(at) === at) break;
  }
  const made: string[] = [];
  for (const each of missing) {
    const isNew = await mkdir(each).then(() => true, (error: unknown) => {
      // Another delivery into the same folder may have created it.
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw error;
    });
    if (isNew) made.push(each);
  }
  return made;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(() => true, () => false);
}
