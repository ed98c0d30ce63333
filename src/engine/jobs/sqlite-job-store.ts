import { renameSync, rmSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { z } from 'zod';
import { type Job, JobPause, JobState } from '../../shared/contract/jobs.ts';
import { AppError, ErrorWire } from '../../shared/errors/app-error.ts';
import { diskFull } from '../../shared/errors/file-system-error.ts';
import { fromSqlite, sqliteCode } from '../../shared/errors/sqlite-error.ts';
import { JobId } from '../../shared/model/ids.ts';
import { makePrivate, makePrivateFolder, PRIVATE_FILE, touchPrivateFile } from '../artefacts/index.ts';
import type { JobStore } from './job-store.ts';
import { fileVersion, migrate, migrations } from './migrations.ts';

/** SQLite's `application_id` of a jobs file: “TNTJ”. */
const APPLICATION_ID = 0x54_4e_54_4a;

const jsonText = z.string().transform((text): unknown => JSON.parse(text));
const JobRow = z.object({
  id: JobId, kind: z.string(), label: z.string(), state: JobState, done: z.number().int().min(0), total: z.number().int().min(0), created_at: z.string(),
  error: jsonText.pipe(ErrorWire).nullable(), result: jsonText.nullable(), pause: JobPause.nullable(), place: z.number().int().nullable(),
}).transform(({ created_at: createdAt, error, result, pause, place, ...rest }): Job => ({
  ...rest, createdAt, secondsLeft: null, ...(pause === null ? {} : { pause }), ...(place === null ? {} : { place }), ...(error === null ? {} : { error }), ...(result === null ? {} : { result }),
}));

/**
 * Opens the jobs file. It belongs to one engine at a time: a second engine with the same data folder keeps its jobs in a file of
 * its own (`jobs-2.sqlite`), so that neither takes the other's running jobs for ones that a crash left behind.
 * @param path a file, or `:memory:` for jobs that end with the process
 * @throws AppError `file.notWritable`, `disk.full`
 */
export function openSqliteJobStore(path: string): JobStore {
  if (path === ':memory:') return storeOver(openFile(path)!);
  try {
    makePrivateFolder(dirname(path));
  } catch (error) {
    throw diskFull(error, dirname(path)) ?? new AppError('file.notWritable', `The folder ${dirname(path)}, where jobs are kept, cannot be created.`, { cause: error });
  }
  for (let number = 1; number <= 16; number++) {
    const database = openFile(numbered(path, number));
    if (database !== undefined) return storeOver(database);
  }
  throw new AppError('file.notWritable', `Too many engines keep their jobs beside ${path}.`);
}

function numbered(path: string, number: number): string {
  const extension = extname(path);
  return number === 1 ? path : `${path.slice(0, path.length - extension.length)}-${number}${extension}`;
}

/** `undefined` when the file is another engine's now, or of a newer form. A damaged one is put aside: jobs are not worth refusing to start. */
function openFile(path: string): Database | undefined {
  try {
    return openWhole(path);
  } catch (error) {
    const code = sqliteCode(error);
    if (code?.startsWith('SQLITE_BUSY') === true) return undefined;
    if (code !== 'SQLITE_NOTADB' && code?.startsWith('SQLITE_CORRUPT') !== true) throw fromSqlite(error, `The jobs file ${path}`);
    renameSync(path, `${path}.damaged`);
    for (const suffix of ['-wal', '-journal']) rmSync(`${path}${suffix}`, { force: true });
    return openWhole(path);
  }
}

function openWhole(path: string): Database | undefined {
  if (path !== ':memory:') {
    touchPrivateFile(path);
    makePrivate(path, PRIVATE_FILE);
  }
  const database = new Sqlite(path, { timeout: 0 });
  try {
    // Held by the operating system for as long as the process lives, and taken by the first read: this is what makes the file one engine's own.
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    // A power failure may lose the last writes of progress, never the file; running jobs are interrupted anyway.
    database.pragma('synchronous = NORMAL');
    if (fileVersion(database) > migrations.length) {
      database.close();
      return undefined;
    }
    database.pragma(`application_id = ${APPLICATION_ID}`);
    migrate(database);
    if (database.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new Sqlite.SqliteError('quick_check found a fault', 'SQLITE_CORRUPT');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function storeOver(database: Database): JobStore {
  const select = database.prepare('SELECT id, kind, label, state, done, total, created_at, error, result, pause, place FROM job ORDER BY number');
  const selectParams = database.prepare<[string], string>('SELECT params FROM job WHERE id = ?').pluck();
  const insert = database.prepare<[string, string, string, string, number, number, string, string, string | null, number | null]>('INSERT INTO job (id, kind, label, state, done, total, created_at, params, pause, place) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const update = database.prepare<[string, number, number, string | null, string | null, string | null, number | null, string]>('UPDATE job SET state = ?, done = ?, total = ?, error = ?, result = ?, pause = ?, place = ? WHERE id = ?');
  const updateParams = database.prepare<[string, string]>('UPDATE job SET params = ? WHERE id = ?');
  const remove = database.prepare<[string]>('DELETE FROM job WHERE id = ?');
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw fromSqlite(error, 'The list of jobs');
    }
  };
  const text = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
  return {
    // A row that is no job any more is left out: one damaged line must not hide the others.
    all: () => guarded(() => select.all()).map((row) => safely(() => JobRow.parse(row))).filter((job) => job !== undefined),
    params: (id) => {
      const stored = guarded(() => selectParams.get(id));
      return stored === undefined ? undefined : safely((): unknown => JSON.parse(stored));
    },
    insert: ({ job, params }) => guarded(() => { insert.run(job.id, job.kind, job.label, job.state, job.done, job.total, job.createdAt, JSON.stringify(params), job.pause ?? null, job.place ?? null); }),
    update: (job) => guarded(() => { update.run(job.state, job.done, job.total, text(job.error), text(job.result), job.pause ?? null, job.place ?? null, job.id); }),
    replaceParams: (id, params) => guarded(() => { updateParams.run(JSON.stringify(params), id); }),
    remove: (ids) => guarded(database.transaction(() => { for (const id of ids) remove.run(id); })),
    close() { database.close(); },
  };
}

function safely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    // A damaged row counts as missing; the caller that needs the job reports it.
    return undefined;
  }
}
