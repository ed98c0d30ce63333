import { AppError } from './app-error.ts';

/** SQLite's result code of an error (`SQLITE_FULL`, `SQLITE_IOERR_WRITE`, …), or `undefined` for other errors. */
export function sqliteCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_') ? error.code : undefined;
}

/**
 * An error of SQLite as an {@link AppError}; any other error is returned unchanged. Result codes: https://sqlite.org/rescode.html
 * @param file name of the file for the user, with its path: `The project /films/kid.tintype`.
 */
export function fromSqlite(error: unknown, file: string): unknown {
  const code = sqliteCode(error);
  if (code === undefined || !(error instanceof Error)) return error;
  const options = { details: `${code}: ${error.message}`, cause: error };
  if (code === 'SQLITE_FULL') return new AppError('disk.full', `${file} could not be written: the disk is full. Nothing that was saved before is lost.`, options);
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) return new AppError('project.corrupt', `${file} is damaged.`, options);
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return new AppError('project.locked', `${file} is in use by another program.`, options);
  if (code.startsWith('SQLITE_READONLY') || code === 'SQLITE_PERM') return new AppError('file.notWritable', `${file} cannot be written.`, options);
  if (code.startsWith('SQLITE_CANTOPEN')) return new AppError('file.unreadable', `${file} cannot be opened.`, options);
  if (code.startsWith('SQLITE_IOERR')) return new AppError('file.unreadable', `${file} could not be read or written: the disk reports an error.`, options);
  return error;
}
