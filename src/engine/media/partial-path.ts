import { rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';

/** `dir/name.mov` → `dir/name.partial.mov`: the extension stays last, where ffmpeg's muxers look for it. */
export function partialPath(path: string): string {
  const extension = extname(path);
  return join(dirname(path), `${basename(path, extension)}.partial${extension}`);
}

/** What the file system says when writing fails, as an expected failure. */
export function writeError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOSPC': case 'EDQUOT': case 'EFBIG': return new AppError('disk.full', `The disk is full; "${path}" could not be written.`, { cause: error });
    case 'EACCES': case 'EPERM': case 'EROFS': case 'ENOENT': case 'ENOTDIR': case 'EISDIR': case 'EEXIST': return new AppError('file.notWritable', `"${path}" cannot be written there.`, { cause: error });
    default: return error;
  }
}

/** Removes what an interrupted writing left. When even that fails, the reason why writing failed is the one worth telling. */
export async function removePartial(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => undefined);
}
