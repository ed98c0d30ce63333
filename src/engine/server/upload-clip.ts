import { open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { basename, extname, join } from 'node:path';
import type { UploadedClip } from '../../shared/contract/file-urls.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { isEditListName, mediaKind } from '../../shared/model/media-files.ts';
import { isRunning, makePrivateFolder, PRIVATE_FILE } from '../artefacts/index.ts';
import { contentHash } from '../media/index.ts';
import { isClipName } from '../system.ts';

export type UploadKind = 'movie' | 'image' | 'editList';

/** An upload of which nothing comes for so long is given up. How long the whole takes does not matter. */
const UPLOAD_STALL_MS = 30_000;

/**
 * Takes a film that was dropped on a browser's window into a folder of the user's; one that is there already, by content, is not kept
 * twice. Its bytes go to disk as they come, into a file beside its name that is removed when it does not become whole.
 * @throws AppError `input.malformed` for what is no film by its name, `disk.full` (before the first byte where the length is told),
 *   `file.notWritable`, `network.unreachable` when nothing more comes
 */
export async function uploadClip(request: IncomingMessage, folder: string, given: string, { stallMs = UPLOAD_STALL_MS, kind = 'movie' }: { readonly stallMs?: number; readonly kind?: UploadKind } = {}): Promise<UploadedClip> {
  const name = basename(given.replaceAll('\\', '/')).replaceAll(/[\p{Cc}:*?"<>|]/gu, '-');
  if (kind === 'image' && mediaKind(name) !== 'image') throw new AppError('input.malformed', `The name ${name} is not that of an image.`);
  if (kind === 'movie' && !isClipName(name)) throw new AppError('input.malformed', `The name ${name} is not that of a movie file. Drop a movie file; a sequence of images is opened by its first image.`);
  if (kind === 'editList' && !isEditListName(name)) throw new AppError('input.malformed', `The name ${name} is not that of an edit list.`);
  const partial = join(folder, `${name}.${process.pid}-${Date.now()}.partial`);
  try {
    makePrivateFolder(folder);
    await assertRoom(folder, Number(request.headers['content-length'] ?? 0), name);
    await receive(request, partial, stallMs);
    return { path: await settle(partial, join(folder, name)) };
  } catch (error) {
    // If this fails too (the folder is a file), the first error is more useful.
    await rm(partial, { force: true }).catch(() => undefined);
    if (error instanceof Stalled) throw new AppError('network.unreachable', `The upload of ${name} was stopped: no data arrived for ${Math.round(stallMs / 1000)} seconds. Nothing of it was kept; drop the file again.`, { cause: error });
    throw uploadError(error, folder, name);
  }
}

class Stalled extends Error {}

/** Writes a request's body to a new file. Does not close the request on errors, as `pipeline` would: the response uses the same connection. */
async function receive(request: IncomingMessage, path: string, stallMs: number): Promise<void> {
  const file = await open(path, 'wx', PRIVATE_FILE);
  const chunks = request.iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      const next = (await within(stallMs, chunks.next())) as IteratorResult<Uint8Array, unknown>;
      if (next.done === true) break;
      await within(stallMs, file.writeFile(next.value));
    }
    if (!request.complete) throw new Error('the connection ended before the upload was complete');
  } finally {
    // Not waited for: where nothing comes, it never returns.
    chunks.return?.().catch(() => undefined);
    await file.close();
  }
}

/** @throws Stalled when a step takes longer */
async function within<T>(limitMs: number, step: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => { timer = setTimeout(() => { reject(new Stalled()); }, limitMs); });
  try {
    return await Promise.race([step, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function assertRoom(folder: string, bytes: number, name: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bytes > bavail * bsize) throw new AppError('disk.full', `${name} needs ${gigabytes(bytes)}, and the disk with ${folder} has ${gigabytes(bavail * bsize)} left. Nothing was copied; free some space and drop the file again.`);
}

function gigabytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

function uploadError(error: unknown, folder: string, name: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOSPC': case 'EDQUOT': return new AppError('disk.full', `The disk with ${folder} is full. Nothing of ${name} was kept; free some space and drop the file again.`, { cause: error });
    case 'EACCES': case 'EPERM': case 'EROFS': case 'ENOTDIR': case 'EEXIST': case 'ENAMETOOLONG': case 'EIO':
      return new AppError('file.notWritable', `${name} cannot be written into ${folder} (${code}).`, { cause: error });
    default: return error;
  }
}

/** Gives the film its name, or a numbered one when another film has it. */
async function settle(partial: string, wanted: string): Promise<string> {
  const hash = await contentHash({ kind: 'file', path: partial }, 0);
  for (let number = 1; ; number++) {
    const path = number === 1 ? wanted : wanted.replace(/(\.[^.]*)$/, ` (${number})$1`);
    const there = await stat(path).then((found) => found.isFile(), () => undefined);
    if (there === undefined) {
      await rename(partial, path);
      return path;
    }
    if (there && (await contentHash({ kind: 'file', path }, 0)) === hash) {
      await rm(partial, { force: true });
      return path;
    }
    if (extname(wanted) === '') throw new AppError('file.exists', `${wanted} exists already.`);
  }
}

/** Removes what uploads to engines that were killed have left in the folder. */
export async function sweepUploads(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const pid = Number(/\.(\d+)-\d{13}\.partial$/.exec(name)?.[1]);
    if (Number.isInteger(pid) && pid > 0 && !isRunning(pid)) await rm(join(folder, name), { force: true });
  }
}
