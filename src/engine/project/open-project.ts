import { randomUUID } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { ReadOnlyReason } from '../../shared/contract/project.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { diskFull } from '../../shared/errors/file-system-error.ts';
import type { Swatch } from '../../shared/model/document.ts';
import { markedName } from '../../shared/model/output-name.ts';
import { fromSqlite } from '../../shared/errors/sqlite-error.ts';
import type { FileLock } from '../artefacts/index.ts';
import { takePlace } from './backup-project.ts';
import { assertFile, closeProjectDatabase, isWritable, MAX_NAME_BYTES, openProjectDatabase, projectName, realPlace, removeJournals, writeEmptyProject } from './project-file.ts';
import { lockProject } from './project-lock.ts';
import { readSwatches } from './rows/read-document.ts';
import { createProjectStore, type ProjectStore } from './project-store.ts';

/**
 * Creates an empty project and opens it.
 * @throws AppError `input.malformed` (the name is too long), `file.exists` (unless `overwrite`), `file.missing` when there is no such
 * folder, `file.notWritable`, `project.locked`, `disk.full`
 */
export function createProject(path: string, options: { readonly overwrite?: boolean } = {}): ProjectStore {
  const target = resolve(path);
  const { place, lock } = takePlace(target, options);
  // A unique name, so that no other file is replaced.
  const partial = join(dirname(place), markedName(basename(place), `.${randomUUID()}.partial`, MAX_NAME_BYTES));
  try {
    writeEmptyProject(partial);
    removeJournals(place);
    renameSync(partial, place);
  } catch (error) {
    lock.release();
    rmSync(partial, { force: true });
    throw error instanceof AppError ? error : diskFull(error, target) ?? new AppError('file.notWritable', `${target} cannot be written.`, { cause: error });
  }
  return openHeld(target, lock);
}

/**
 * Opens a project. When it is open for writing elsewhere, or its folder is not writable, it opens read-only.
 * @throws AppError `file.missing`, `file.unreadable`, `project.notProject`, `project.newer`, `project.corrupt`
 */
export function openProject(path: string): ProjectStore {
  const target = resolve(path);
  assertFile(target);
  if (!isWritable(target)) return openReadOnly(target, 'notWritable');
  const outcome = lockProject(realPlace(target));
  switch (outcome.kind) {
    case 'held': return openHeld(target, outcome.lock);
    case 'takenElsewhere': return openReadOnly(target, 'openElsewhere');
    case 'unwritable': return openReadOnly(target, 'notWritable');
  }
}

/**
 * The swatches of a project that stays closed, or open elsewhere: nothing of it is changed, and one of an older format is not upgraded.
 * @throws AppError `file.missing`, `file.unreadable`, `project.notProject`, `project.newer`, `project.corrupt`
 */
export function swatchesOfProject(path: string): readonly Swatch[] {
  const target = resolve(path);
  assertFile(target);
  const database = openProjectDatabase(target, { readOnly: true, olderFormat: true });
  try {
    return readSwatches(database);
  } catch (error) {
    throw fromSqlite(error, projectName(target));
  } finally {
    database.close();
  }
}

function openHeld(path: string, lock: FileLock): ProjectStore {
  try {
    return storeOver(openProjectDatabase(path, { readOnly: false }), { path, release: () => { lock.release(); } });
  } catch (error) {
    lock.release();
    throw error;
  }
}

function openReadOnly(path: string, readOnlyReason: ReadOnlyReason): ProjectStore {
  return storeOver(openProjectDatabase(path, { readOnly: true }), { path, readOnlyReason, release: () => undefined });
}

function storeOver(database: Database, parts: { readonly path: string; readonly readOnlyReason?: ReadOnlyReason; readonly release: () => void }): ProjectStore {
  try {
    return createProjectStore({ database, ...parts });
  } catch (error) {
    closeProjectDatabase(database);
    throw fromSqlite(error, projectName(parts.path));
  }
}
