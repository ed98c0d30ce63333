import { AppError, type ErrorCode } from './app-error.ts';

/** What a person can be told, by the code of the operating system. Codes of a fault of the program (EBADF, EINVAL, EMFILE …) are left out. */
const KINDS: Readonly<Record<string, readonly [ErrorCode, (file: string) => string]>> = {
  ENOENT: ['file.missing', (file) => `${file} does not exist.`],
  ENOTDIR: ['file.missing', (file) => `${file} does not exist.`],
  ENOSPC: ['disk.full', (file) => `The disk is full; ${file} could not be written.`],
  EDQUOT: ['disk.full', (file) => `The disk is full; ${file} could not be written.`],
  EROFS: ['file.notWritable', (file) => `${file} cannot be written: its disk is read-only.`],
  EACCES: ['file.unreadable', noPermission],
  EPERM: ['file.unreadable', noPermission],
  EIO: ['file.unreadable', diskError],
  ENODEV: ['file.unreadable', diskError],
  ENXIO: ['file.unreadable', diskError],
  ESTALE: ['file.unreadable', diskError],
  EREMOTEIO: ['file.unreadable', diskError],
  EHOSTDOWN: ['file.unreadable', diskError],
};

function noPermission(file: string): string {
  return `${file} cannot be read or written: permission is missing.`;
}

function diskError(file: string): string {
  return `${file} could not be read or written: its disk does not answer, or reports an error.`;
}

/**
 * An error of the file system, as Node throws it, as an {@link AppError} with one sentence; any other error is returned unchanged, also one
 * of a program that was not started or of a connection. For places where an error leaves the engine: a drive can go away at any moment, under
 * any call, and that is no fault of the program.
 */
export function fromFileSystem(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error) || typeof error.syscall !== 'string') return error;
  if (/^(spawn|connect|listen|bind|getaddrinfo|kill)/.test(error.syscall)) return error;
  const [code, sentence] = KINDS[String(error.code)] ?? [];
  if (code === undefined || sentence === undefined) return error;
  const path = 'path' in error && typeof error.path === 'string' ? `"${error.path}"` : 'A file';
  return new AppError(code, sentence(path), { details: error.stack ?? error.message, cause: error });
}

/** Of a failed write to `path`: the error of a full disk; `undefined` for any other, which is told by who wrote. */
export function diskFull(error: unknown, path: string): AppError | undefined {
  const told = fromFileSystem(error);
  return told instanceof AppError && told.code === 'disk.full' ? new AppError('disk.full', `The disk is full; "${path}" could not be written.`, { cause: error }) : undefined;
}
