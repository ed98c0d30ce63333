import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { makeTemporaryFolder } from '../artefacts/index.ts';

/**
 * Reads a project that SQLite cannot open where it lies: one that was copied while it was open is in WAL mode, and reading such a file needs one beside it
 * (https://sqlite.org/wal.html#read_only_databases), which a read-only disk or folder does not take. With its WAL, where that was copied, too. Takes as much memory as the file has bytes.
 * @throws SqliteError; the system's error where the file cannot be read, or temporary files not be written
 */
export function readIntoMemory(path: string): Database {
  const folder = makeTemporaryFolder();
  try {
    const copy = join(folder, 'project');
    for (const suffix of ['', '-wal']) if (existsSync(`${path}${suffix}`)) copyFileSync(`${path}${suffix}`, `${copy}${suffix}`);
    const whole = new Sqlite(copy, { fileMustExist: true });
    try {
      whole.pragma('journal_mode = DELETE');
    } finally {
      whole.close();
    }
    return new Sqlite(readFileSync(copy), { readonly: true });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
