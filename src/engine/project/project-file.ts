import { accessSync, closeSync, constants, openSync, readSync, realpathSync, rmSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { AppError } from '../../shared/errors/app-error.ts';
import { fromSqlite, sqliteCode } from '../../shared/errors/sqlite-error.ts';
import { fileVersion, LATEST_VERSION, migrate } from './migrations/migrate.ts';
import { assertTables } from './migrations/expected-tables.ts';
import { readIntoMemory } from './read-into-memory.ts';

/** SQLite's `application_id` of a project file: “TNTY”. */
export const APPLICATION_ID = 0x54_4e_54_59;

/** Name of a project in messages. */
export function projectName(path: string): string {
  return `The project ${path}`;
}

/** Limit of a project's file name in bytes: file systems allow 255, and the files beside it have longer names. */
export const MAX_NAME_BYTES = 255 - '.partial-journal'.length;

/** @throws AppError `input.malformed` when the name leaves no room for the files beside the project */
export function assertName(path: string): void {
  const bytes = Buffer.byteLength(basename(path));
  if (bytes > MAX_NAME_BYTES) throw new AppError('input.malformed', `The name of the project is too long: it has ${bytes} bytes and may have ${MAX_NAME_BYTES}.`, { details: path });
}

/**
 * Creates an empty file that only its owner may read and write; SQLite gives its WAL and journals the same mode. An existing file is
 * removed.
 */
function makePrivateFile(path: string): void {
  rmSync(path, { force: true });
  closeSync(openSync(path, 'wx', 0o600));
}

/**
 * @throws AppError `input.malformed` (the name is too long), `file.missing`, `file.unreadable`, `project.notProject` when it is a folder or
 * another file that is none
 */
export function assertFile(path: string): void {
  assertName(path);
  const stats = statsOf(path);
  if (stats === undefined) throw new AppError('file.missing', `There is no file ${path}.`);
  if (!stats.isFile()) throw new AppError('project.notProject', `${path} is not a file.`);
  if (!mayAccess(path, constants.R_OK)) throw new AppError('file.unreadable', `${projectName(path)} cannot be opened: permission to read it is missing.`);
}

/** The path with links resolved, so that a project has one identity. The file itself need not exist. */
export function realPlace(path: string): string {
  return statsOf(path) === undefined ? join(realpathSync(dirname(path)), basename(path)) : realpathSync(path);
}

/** Whether two paths name the same file. */
export function isSamePlace(one: string, other: string): boolean {
  if (resolve(one) === resolve(other)) return true;
  try {
    return realPlace(resolve(one)) === realPlace(resolve(other));
  } catch {
    // A missing folder contains neither.
    return false;
  }
}

/** For a file that SQLite cannot read: whether it was a project. @returns `project.corrupt` or `project.notProject` */
function unreadableProject(path: string, cause: unknown): AppError {
  const header = readHeader(path);
  // Offset 68 of the header, https://sqlite.org/fileformat2.html#application_id
  const wasProject = header.length >= 72 && header.readUInt32BE(68) === APPLICATION_ID;
  return wasProject
    ? new AppError('project.corrupt', `${projectName(path)} is damaged.`, { cause })
    : notProject(path);
}

function notProject(path: string): AppError {
  return new AppError('project.notProject', `${path} is not a Tintype project.`);
}

/** Only for a file that SQLite has failed to open: closing it here would release this process's locks on it. */
function readHeader(path: string): Buffer {
  try {
    const file = openSync(path, 'r');
    try {
      const header = Buffer.alloc(100);
      return header.subarray(0, readSync(file, header, 0, 100, 0));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new AppError('file.unreadable', `${path} cannot be read.`, { cause: error });
  }
}

/**
 * Opens the database of an existing project. For writing it uses WAL, so that a reader in another window never waits, and `synchronous =
 * FULL`: edits are rare enough that each can be on the disk before it is acknowledged, also for a power cut.
 * @param options.olderFormat whether a reader takes a file of an older format as it is; its caller knows which tables that has
 * @throws AppError `project.notProject`, `project.newer`, `project.corrupt`, `file.unreadable`, `file.notWritable`
 */
export function openProjectDatabase(path: string, options: { readonly readOnly: boolean; readonly olderFormat?: boolean }): Database {
  const { readOnly, olderFormat = false } = options;
  let database: Database | undefined;
  try {
    database = readOnly ? openForReading(path) : new Sqlite(path, { fileMustExist: true, timeout: 2000 });
    if (database.pragma('application_id', { simple: true }) !== APPLICATION_ID) throw notProject(path);
    const version = fileVersion(database);
    if (version < 1) throw new AppError('project.corrupt', `${projectName(path)} is damaged: its format version is ${version}.`);
    if (version > LATEST_VERSION) throw new AppError('project.newer', `${projectName(path)} was made by a newer Tintype (format ${version}; this one reads up to ${LATEST_VERSION}).`);
    const fault = String(database.pragma('quick_check(1)', { simple: true }));
    if (fault !== 'ok') throw new AppError('project.corrupt', `${projectName(path)} is damaged.`, { details: fault });
    assertTables(database, version, projectName(path));
    database.pragma('foreign_keys = ON');
    if (readOnly) {
      if (version < LATEST_VERSION && !olderFormat) throw new AppError('file.notWritable', `${projectName(path)} has an older format and cannot be upgraded, because the file cannot be written.`);
    } else {
      database.pragma('journal_mode = WAL');
      database.pragma('synchronous = FULL');
      migrate(database);
    }
    return database;
  } catch (error) {
    database?.close();
    throw sqliteCode(error) === 'SQLITE_NOTADB' ? unreadableProject(path, error) : fromSqlite(error, projectName(path));
  }
}

function openForReading(path: string): Database {
  const database = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: 2000 });
  try {
    // The first read opens the WAL.
    database.pragma('schema_version');
    return database;
  } catch (error) {
    database.close();
    if (sqliteCode(error)?.startsWith('SQLITE_CANTOPEN') !== true) throw error;
    return readIntoMemory(path);
  }
}

