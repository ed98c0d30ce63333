import { createHash } from 'node:crypto';
import { closeSync, createReadStream, createWriteStream, existsSync, fstatSync, mkdirSync, openSync, readSync, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { copyFile, link, mkdir, open, readdir, readFile, rename, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors/app-error.ts';
import { artefactBytes, decodeArtefact, decodeHeader, encodeArtefact, LONGEST_HEADER, type StoredArtefact } from './artefact-file.ts';
import type { ArtefactEntry } from './artefact-index.ts';
import { type ArtefactKey, parseArtefactKey } from './artefact-kind.ts';
import { cacheError, errorCode, isMissing } from './cache-error.ts';
import { hasEnded } from './store-owner.ts';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
const FOLDER_SUFFIX = '.d';
/** The file of a folder artefact that lists its other files. */
const LIST_NAME = 'artefact';
const FileList = z.array(z.object({ name: z.string(), bytes: z.number(), sha256: z.string().optional() }));
/** Larger files of a folder are checked by their length alone, and by their reader. */
const LARGEST_CHECKED = 256 << 20;

/*
 * cache folder
 *   index.sqlite            what is there: may be deleted, is made again from the files
 *   artefacts/ab/ab12…      one artefact a file (`artefact-file.ts`)
 *   artefacts/ab/ab12….d/   one of several large files, with a list of them in `artefact`
 *   scratch/OWNER/…         what is being written; removed when its owner has ended
 */

/** The files of a store. Everything is written to scratch and renamed when it is whole. */
export function createStoreFiles(directory: string, owner: string) {
  const root = join(directory, 'artefacts');
  const scratchRoot = join(directory, 'scratch');
  const ownScratch = join(scratchRoot, owner);
  let scratchNumber = 0;
  const pathOf = (key: ArtefactKey): string => join(root, key.slice(0, 2), key);
  const folderOf = (key: ArtefactKey): string => `${pathOf(key)}${FOLDER_SUFFIX}`;
  const scratchPath = (): string => join(ownScratch, String(scratchNumber++));
  const prepare = async (key: ArtefactKey): Promise<void> => {
    await mkdir(ownScratch, { recursive: true, mode: FOLDER_MODE });
    await mkdir(join(root, key.slice(0, 2)), { recursive: true, mode: FOLDER_MODE });
  };
  const writeFile = async (path: string, parts: readonly Uint8Array[]): Promise<void> => {
    const file = await open(path, 'wx', FILE_MODE);
    try {
      for (const part of parts) await file.writeFile(part);
    } finally {
      await file.close();
    }
  };
  /** Writes an artefact under a scratch name; `publish` gives it its own. */
  const stage = async (artefact: StoredArtefact): Promise<{ readonly bytes: number; publish(): Promise<void>; discard(): Promise<void> }> => {
    const parts = encodeArtefact(artefact);
    const path = scratchPath();
    await prepare(artefact.key);
    try {
      await writeFile(path, parts);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    return { bytes: parts.reduce((sum, part) => sum + part.byteLength, 0), publish: () => rename(path, pathOf(artefact.key)), discard: () => rm(path, { force: true }) };
  };

  /** `undefined` when a file of it is missing or has another length. Their content is verified by the reader. */
  async function readFolder(key: ArtefactKey): Promise<Omit<StoredArtefact, 'payload'> | undefined> {
    try {
      const list = decodeArtefact(key, await readFile(join(folderOf(key), LIST_NAME)));
      if (list === undefined) return undefined;
      const files = FileList.parse(JSON.parse(Buffer.from(list.payload).toString('utf8')));
      const present = await Promise.all(files.map(({ name }) => listed(join(folderOf(key), name), name)));
      return files.every(({ bytes, sha256 }, index) => bytes === present[index]!.bytes && (sha256 === undefined || sha256 === present[index]!.sha256)) ? { key, kind: list.kind, meta: list.meta } : undefined;
    } catch (error) {
      if (isMissing(error) || errorCode(error) === 'EISDIR') return undefined;
      throw error;
    }
  }
  async function freeBytes(): Promise<number> {
    const disk = await statfs(directory);
    return disk.bavail * disk.bsize;
  }

  return {
    stage, folderOf, readFolder, freeBytes,
    makeFolders(): void {
      for (const folder of [directory, root, scratchRoot, ownScratch]) mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
    },
    /** Whole, or `damaged`, or `missing`. */
    async read(key: ArtefactKey): Promise<StoredArtefact | 'missing' | 'damaged'> {
      try {
        return decodeArtefact(key, await readFile(pathOf(key))) ?? 'damaged';
      } catch (error) {
        if (isMissing(error)) return 'missing';
        if (errorCode(error) === 'EISDIR') return 'damaged';
        throw error;
      }
    },
    /** An empty folder under a scratch name, to be filled and published. */
    async stageFolder(key: ArtefactKey): Promise<string> {
      const path = scratchPath();
      await prepare(key);
      await mkdir(path, { mode: FOLDER_MODE });
      return path;
    },
    /** Lists the files of a staged folder and gives it its name; one that another engine has made meanwhile stays. @returns bytes */
    async publishFolder(staged: string, artefact: Omit<StoredArtefact, 'payload'>, confirm: (bytes: number) => void): Promise<void> {
      const names = await readdir(staged);
      const list = await Promise.all(names.toSorted().map((name) => listed(join(staged, name), name)));
      await writeFile(join(staged, LIST_NAME), encodeArtefact({ ...artefact, payload: Buffer.from(JSON.stringify(list)) }));
      confirm(list.reduce((sum, { bytes }) => sum + bytes, 0));
      const target = folderOf(artefact.key);
      try {
        await rename(staged, target);
      } catch (error) {
        if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST') throw error;
        if (await readFolder(artefact.key) === undefined) {
          await rm(target, { recursive: true, force: true });
          await rename(staged, target);
        } else await rm(staged, { recursive: true, force: true });
      }
    },
    discardFolder: (staged: string): Promise<void> => rm(staged, { recursive: true, force: true }),
    remove: (key: ArtefactKey): Promise<void> => removeBoth(key),
    /** At once, for eviction: no other engine may put it between the decision and the removal. */
    removeNow({ key, isFolder }: { readonly key: ArtefactKey; readonly isFolder: boolean }): void {
      rmSync(isFolder ? folderOf(key) : pathOf(key), { recursive: true, force: true });
    },
    isThere: ({ key, isFolder }: { readonly key: ArtefactKey; readonly isFolder: boolean }): boolean => existsSync(isFolder ? folderOf(key) : pathOf(key)),
    /** One artefact that is a file, by its header alone; `undefined` when it is missing or foreign. */
    entryNow(key: ArtefactKey): ArtefactEntry | undefined {
      let file: number;
      try {
        file = openSync(pathOf(key), 'r');
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
      try {
        const buffer = Buffer.alloc(LONGEST_HEADER);
        const header = decodeHeader(buffer.subarray(0, readSync(file, buffer, 0, buffer.byteLength, 0)));
        const bytes = fstatSync(file).size;
        return header?.key === key && bytes === artefactBytes(header) ? { key, kind: header.kind, bytes, isFolder: false, ...header.meta } : undefined;
      } catch (error) {
        if (errorCode(error) === 'EISDIR') return undefined;
        throw error;
      } finally {
        closeSync(file);
      }
    },
    /** All artefacts by their headers alone. Files with other names than artefacts have are left alone. */
    async *scan(): AsyncGenerator<{ readonly entry: ArtefactEntry; readonly usedAt: number } | { readonly damaged: ArtefactKey }, void, undefined> {
      for (const prefix of await readdir(root).catch(() => [])) {
        for (const name of await readdir(join(root, prefix)).catch(() => [])) {
          const isFolder = name.endsWith(FOLDER_SUFFIX);
          const key = parseArtefactKey(isFolder ? name.slice(0, -FOLDER_SUFFIX.length) : name);
          if (key === undefined || !key.startsWith(prefix)) continue;
          const entry = await scanned(join(root, prefix, name), { key, isFolder });
          yield entry ?? { damaged: key };
        }
      }
    },
    /**
     * Takes an artefact out of the folder of another store, unless it is here: by hard links where both lie on one disk, else by a copy.
     * @param options `onPart`: called with the bytes of each part of a large file. @returns whether it is here now; not where the other store has lost it.
     * @throws AbortError: nothing of it is here then
     */
    async adopt(entry: ArtefactEntry, from: string, options: CopyOptions = {}): Promise<boolean> {
      const { key, isFolder } = entry;
      const target = isFolder ? folderOf(key) : pathOf(key);
      if (existsSync(target)) return true;
      const source = join(from, 'artefacts', key.slice(0, 2), isFolder ? `${key}${FOLDER_SUFFIX}` : key);
      const path = scratchPath();
      try {
        await prepare(key);
        if (isFolder) {
          await mkdir(path, { mode: FOLDER_MODE });
          for (const name of await readdir(source)) await linkOrCopy(join(source, name), join(path, name), options);
        } else await linkOrCopy(source, path, options);
        await rename(path, target);
        return true;
      } catch (error) {
        await rm(path, { recursive: true, force: true });
        options.signal?.throwIfAborted();
        if (existsSync(target)) return true; // another engine was quicker
        if (isMissing(error)) return false;
        throw error;
      }
    },
    /** Removes the folders of artefacts that are empty, and the index. Files of others stay. */
    async removeEmptyFolders(): Promise<void> {
      for (const prefix of await readdir(root).catch(() => [])) await rmdir(join(root, prefix)).catch(() => undefined); // not empty
      await rmdir(root).catch(() => undefined);
      if (existsSync(root)) return;
      await rm(scratchRoot, { recursive: true, force: true });
      for (const suffix of ['', '-wal', '-shm', '-journal']) await rm(join(directory, `index.sqlite${suffix}`), { force: true });
      await rmdir(directory).catch(() => undefined); // files of others
    },
    /** A place for work in progress that ends with this store. */
    async scratchFolder(): Promise<string> {
      const path = scratchPath();
      await mkdir(path, { recursive: true, mode: FOLDER_MODE });
      return path;
    },
    /** Removes the scratch of stores that have ended. @param options `othersAfterMs`: also that of other machines unchanged for so long */
    async sweep({ othersAfterMs = Infinity }: { readonly othersAfterMs?: number } = {}): Promise<void> {
      for (const name of await readdir(scratchRoot).catch(() => [])) {
        const path = join(scratchRoot, name);
        const isLeft = hasEnded(name) || (name !== owner && Date.now() - await stat(path).then(({ mtimeMs }) => mtimeMs, () => Infinity) > othersAfterMs);
        if (isLeft) await rm(path, { recursive: true, force: true });
      }
    },
    removeOwnScratch: (): Promise<void> => rm(ownScratch, { recursive: true, force: true }),
    /** Tries to write. @throws AppError `file.notWritable`, `disk.full` */
    async assertWritable(neededBytes: number): Promise<void> {
      const path = scratchPath();
      try {
        await mkdir(ownScratch, { recursive: true, mode: FOLDER_MODE });
        await mkdir(root, { recursive: true, mode: FOLDER_MODE });
        await writeFile(path, [Buffer.from('writable')]);
      } catch (error) {
        throw cacheError(error, directory);
      } finally {
        await rm(path, { force: true }).catch(() => undefined); // reported above
      }
      const free = await freeBytes();
      if (free < neededBytes) {
        throw new AppError('disk.full', `The disk of the cache folder ${directory} has ${inMegabytes(free)} left, and about ${inMegabytes(neededBytes)} are needed. Free some space, or set TINTYPE_CACHE_DIR to a folder on another disk.`);
      }
    },
  };

  async function removeBoth(key: ArtefactKey): Promise<void> {
    await rm(pathOf(key), { recursive: true, force: true });
    await rm(folderOf(key), { recursive: true, force: true });
  }
}

async function scanned(path: string, { key, isFolder }: { readonly key: ArtefactKey; readonly isFolder: boolean }): Promise<{ readonly entry: ArtefactEntry; readonly usedAt: number } | undefined> {
  const listPath = isFolder ? join(path, LIST_NAME) : path;
  const file = await open(listPath, 'r').catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const buffer = Buffer.alloc(LONGEST_HEADER);
    const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, 0);
    const header = decodeHeader(buffer.subarray(0, bytesRead));
    const { size, mtimeMs } = await file.stat();
    if (header?.key !== key) return undefined;
    const bytes = isFolder ? await folderBytes(path) : size;
    if (!isFolder && bytes !== artefactBytes(header)) return undefined;
    return { entry: { key, kind: header.kind, bytes, isFolder, ...header.meta }, usedAt: Math.round(mtimeMs) };
  } catch (error) {
    if (isMissing(error) || errorCode(error) === 'EISDIR') return undefined;
    throw error;
  } finally {
    await file.close();
  }
}

async function listed(path: string, name: string): Promise<z.infer<typeof FileList>[number]> {
  const { size: bytes } = await stat(path);
  if (bytes > LARGEST_CHECKED) return { name, bytes };
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return { name, bytes, sha256: hash.digest('hex') };
}

interface CopyOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onPart?: (bytes: number) => void;
}

const PART_BYTES = 4 << 20;

function counted(onPart: CopyOptions['onPart']): (parts: AsyncIterable<Buffer>) => AsyncGenerator<Buffer> {
  return async function* pass(parts) {
    for await (const part of parts) {
      yield part;
      onPart?.(part.byteLength);
    }
  };
}

/** Some disks know no links, and none leads to another disk. */
async function linkOrCopy(from: string, to: string, { signal, onPart }: CopyOptions): Promise<void> {
  signal?.throwIfAborted();
  try {
    await link(from, to);
  } catch (error) {
    if (isMissing(error)) throw error;
    // Of a large file each part is copied by itself, so that it can be stopped.
    if ((await stat(from)).size > LARGEST_CHECKED) await pipeline(createReadStream(from, { highWaterMark: PART_BYTES }), counted(onPart), createWriteStream(to, { flags: 'wx', mode: FILE_MODE }), { signal });
    else await copyFile(from, to);
  }
}

async function folderBytes(path: string): Promise<number> {
  const sizes = await Promise.all((await readdir(path)).map((name) => stat(join(path, name)).then(({ size }) => size, () => 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function inMegabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
