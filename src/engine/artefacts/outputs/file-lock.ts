import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { sqliteCode } from '../../../shared/errors/sqlite-error.ts';

/** Result of an attempt to take a lock. */
export type LockOutcome =
  | { readonly kind: 'held'; readonly lock: FileLock }
  | { readonly kind: 'takenElsewhere' }
  /** The folder is not writable (or the file system has no locks). */
  | { readonly kind: 'unwritable'; readonly cause: unknown };

export interface FileLock {
  release(): void;
}

/** Holds references, so that garbage collection (which closes the database) cannot release a lock. */
const held = new Set<Sqlite.Database>();

/**
 * Takes a lock: an exclusive transaction on an empty database. The operating system releases it when the process ends in any way; a lock file
 * left behind by a crash locks nothing.
 *
 * Only SQLite may open the lock file: on POSIX closing any descriptor of a file releases all locks of the process on it, and only SQLite
 * handles that (https://sqlite.org/howtocorrupt.html §2.2).
 */
export function lockFile(path: string): LockOutcome {
  // Closing removes the lock file. A process that opened it just before holds a lock on a removed file: recognised by its inode, and
  // retried.
  for (let attempt = 0; attempt < 5; attempt++) {
    let database: Sqlite.Database | undefined;
    try {
      makePrivate(path);
      database = new Sqlite(path, { timeout: 0 });
      // Nothing is ever written to it, so it needs no journal.
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

/** Creates the lock file, readable by its owner only. An existing one is left alone: opening it here would release locks on it. */
function makePrivate(path: string): void {
  if (inodeOf(path) !== undefined) return;
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch {
    // Another process has created it in the meantime, or it cannot be created: SQLite reports which.
  }
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}

function hold(database: Sqlite.Database, path: string): FileLock {
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
  // Removed while it is still locked, so that nobody can lock it in between. Windows does not remove open files: there it is removed
  // afterwards.
  try {
    rmSync(path, { force: true });
    database.close();
  } catch {
    database.close();
    try {
      rmSync(path, { force: true });
    } catch {
      // Another process has opened it in the meantime; an empty file left behind is harmless.
    }
  }
}

/** Removes a lock file that nobody holds. One that is held stays, and so does a file with content, which is no lock file. */
export function removeUnheldLock(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.size !== 0) return;
  const outcome = lockFile(path);
  if (outcome.kind === 'held') outcome.lock.release();
}
