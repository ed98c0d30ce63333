import { renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { AppError } from '../../shared/errors/app-error.ts';
import { fromSqlite } from '../../shared/errors/sqlite-error.ts';
import { assertFolderWritable, projectName, realPlace, removeJournals, statsOf } from './project-file.ts';
import { lockProject, type ProjectLock } from './project-lock.ts';

/** Copies an open project with SQLite's backup (https://sqlite.org/backup.html), which goes on while the project is worked in. */
export async function backupProject(database: Database, sourcePath: string, targetPath: string, options: { readonly overwrite?: boolean }): Promise<void> {
  const target = resolve(targetPath);
  if (statsOf(target) !== undefined && realPlace(target) === realPlace(sourcePath)) throw new AppError('file.exists', `${target} is this project itself.`);
  const { place, lock } = takePlace(target, options);
  const partial = `${place}.partial`;
  try {
    rmSync(partial, { force: true });
    await database.backup(partial);
    makeSelfContained(partial);
    removeJournals(place);
    renameSync(partial, place);
  } catch (error) {
    rmSync(partial, { force: true });
    removeJournals(partial);
    throw fromSqlite(error, projectName(target));
  } finally {
    lock.release();
  }
}

/** The copy's header says WAL like the original's; a file at rest is to be one file. */
function makeSelfContained(path: string): void {
  const copy = new Sqlite(path);
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
}

/**
 * Makes sure that a project may be written to a path, and holds it.
 * @throws AppError `file.exists`, `project.locked`, `file.missing` when there is no such folder, `file.notWritable`
 */
export function takePlace(path: string, options: { readonly overwrite?: boolean }): { readonly place: string; readonly lock: ProjectLock } {
  assertFolderWritable(path);
  const there = statsOf(path);
  if (there?.isDirectory() === true) throw new AppError('file.exists', `${path} is a folder.`);
  if (there !== undefined && options.overwrite !== true) throw new AppError('file.exists', `${path} is already there.`);
  const place = realPlace(path);
  const outcome = lockProject(place);
  switch (outcome.kind) {
    case 'held': return { place, lock: outcome.lock };
    case 'takenElsewhere': throw new AppError('project.locked', `${projectName(path)} is open in another window and cannot be replaced.`);
    case 'unwritable': throw new AppError('file.notWritable', `Nothing can be written beside ${path}.`, { cause: outcome.cause });
  }
}
