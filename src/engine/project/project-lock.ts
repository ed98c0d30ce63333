import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { sqliteCode } from '../../shared/errors/sqlite-error.ts';

/** What came of trying to hold a project for writing. */
export type LockOutcome =
  | { readonly kind: 'held'; readonly lock: ProjectLock }
  | { readonly kind: 'takenElsewhere' }
  /** The folder takes no files (or the file system no locks). */
  | { readonly kind: 'unwritable'; readonly cause: unknown };

export interface ProjectLock {
  release(): void;
}

export function lockPath(projectPath: string): string {
  return `${projectPath}-lock`;
}

/**
 * Holds a project for writing: an exclusive transaction on an empty database beside it. The lock is the operating system's, so it
 * ends with the process, however that ends; a file that is left behind by a crash holds nothing. The project's own file is not
 * locked, so that others can read it.
 */
export function lockProject(projectPath: string): LockOutcome {
  const path = lockPath(projectPath);
  // A holder that closes removes the file. Whoever opened it just before then holds a lock on a file that is gone: seen by its inode, and tried again.
  for (let attempt = 0; attempt < 5; attempt++) {
    let inode: number;
    try {
      closeSync(openSync(path, 'a'));
      inode = statSync(path).ino;
    } catch (error) {
      return { kind: 'unwritable', cause: error };
    }
    const database = new Sqlite(path, { timeout: 0 });
    try {
      // Nothing is ever written in it, so it needs no journal beside it.
      database.pragma('journal_mode = MEMORY');
      database.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      database.close();
      return sqliteCode(error)?.startsWith('SQLITE_BUSY') === true ? { kind: 'takenElsewhere' } : { kind: 'unwritable', cause: error };
    }
    if (statSync(path, { throwIfNoEntry: false })?.ino === inode) return { kind: 'held', lock: { release: () => { release(database, path); } } };
    database.close();
  }
  return { kind: 'takenElsewhere' };
}

function release(database: Sqlite.Database, path: string): void {
  if (!database.open) return;
  // Removed while it is still held, so that no one can take it in between. Windows does not remove open files: there it goes after.
  try {
    rmSync(path, { force: true });
    database.close();
  } catch {
    database.close();
    try {
      rmSync(path, { force: true });
    } catch {
      // Another process has opened it meanwhile; an empty file that stays behind does no harm.
    }
  }
}
