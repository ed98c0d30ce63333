import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Modes of the program's own files: for this user only. An umask can only remove bits. Windows has no modes; there the user's profile folder is private. */
export const PRIVATE_FILE = 0o600;
export const PRIVATE_FOLDER = 0o700;

/**
 * Makes a folder and those above it that are missing, for this user alone, one by one: `mkdir` with `recursive` never comes to an end
 * where a folder says that what is to be made in it is not there, as /proc does. One that exists keeps its mode. @throws the system's error
 */
export function makePrivateFolder(path: string): void {
  const missing: string[] = [];
  for (let at = resolve(path); !existsSync(at); at = dirname(at)) {
    missing.unshift(at);
    if (dirname(at) === at) break;
  }
  for (const each of missing) {
    try {
      mkdirSync(each, { mode: PRIVATE_FOLDER });
    } catch (error) {
      // Another engine may have been quicker.
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
  if (!statSync(path).isDirectory()) throw Object.assign(new Error(`${path} is not a folder.`), { code: 'ENOTDIR' });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Replaces a small file whole: written beside it, then renamed; its folder is made when it is missing. @throws the system's error, with nothing left behind */
export function writePrivateFile(path: string, text: string): void {
  makePrivateFolder(dirname(path));
  const partial = `${path}.${process.pid}.partial`;
  try {
    rmSync(partial, { force: true });
    writeFileSync(partial, text, { mode: PRIVATE_FILE, flag: 'wx' });
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

/**
 * Makes an empty file for this user alone where there is none, before a library opens it: SQLite would give it the mode of the umask,
 * and its journals take over the mode of the file. One that exists is not even opened: closing it would end the locks that this
 * process has on it (https://sqlite.org/howtocorrupt.html §2.2). @throws the system's error
 */
export function touchPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', PRIVATE_FILE));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/** Takes a file or folder of an earlier version, which the umask had given its mode, away from others. */
export function makePrivate(path: string, mode: typeof PRIVATE_FILE | typeof PRIVATE_FOLDER): void {
  try {
    chmodSync(path, mode);
  } catch {
    // Another user's, or a file system without modes: its permissions are left as they are.
  }
}
