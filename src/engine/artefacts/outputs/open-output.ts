import { randomUUID } from 'node:crypto';
import { lstat, mkdir, open, rename, rm, rmdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { AppError, isAbort } from '../../../shared/errors/app-error.ts';
import { markedName, MOST_NAME_BYTES } from '../../../shared/model/output-name.ts';
import { removeLeftovers, SCRATCH_SUFFIXES } from './remove-leftovers.ts';
import { syncFile, syncFolder } from './durable.ts';
import type { FileLock } from './file-lock.ts';
import { assertRoomFor } from './folder-contents.ts';
import { assertNotLeased, type Lease, leasePath, sweepFolder, takeLease } from './lease.ts';
import { makeFolder } from './make-folder.ts';
import { type PlaceLooks, placeLooks } from './place-looks.ts';
import { moveNew, publishFolder } from './publish-folder.ts';
import { foldedName, isCaseInsensitive, type RealPlace, realPlace, sourceAt } from './real-place.ts';
import { writeError } from './write-error.ts';

/** Leaves room for what SQLite adds to the name of a project that it writes. */
const SCRATCH_NAME_BYTES = MOST_NAME_BYTES - 16;

export interface OutputOptions {
  readonly kind: 'file' | 'folder';
  /** A file there may be replaced; in a folder, the files that Tintype wrote. Anything else never is. */
  readonly overwrite: boolean;
  /** Endings of the names of files that may be replaced, in small letters: a file of another kind never is, not even behind a link. Default: all. */
  readonly endings?: readonly string[];
  /** Files that must not be written over, under any of their names: media, key images, the project. */
  readonly sources?: Iterable<string>;
  /** Only for its owner to read: a project. */
  readonly isPrivate?: boolean;
  /** Names of the files that will be in the folder, as far as they are known. */
  readonly names?: readonly string[];
  /** A lock file beside the target that is held until the end. What is left of it after a crash is removed with the other leftovers. */
  readonly lock?: { readonly name: string; /** Its error refuses the place. */ readonly take: () => FileLock };
}

/** A place that is being written to. Ends with exactly one of `publish`, `keepAside` and `discard`. */
export interface Output {
  /** The real place: links followed. */
  readonly place: string;
  /** Path to write to until `publish`: an empty file beside the target, or an empty folder. The target is not changed before. */
  readonly scratch: string;
  /** Moves the scratch to the target. Cannot be cancelled. @throws AppError `file.exists`, `file.notWritable`, `disk.full`; the old file is then unchanged */
  publish(): Promise<void>;
  /** Keeps the scratch under another name beside the target, for inspection. @returns its path */
  keepAside(mark: string): Promise<string>;
  /** Removes the scratch. Safe to call at any time, also after an end. */
  discard(): Promise<void>;
}

/** As {@link assertOutputs}, of one place. */
export async function assertOutput(given: string, options: OutputOptions): Promise<void> {
  await assertOutputs([{ given, options }]);
}

/** A place that is to be written. */
export interface OutputTarget {
  readonly given: string;
  readonly options: OutputOptions;
}

/**
 * Whether something may be written to each of these places. Changes nothing.
 * @throws AppError of the first that may not: `output.name`, `output.isSource`, `output.busy`, `file.exists`, `file.notWritable`
 */
export async function assertOutputs(targets: readonly OutputTarget[]): Promise<void> {
  const looks = placeLooks();
  const outcomes = await Promise.allSettled(targets.map((target) => assertTarget(target, looks)));
  const refused = outcomes.find((outcome) => outcome.status === 'rejected');
  if (refused !== undefined) throw refused.reason;
}

async function assertTarget({ given, options }: OutputTarget, looks: PlaceLooks): Promise<void> {
  const place = await realPlace(given, looks);
  await assertAllowed(place, options, looks);
  const { folder, takesFiles } = await looks.writableFolder(options.kind === 'folder' ? place.path : place.folder);
  if (!takesFiles) throw new AppError('file.notWritable', `"${given}" cannot be written: no files can be made in "${folder}". Choose another folder.`);
  const home = homeOf(place, options.kind);
  if (await looks.stat(home.folder) === undefined) return;
  try {
    assertNotLeased(leaseOf(home), given);
  } catch (error) {
    throw writeError(error, given);
  }
}

/**
 * Takes a place for writing.
 * @throws AppError as {@link assertOutputs}, and `disk.full`
 */
export async function openOutput(given: string, options: OutputOptions): Promise<Output> {
  const place = await realPlace(given);
  await assertAllowed(place, options);
  let made: readonly string[] = [];
  try {
    made = await makeFolder(options.kind === 'folder' ? place.path : place.folder);
    // A folder that was made may lie behind a link that was broken before.
    const home = homeOf(made.length === 0 ? place : await realPlace(given), options.kind);
    await sweepFolder(home.folder, removeLeftovers);
    const token = randomUUID();
    const scratch = options.kind === 'folder' ? `.tintype-${token}.partial` : markedName(basename(place.path), `.${token}.partial`, SCRATCH_NAME_BYTES);
    const lease = await takeLease(home.folder, leaseOf(home), { place: given, record: { token, kind: options.kind, scratch, made: [...made], ...(options.lock === undefined ? {} : { lock: options.lock.name }) }, clear: removeLeftovers });
    let lock: FileLock | undefined;
    try {
      // Clearing an ended process's leftovers may have completed its publishing: read the target again.
      await assertAllowed(place, options);
      lock = options.lock?.take();
      const path = join(home.folder, scratch);
      if (options.kind === 'folder') await mkdir(path);
      else await (await open(path, 'wx', options.isPrivate === true ? 0o600 : 0o666)).close();
      return createOutput({ given, place, home, lease, lock, overwrite: options.overwrite });
    } catch (error) {
      lock?.release();
      lease.release();
      throw error;
    }
  } catch (error) {
    await removeEmpty(made);
    throw writeError(error, given);
  }
}

interface OpenParts {
  readonly given: string;
  readonly place: RealPlace;
  readonly home: Home;
  readonly lease: Lease;
  readonly lock: FileLock | undefined;
  readonly overwrite: boolean;
}

function createOutput({ given, place, home, lease, lock, overwrite }: OpenParts): Output {
  const { token, scratch: name, kind, made } = lease.record;
  const scratch = join(home.folder, name);
  let ended = false;
  // The lease goes last: by it a lock file is found that a crash leaves.
  const leave = (): void => {
    lock?.release();
    lease.release();
  };
  const end = async (): Promise<void> => {
    if (ended) return;
    ended = true;
    await rm(scratch, { recursive: true, force: true }).catch(() => undefined); // the folder may have been removed
    for (const suffix of SCRATCH_SUFFIXES) await rm(`${scratch}${suffix}`, { force: true }).catch(() => undefined);
    leave();
    await removeEmpty(made);
  };
  return {
    place: place.path, scratch,
    async publish() {
      try {
        if (kind === 'folder') await publishFolder(home.folder, name, token);
        else await publishFile(scratch, place, overwrite);
        await syncFolder(home.folder);
      } catch (error) {
        // Files that the folder could not take stay in its scratch, which the error names.
        if (kind === 'folder' && error instanceof AppError) {
          ended = true;
          leave();
        }
        await end();
        throw writeError(error, given);
      }
      ended = true;
      leave();
    },
    async keepAside(mark) {
      try {
        return await moveAside(scratch, place, { kind, mark });
      } catch (error) {
        throw writeError(error, given);
      } finally {
        await end();
      }
    },
    discard: end,
  };
}

async function publishFile(scratch: string, place: RealPlace, overwrite: boolean): Promise<void> {
  await syncFile(scratch);
  const there = await lstat(place.path).catch(() => undefined);
  if (there !== undefined && !there.isFile()) throw notAFile(place.path);
  if (overwrite) await rename(scratch, place.path);
  else if (!(await moveNew(scratch, place.path))) throw exists(place.path);
}

/** Where scratch and lease lie: beside a file; in a folder itself, which may be a disk of its own. */
interface Home {
  readonly folder: string;
  /** The path that the lease is named after. */
  readonly name: string;
}

function homeOf(place: RealPlace, kind: OutputOptions['kind']): Home {
  return kind === 'folder' ? { folder: place.path, name: '' } : { folder: place.folder, name: place.name };
}

function leaseOf({ folder, name }: Home): string {
  return leasePath(folder, name === '' ? 'this folder' : `file ${foldedName(name, isCaseInsensitive(folder))}`);
}

async function assertAllowed(place: RealPlace, { kind, overwrite, endings, sources = [], names = [] }: OutputOptions, looks = placeLooks()): Promise<void> {
  const source = await sourceAt(place, sources, looks);
  if (source !== undefined) throw new AppError('output.isSource', `"${place.path}" is ${basename(source) === place.name ? 'a file that this project is made from' : `the same file as "${source}"`} and is not written over. Choose another name.`);
  const there = await looks.stat(place.path);
  if (there === undefined) return;
  if (kind === 'folder') {
    if (!there.isDirectory()) throw new AppError('file.exists', `"${place.path}" is a file, not a folder.`);
    await assertRoomFor(place.path, names, overwrite);
    return;
  }
  if (!there.isFile()) throw notAFile(place.path);
  if (!overwrite) throw exists(place.path);
  const ending = extname(place.name).toLowerCase();
  if (endings?.includes(ending) === false) throw new AppError('file.exists', `"${place.path}" is not replaced: what is written here would be ${endings.filter((each) => each !== '').join(' or ')}, and this file is of another kind. Choose another name.`);
}

async function moveAside(scratch: string, place: RealPlace, { kind, mark }: { readonly kind: OutputOptions['kind']; readonly mark: string }): Promise<string> {
  const beside = await freeName(place, mark);
  const isMoved = await rename(scratch, beside).then(() => true, (error: unknown) => {
    if (kind === 'folder') return false;
    throw error;
  });
  if (isMoved) return beside;
  // The folder is a disk of its own, or the one above it takes no files.
  const inside = await freeName({ folder: place.path, name: mark, path: join(place.path, mark) }, 'images');
  await rename(scratch, inside);
  return inside;
}

/** `name.FAILED-CHECK.mov`, with a number where that is taken. */
async function freeName(place: RealPlace, mark: string): Promise<string> {
  for (let copy = 1; ; copy++) {
    const path = join(place.folder, markedName(place.name, `.${mark}${copy === 1 ? '' : `-${copy}`}`));
    if (!(await isThere(path))) return path;
  }
}

async function removeEmpty(folders: readonly string[]): Promise<void> {
  for (const folder of folders.toReversed()) await rmdir(folder).catch(() => undefined); // not empty: in use
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(() => true, () => false);
}

function exists(path: string): AppError {
  return new AppError('file.exists', `"${path}" exists already.`);
}

function notAFile(path: string): AppError {
  return new AppError('file.exists', `"${path}" is a folder or a device, not a file.`);
}

export interface WriteOptions extends OutputOptions {
  readonly signal?: AbortSignal | undefined;
  /** Verifies the written scratch before the old file is replaced. A rejection keeps the old file. */
  readonly verify?: (scratch: string) => Promise<void>;
}

/** Writes one output: lease → scratch → verify → publish. A failure keeps the existing file. */
export async function writeOutput<Result>(given: string, options: WriteOptions, write: (scratch: string) => Promise<Result>): Promise<Result> {
  const output = await openOutput(given, options);
  try {
    const result = await write(output.scratch);
    await options.verify?.(output.scratch);
    options.signal?.throwIfAborted();
    await output.publish();
    return result;
  } catch (error) {
    await output.discard();
    throw isAbort(error) ? error : writeError(error, given);
  }
}
