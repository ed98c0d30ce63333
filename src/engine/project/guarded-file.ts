import type { Database } from 'better-sqlite3';
import { AppError } from '../../shared/errors/app-error.ts';
import { fromSqlite } from '../../shared/errors/sqlite-error.ts';
import { createFileGuard, type FileChange } from './file-guard.ts';
import { projectName } from './project-file.ts';

/** The file of an open project, which is written only while it is the one that was opened. */
interface GuardedFile {
  /** A change by another program since it was opened; nothing is written any more. */
  readonly change: FileChange | undefined;
  /** Looks whether the file is still the one that was opened; else the listeners are called, once. */
  check(): void;
  /** Returns an unsubscribe function. */
  onChange(listener: (change: FileChange) => void): () => void;
  /** Runs in one transaction. What is in memory may change only after it returns. @throws AppError `project.fileChanged`, and those of `fromSqlite` */
  commit(work: () => void): void;
  /** Calls no listener any more. */
  leave(): void;
}

/** @param isWatched whether it is written here at all */
export function createGuardedFile(database: Database, path: string, { isWatched }: { readonly isWatched: boolean }): GuardedFile {
  const guard = isWatched ? createFileGuard(database, path) : undefined;
  const listeners = new Set<(change: FileChange) => void>();
  let change: FileChange | undefined;

  function check(): void {
    if (change !== undefined) return;
    change = guard?.check();
    if (change !== undefined) for (const listener of [...listeners]) listener(change);
  }

  function assertSame(): void {
    check();
    if (change !== undefined) throw fileChanged(path, change);
  }

  return {
    check,
    get change() { return change; },
    onChange(listener) {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
    commit(work) {
      assertSame();
      try {
        database.transaction(work).immediate();
      } catch (error) {
        throw fromSqlite(error, projectName(path));
      }
      assertSame();
      guard?.committed();
    },
    leave: () => { listeners.clear(); },
  };
}

function fileChanged(path: string, change: FileChange): AppError {
  const what = { gone: 'is no longer at its place: it was moved or removed', replaced: 'was replaced by another file', overwritten: 'was overwritten by another program' }[change];
  return new AppError('project.fileChanged', `${projectName(path)} ${what}. This change was not made. Everything before it is still here: save the project under another name.`, { details: change });
}
