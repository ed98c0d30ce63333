import { access, constants, open, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { Clip } from '../../../shared/model/clip.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { fromFileSystem } from '../../../shared/errors/file-system-error.ts';
import { imagePath } from './image-sequence.ts';

/** `http:`, `concat:`, `subfile:`: what ffmpeg takes for a protocol. One letter is a drive of Windows. */
const PROTOCOL = /^[a-z][a-z0-9+.-]+:/i;
/** What Node puts for bytes of a name that are not UTF-8; such a name cannot be given back to the file system. */
const UNDECODABLE = '\u{FFFD}';

/**
 * Media may be ordinary files only: a project file from elsewhere can name addresses, devices or pipes, which ffmpeg would open.
 * Called before every reading of a clip's source. @throws AppError `file.missing`, `file.unreadable`.
 */
export async function assertMediaSource(source: Clip['source']): Promise<void> {
  if (source.kind === 'file') return assertMediaFile(source.path);
  if (!isAbsolute(source.pattern)) throw notAFile(source.pattern);
  return assertMediaFile(imagePath(source, 0));
}

/** As {@link assertMediaSource}, for one file. Links are followed. */
export async function assertMediaFile(path: string): Promise<void> {
  if (!isAbsolute(path) || path.startsWith('\\\\.\\')) throw notAFile(path);
  const info = await stat(path).catch((error: unknown) => {
    throw missingFile(path, error);
  });
  if (info.isDirectory()) throw new AppError('media.notVideo', `"${path}" is a folder; name a movie file, or one image of the sequence in it.`);
  if (!info.isFile()) throw notAFile(path);
  if (info.size === 0) throw new AppError('media.notVideo', `"${path}" is empty.`);
  await access(path, constants.R_OK).catch((error: unknown) => {
    throw new AppError('file.unreadable', `"${path}" cannot be read: permission is missing.`, { cause: error });
  });
}

/** Before a file of a clip is read by this program itself: opening a pipe blocks, reading a device may never end. @throws AppError `file.unreadable`; the system's error. */
export async function assertOrdinaryFile(path: string): Promise<void> {
  if (!isAbsolute(path) || !(await stat(path)).isFile()) throw notAFile(path);
}

/** A path typed by the user. A URL is rejected, unless a file has that name. @throws AppError `file.unreadable`. */
export async function assertNoAddress(path: string): Promise<void> {
  if (PROTOCOL.test(path) && !isAbsolute(path) && !(await exists(path))) throw notAFile(path);
}

const LAST_BYTES = 4096;

/**
 * For a file that ffmpeg could not read to its end: a drive that went away, or reports errors, is not a film that ends early.
 * @throws AppError `file.missing`, `file.unreadable`
 */
export async function assertReadable(path: string): Promise<void> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      await file.read(Buffer.alloc(LAST_BYTES), 0, LAST_BYTES, Math.max(0, size - LAST_BYTES));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fromFileSystem(error);
  }
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(() => true, () => false);
}

function notAFile(path: string): AppError {
  return new AppError('file.unreadable', `"${path}" is not a file on this machine; only files can be opened as media.`);
}

function missingFile(path: string, error: unknown): AppError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENAMETOOLONG') return new AppError('file.missing', `"${path.slice(0, 60)}…" is a longer name than this system allows.`, { cause: error });
  if (code !== 'ENOENT' && code !== 'ENOTDIR') return new AppError('file.unreadable', `"${path}" cannot be read.`, { cause: error });
  if (!path.includes(UNDECODABLE)) return new AppError('file.missing', `"${path}" does not exist.`, { cause: error });
  return new AppError('file.missing', `"${path}" has a name that is not UTF-8 text, so it cannot be opened; rename the file or folder.`, { cause: error });
}