/** Writes an empty project to a path without a file. The id is written first, then the tables, so that a partial file is recognised. */
export function writeEmptyProject(path: string): void {
  try {
    makePrivateFile(path);
    const database = new Sqlite(path);
    try {
      database.pragma(`application_id = ${APPLICATION_ID}`);
      migrate(database);
    } finally {
      database.close();
    }
  } catch (error) {
    throw fromSqlite(error, projectName(path));
  }
}

/**
 * Closes a writer so that the project is one file: the WAL is checkpointed. A reader elsewhere may prevent that, without harm.
 * @param options.isOwnFile `false` when the file at its path is no longer the one that was opened: nothing is written then
 */
export function closeProjectDatabase(database: Database, options: { readonly isOwnFile?: boolean } = {}): void {
  if (!database.open) return;
  if (!database.readonly && options.isOwnFile !== false) {
    try {
      database.pragma('busy_timeout = 0');
      database.pragma('journal_mode = DELETE');
    } catch {
      // Another window reads it, or the disk is full: it stays in WAL mode, and the next to open it continues from there.
    }
  }
  database.close();
}

/** Removes a journal beside a path, which would be taken for that of the new file. */
export function removeJournals(path: string): void {
  for (const suffix of ['-wal', '-shm', '-journal']) rmSync(`${path}${suffix}`, { force: true });
}

/** @throws AppError `file.missing` when the folder does not exist, `file.notWritable` */
export function assertFolderWritable(path: string): void {
  const folder = dirname(path);
  const stats = statsOf(folder);
  if (stats === undefined) throw new AppError('file.missing', `There is no folder ${folder}.`);
  if (!stats.isDirectory()) throw new AppError('file.notWritable', `${folder} is not a folder.`);
  try {
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new AppError('file.notWritable', `The folder ${folder} cannot be written.`, { cause: error });
  }
}

export function isWritable(path: string): boolean {
  return mayAccess(path, constants.W_OK);
}

function mayAccess(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    // No access is the answer here.
    return false;
  }
}

/** `undefined` when there is nothing at a path, or a parent of it is a file. */
export function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new AppError('file.unreadable', `${path} cannot be read.`, { cause: error });
  }
}
