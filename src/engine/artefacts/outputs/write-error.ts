import { AppError } from '../../../shared/errors/app-error.ts';

const REFUSALS = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENOTEMPTY', 'ENAMETOOLONG', 'ELOOP', 'EXDEV', 'EINVAL']);

/** The code of a system error, if it is one. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Converts an error of the file system from writing into an AppError. Any other error is returned unchanged. */
export function writeError(error: unknown, path: string): unknown {
  const code = systemCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return new AppError('disk.full', `The disk is full; "${path}" could not be written.`, { cause: error });
  return code !== undefined && REFUSALS.has(code) ? new AppError('file.notWritable', `"${path}" cannot be written. Choose another folder, or allow writing to this one.`, { cause: error }) : error;
}
