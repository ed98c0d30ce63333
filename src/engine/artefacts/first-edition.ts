import type { Dirent } from 'node:fs';
import { readdir, rmdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/*
 * Files that the first edition wrote into the cache folder, before there was an artefact store. They are not read any more.
 *
 *   planes/ab/ab12…/          (32 hex digits) frames.log, 12.ab, 12.confidence
 *   proxies/ab12…/            luma.json, luma.jpgs, luma.offsets
 *   sound/ab12….m4a
 *   sample-film-3/            sample.mov, sample-true.mkv, sample.keys.json, sample.truth.json
 *
 * Each file also has a name that it bore while it was written. Paths below are relative to the cache folder, with `/`.
 */
const FILES: readonly RegExp[] = [
  /^planes\/([0-9a-f]{2})\/\1[0-9a-f]{30}\/(?:frames\.log|\d{1,9}\.(?:ab|confidence)(?:\.\d+\.partial)?)$/,
  /^proxies\/[0-9a-f]{32}\/luma(?:\.partial)?\.(?:json|jpgs|offsets)$/,
  /^sound\/[0-9a-f]{32}(?:\.partial)?\.m4a$/,
  /^sample-film-\d+(?:\.[0-9a-f-]{36}\.partial)?\/(?:sample\.(?:mov|keys\.json|truth\.json|partial\.wav|partial\.mov)|sample-true\.(?:mkv|partial\.mkv))$/,
];
const FOLDERS: readonly RegExp[] = [
  /^planes$/, /^planes\/[0-9a-f]{2}$/, /^planes\/([0-9a-f]{2})\/\1[0-9a-f]{30}$/,
  /^proxies$/, /^proxies\/[0-9a-f]{32}$/,
  /^sound$/,
  /^sample-film-\d+(?:\.[0-9a-f-]{36}\.partial)?$/,
];

interface RemovedFiles {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Removes the files of the first edition from the cache folder: regular files with exactly its names, and folders that are empty afterwards.
 * Other files and their folders stay, and links are not followed. A file that cannot be removed now is tried again at the next start.
 */
export async function removeFirstEdition(directory: string, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<RemovedFiles> {
  let files = 0;
  let bytes = 0;

  async function removeFile(relative: string): Promise<void> {
    const path = join(directory, relative);
    const size = await stat(path).then((found) => found.size, () => 0);
    if (await unlink(path).then(() => true, () => false)) {
      files += 1;
      bytes += size;
    }
  }

  /** @param relative `''` for the cache folder itself, which stays */
  async function clear(relative: string): Promise<void> {
    for (const entry of await entriesOf(join(directory, relative))) {
      if (options.signal?.aborted === true) return;
      const below = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory() && isNamed(below, FOLDERS)) {
        await clear(below);
        // A folder that is not empty contains foreign files.
        await rmdir(join(directory, below)).catch(() => undefined);
      } else if (entry.isFile() && isNamed(below, FILES)) await removeFile(below);
    }
  }

  await clear('');
  return { files, bytes };
}

function isNamed(relative: string, names: readonly RegExp[]): boolean {
  return names.some((name) => name.test(relative));
}

/** None for a folder that cannot be read. */
async function entriesOf(path: string): Promise<readonly Dirent[]> {
  return readdir(path, { withFileTypes: true }).catch(() => []);
}
