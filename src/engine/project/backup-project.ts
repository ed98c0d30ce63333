import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { AppError } from '../../shared/errors/app-error.ts';
import { fromSqlite } from '../../shared/errors/sqlite-error.ts';
import { emptyDocument, type ProjectDocument } from '../../shared/model/document.ts';
import { type FileLock, writeOutput } from '../artefacts/index.ts';
import { createKeptPlanes, type KeptPlanes } from './kept-planes.ts';
import { assertFolderWritable, assertName, closeProjectDatabase, isSamePlace, openProjectDatabase, projectName, realPlace, removeJournals, statsOf, writeEmptyProject } from './project-file.ts';
import { lockPath, lockProject } from './project-lock.ts';
import { createDifferenceWriter } from './rows/write-difference.ts';

/** Copies an open project with SQLite's backup (https://sqlite.org/backup.html), which runs while the project is edited. */
export async function backupProject(database: Database, sourcePath: string, targetPath: string, options: { readonly overwrite?: boolean }): Promise<void> {
  const target = resolve(targetPath);
  if (isSamePlace(target, sourcePath)) throw new AppError('file.exists', `${target} is this project itself. Choose another name.`);
  await writeProject(target, { ...options, sourcePath, verify: (scratch) => { assertSameProject(scratch, database); } }, async (scratch) => {
    await database.backup(scratch);
    makeSelfContained(scratch);
  });
}

/** Endings of the files in which SQLite keeps changes that are not in the database yet. */
const JOURNALS = ['-wal', '-journal'] as const;

interface WriteProjectOptions {
  readonly overwrite?: boolean;
  readonly sourcePath: string;
  readonly verify?: (scratch: string) => void;
}

/**
 * Writes a project to a path that no window has open, as an output (lease, partial file, publishing): a failure leaves the old file. A new
 * name is not locked: what another window puts at that name is not replaced. What a killed process leaves, a lock file too, goes with the next start.
 */
async function writeProject(target: string, { overwrite, sourcePath, verify }: WriteProjectOptions, write: (scratch: string) => Promise<void> | void): Promise<void> {
  const place = assertPlace(target, { overwrite: overwrite === true });
  const isNew = ['', ...JOURNALS].every((suffix) => statsOf(`${place}${suffix}`) === undefined);
  try {
    const options = {
      kind: 'file', overwrite: !isNew && overwrite === true, isPrivate: true, sources: [sourcePath, `${sourcePath}-wal`],
      ...(isNew ? {} : { lock: { name: basename(lockPath(place)), take: () => lockPlace(place, target) } }),
    } as const;
    await writeOutput(place, options, async (scratch) => {
      await write(scratch);
      verify?.(scratch);
      if (!isNew) settleJournals(place);
    });
  } catch (error) {
    throw fromSqlite(error, projectName(target));
  }
}

/**
 * A journal beside the path would be taken for the new file's. If the path holds a project, its journal is first checkpointed into it,
 * since it may contain the last changes and that project stays until the copy replaces it.
 */
function settleJournals(place: string): void {
  if (!JOURNALS.some((suffix) => statsOf(`${place}${suffix}`) !== undefined)) return;
  try {
    const old = new Sqlite(place);
    old.pragma('journal_mode = DELETE');
    old.close();
  } catch {
    // Not a database, so the journal belongs to nothing.
  }
  removeJournals(place);
}

/** Reads the whole copy before it replaces anything. @throws AppError `output.checkFailed` */
function assertSameProject(path: string, original: Database): void {
  const copy = new Sqlite(path, { readonly: true, fileMustExist: true });
  try {
    const fault = String(copy.pragma('quick_check(1)', { simple: true }));
    const isWhole = fault === 'ok' && ['application_id', 'user_version'].every((name) => copy.pragma(name, { simple: true }) === original.pragma(name, { simple: true }));
    if (!isWhole) throw new AppError('output.checkFailed', 'The copy that was written is damaged, so nothing was replaced.', { details: fault });
  } finally {
    copy.close();
  }
}

/**
 * Writes a project that is only in memory, without its history.
 * @param planes of the stills; unreadable ones are left out
 * @throws AppError as {@link backupProject}
 */
export async function saveDocument(document: ProjectDocument, planes: KeptPlanes, paths: { readonly source: string; readonly target: string }, options: { readonly overwrite?: boolean }): Promise<void> {
  const target = resolve(paths.target);
  if (isSamePlace(target, paths.source)) throw new AppError('file.exists', `${target} is this project itself. Choose another name.`);
  await writeProject(target, { ...options, sourcePath: paths.source }, (scratch) => {
    writeEmptyProject(scratch);
    const database = openProjectDatabase(scratch, { readOnly: false });
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
  });
}

function readable(planes: KeptPlanes, key: string): Uint8Array | undefined {
  try {
    return planes.get(key);
  } catch {
    // Its pages were overwritten.
    return undefined;
  }
}

/** The copy's header says WAL like the original's; a closed project must be one file. */
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
 * Checks that a project may be written to a path, and locks it.
 * @throws AppError `input.malformed` (the name is too long), `file.exists`, `project.locked`, `file.missing` when there is no such
 * folder, `file.notWritable`
 */
export function takePlace(path: string, options: { readonly overwrite?: boolean }): { readonly place: string; readonly lock: FileLock } {
  const place = assertPlace(path, options);
  return { place, lock: lockPlace(place, path) };
}

/** @returns the real path */
function assertPlace(path: string, options: { readonly overwrite?: boolean }): string {
  assertName(path);
  assertFolderWritable(path);
  const there = statsOf(path);
  if (there?.isDirectory() === true) throw new AppError('file.exists', `${path} is a folder.`);
  if (there !== undefined && options.overwrite !== true) throw new AppError('file.exists', `${path} exists already.`);
  const place = realPlace(path);
  if (there !== undefined && !mayBeProject(place)) throw new AppError('file.exists', `${place} is no Tintype project and is not replaced. Choose another name.`);
  return place;
}

const SQLITE_HEADER = 'SQLite format 3\0';

/** By its ending, as a damaged one may be replaced too; else by its content. */
function mayBeProject(place: string): boolean {
  if (extname(place).toLowerCase() === '.tintype') return true;
  const file = openSync(place, 'r');
  try {
    const head = Buffer.alloc(SQLITE_HEADER.length);
    const length = readSync(file, head, 0, head.length, 0);
    return length === 0 || head.toString('latin1') === SQLITE_HEADER;
  } finally {
    closeSync(file);
  }
}

function lockPlace(place: string, path: string): FileLock {
  const outcome = lockProject(place);
  switch (outcome.kind) {
    case 'held': return outcome.lock;
    case 'takenElsewhere': throw new AppError('project.locked', `${projectName(path)} is open in another window and cannot be replaced.`);
    case 'unwritable': throw new AppError('file.notWritable', `Nothing can be written beside ${path}.`, { cause: outcome.cause });
  }
}
