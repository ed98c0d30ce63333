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

/** Referred to from here, so that a lock cannot end by being garbage-collected (which closes its database). */
const held = new Set<Sqlite.Database>();

/**
 * Holds a project for writing: an exclusive transaction on an empty database beside it. The lock is the operating system's, so it
 * ends with the process, however that ends; a file that is left behind by a crash holds nothing. The project's own file is not
 * locked, so that others can read it.
 *
 * Only SQLite may open the lock file, and the project: on POSIX closing any descriptor of a file ends all locks that the process
 * has on it, and SQLite alone knows to wait (https://sqlite.org/howtocorrupt.html §2.2).
 * @param place the real place of the project, so that two names of one file have one lock
 */
export function lockProject(place: string): LockOutcome {
  const path = lockPath(place);
  // A holder that closes removes the file. Whoever opened it just before then holds a lock on a file that is gone: seen by its inode, and tried again.
  for (let attempt = 0; attempt < 5; attempt++) {
    let database: Sqlite.Database | undefined;
    try {
      makePrivate(path);
      database = new Sqlite(path, { timeout: 0 });
      // Nothing is ever written in it, so it needs no journal beside it.
      database.pragma('journal_mode = MEMORY');
      const opened = inodeOf(path);
      database.exec('BEGIN EXCLUSIVE');
      if (opened !== undefined && inodeOf(path) === opened) return { kind: 'held', lock: hold(database, path) };
      database.close();
    } catch (error) {
      database?.close();
      return sqliteCode(error)?.startsWith('SQLITE_BUSY') === true ? { kind: 'takenElsewhere' } : { kind: 'unwritable', cause: error };
    }
  }
  return { kind: 'takenElsewhere' };
}

/** A new lock file is nobody's but its owner's. One that is there is left alone: to open it here would end locks on it. */
function makePrivate(path: string): void {
  if (inodeOf(path) !== undefined) return;
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch {
    // Made by another meanwhile, or not to be made: SQLite says which.
  }
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}

function hold(database: Sqlite.Database, path: string): ProjectLock {
  held.add(database);
  return {
    release() {
      held.delete(database);
      release(database, path);
    },
  };
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
