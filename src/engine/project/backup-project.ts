import { randomUUID } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { AppError } from '../../shared/errors/app-error.ts';
import { fromSqlite } from '../../shared/errors/sqlite-error.ts';
import { emptyDocument, type ProjectDocument } from '../../shared/model/document.ts';
import { createKeptPlanes, type KeptPlanes } from './kept-planes.ts';
import { assertFolderWritable, assertName, closeProjectDatabase, isSamePlace, makePrivateFile, openProjectDatabase, projectName, realPlace, removeJournals, statsOf, writeEmptyProject } from './project-file.ts';
import { lockProject, type ProjectLock } from './project-lock.ts';
import { createDifferenceWriter } from './rows/write-difference.ts';

/** Copies an open project with SQLite's backup (https://sqlite.org/backup.html), which goes on while the project is worked in. */
export async function backupProject(database: Database, sourcePath: string, targetPath: string, options: { readonly overwrite?: boolean }): Promise<void> {
  const target = resolve(targetPath);
  if (isSamePlace(target, sourcePath)) throw new AppError('file.exists', `${target} is this project itself. Choose another name.`);
  const { place, lock } = takePlace(target, options);
  const partial = `${place}.partial`;
  try {
    makePrivateFile(partial);
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

/**
 * Writes a project that is only in memory any more, without its history.
 * @param planes of the stills; those that can no longer be read are left out
 * @throws AppError as {@link backupProject}
 */
export function saveDocument(document: ProjectDocument, planes: KeptPlanes, paths: { readonly source: string; readonly target: string }, options: { readonly overwrite?: boolean }): void {
  const target = resolve(paths.target);
  if (isSamePlace(target, paths.source)) throw new AppError('file.exists', `${target} is this project itself. Choose another name.`);
  const { place, lock } = takePlace(target, options);
  const partial = `${place}.partial`;
  try {
    writeEmptyProject(partial);
    const database = openProjectDatabase(partial, { readOnly: false });
    try {
      const kept = createKeptPlanes(database);
      database.transaction(() => {
        createDifferenceWriter(database).write(emptyDocument, document);
        for (const key of new Set(document.stills.flatMap(({ plane }) => plane ?? []))) {
          const plane = readable(planes, key);
          if (plane !== undefined) kept.put(key, plane);
        }
      })();
    } finally {
      closeProjectDatabase(database);
    }
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

function readable(planes: KeptPlanes, key: string): Uint8Array | undefined {
  try {
    return planes.get(key);
  } catch {
    // Its pages were overwritten.
    return undefined;
  }
}

/** The copy's header says WAL like the original's; a file at rest is to be one file. */
function makeSelfContained(path: string): void {
  const copy = new Sqlite(path);
  try {
    copy.pragma('journal_mode = DELETE');
    copy.prepare('UPDATE generation SET id = ?').run(randomUUID());
  } finally {
    copy.close();
  }
}

/**
 * Makes sure that a project may be written to a path, and holds it.
 * @throws AppError `input.malformed` (the name is too long), `file.exists`, `project.locked`, `file.missing` when there is no such folder, `file.notWritable`
 */
export function takePlace(path: string, options: { readonly overwrite?: boolean }): { readonly place: string; readonly lock: ProjectLock } {
  assertName(path);
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
