import { AppError } from '../../shared/errors/app-error.ts';

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

export function isMissing(error: unknown): boolean {
  return errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR';
}

/** A failed write into the cache folder in one sentence; any other error as it is. */
export function cacheError(error: unknown, directory: string): unknown {
  switch (errorCode(error)) {
    case 'ENOSPC': case 'EDQUOT': case 'SQLITE_FULL':
      return new AppError('disk.full', `The disk of the cache folder ${directory} is full. Free some space, or set TINTYPE_CACHE_DIR to a folder on another disk.`, { cause: error });
    case 'EACCES': case 'EPERM': case 'EROFS': case 'ENOTDIR': case 'EEXIST': case 'ENOENT':
    case 'SQLITE_CANTOPEN': case 'SQLITE_READONLY': case 'SQLITE_PERM':
      return new AppError('file.notWritable', `The cache folder ${directory} cannot be written. Set TINTYPE_CACHE_DIR to a folder that can.`, { cause: error });
    default: return error;
  }
}
