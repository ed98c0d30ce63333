import { createHash, type Hash } from 'node:crypto';
import { type BigIntStats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../shared/errors/app-error.ts';
import { throwIfAborted } from '../ffmpeg/spawn-tool.ts';
import type { Clip, UnreadablePart } from '../../../shared/model/clip.ts';
import { imagePath } from './image-sequence.ts';
import { assertOrdinaryFile } from './media-path.ts';
import { isReadError, readAround } from './unreadable-parts.ts';

const END_BYTES = 1 << 20;
const MIDDLE_PARTS = 8;
const MIDDLE_BYTES = 1 << 16;

/*
 * The content of a clip's file is identified in three ways:
 *   contentHash   size and parts, in a moment: finds moved media again; blind to a change between the parts
 *   sourceStamp   size, times and inode of every file, without reading any: tells that something may have changed
 *   wholeHash     every byte: tells whether it has; a file is read once for each stamp that it ever has
 */

/**
 * SHA-256 over the size and parts of the content (first and last MiB, eight parts between), so that a film of any length is known
 * again in a moment. Of a sequence: its count and the same of its first, middle and last image. Unreadable bytes
 * count as zeros. @throws errors of reading
 */
export async function contentHash(source: Clip['source'], frameCount: number, unreadable: Clip['unreadable'] = []): Promise<string> {
  const hash = createHash('sha256');
  if (source.kind === 'file') await addFile(hash, source.path, unreadable);
  else {
    hash.update(`${frameCount} images\n`);
    for (const index of new Set([0, frameCount >> 1, frameCount - 1])) {
      if (isWithin(unreadable, index)) hash.update(UNREADABLE_IMAGE);
      else await addFile(hash, imagePath(source, index), []);
    }
  }
  return hash.digest('hex');
}

/** In place of an image that cannot be read. */
const UNREADABLE_IMAGE = 'unreadable\n';

function isWithin(parts: readonly UnreadablePart[], index: number): boolean {
  return parts.some(({ from, to }) => index >= from && index < to);
}

async function addFile(hash: Hash, path: string, unreadable: readonly UnreadablePart[]): Promise<void> {
  await assertOrdinaryFile(path);
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    hash.update(`${size} bytes\n`);
    const add = async (position: number, length: number): Promise<void> => {
      const buffer = Buffer.alloc(length);
      hash.update(buffer.subarray(0, await readAround(file, buffer, position, unreadable)));
    };
    await add(0, Math.min(size, END_BYTES));
    for (let part = 1; part <= MIDDLE_PARTS; part++) await add(Math.floor((size * part) / (MIDDLE_PARTS + 1)), MIDDLE_BYTES);
    await add(Math.max(0, size - END_BYTES), Math.min(size, END_BYTES));
  } finally {
    await file.close();
  }
}

type Source = Clip['source'];

/** Every file of a source, in order. */
export function sourceFiles(source: Source, frameCount: number): readonly string[] {
  return source.kind === 'file' ? [source.path] : Array.from({ length: frameCount }, (_, index) => imagePath(source, index));
}

export interface SourceStamp {
  /** Sizes, times of change (of the file and of its record) and inodes of all files. */
  readonly exact: string;
  /** As earlier versions made `exact`, with the numbers of the disks. */
  readonly withDisks: string;
  /** Sizes and modification times alone, which a copy to another disk may keep. */
  readonly portable: string;
  readonly bytes: number;
}

/** Does not read content. @throws the error of `stat` for a missing file */
export async function sourceStamp(source: Source, frameCount: number): Promise<SourceStamp> {
  const [exact, withDisks, portable] = [createHash('sha256'), createHash('sha256'), createHash('sha256')];
  let bytes = 0;
  const files = sourceFiles(source, frameCount);
  for (let first = 0; first < files.length; first += STATS_AT_ONCE) {
    const stats = await Promise.all(files.slice(first, first + STATS_AT_ONCE).map((path) => stat(path, { bigint: true })));
    for (const each of stats) {
      exact.update(fileStamp(each));
      withDisks.update(stampWithDisk(each));
      portable.update(`${each.size} ${each.mtimeNs}\n`);
      bytes += Number(each.size);
    }
  }
  return { exact: exact.digest('hex'), withDisks: withDisks.digest('hex'), portable: portable.digest('hex'), bytes };
}

const STATS_AT_ONCE = 64;
const CHUNK_BYTES = 1 << 20;
/** After so many bytes other work of this process gets its turn. */
const BREATH_BYTES = 16 << 20;

/**
 * Equal as long as a file is not changed, also when its drive is mounted again. The number of the disk is left out: network drives, and often external ones, get another
 * with every mount.
 */
export function fileStamp({ size, mtimeNs, ctimeNs, ino }: Pick<BigIntStats, 'size' | 'mtimeNs' | 'ctimeNs' | 'ino'>): string {
  return `${size} ${mtimeNs} ${ctimeNs} ${ino}\n`;
}

function stampWithDisk(stats: BigIntStats): string {
  return `${fileStamp(stats).trimEnd()} ${stats.dev}\n`;
}

/** Hashes of files that were read before, by their stamps. */
interface FileHashes {
  fileHash(path: string): { readonly stamp: string; readonly hash: string } | undefined;
  setFileHash(path: string, stamp: string, hash: string): void;
}

interface WholeHashOptions {
  readonly signal?: AbortSignal | undefined;
  /** Waited for now and then, so that other work goes first. */
  readonly breathe?: () => Promise<void>;
  readonly unreadable?: Clip['unreadable'];
}

/** SHA-256 over every byte of a source, unreadable ones as zeros; files that have not changed since the last read are not read again. @throws errors of reading; AbortError */
export async function wholeHash(source: Source, frameCount: number, known: FileHashes, options: WholeHashOptions = {}): Promise<string> {
  const whole = createHash('sha256');
  const { unreadable = [] } = options;
  for (const [index, path] of sourceFiles(source, frameCount).entries()) {
    if (source.kind === 'sequence' && isWithin(unreadable, index)) whole.update(UNREADABLE_IMAGE);
    else whole.update(`${await wholeFileHash(path, known, source.kind === 'file' ? options : { ...options, unreadable: [] })}\n`);
  }
  return whole.digest('hex');
}

async function wholeFileHash(path: string, known: FileHashes, { signal, breathe = () => sleep(0), unreadable }: WholeHashOptions): Promise<string> {
  await assertOrdinaryFile(path);
  const file = await open(path, 'r');
  try {
    const stats = await file.stat({ bigint: true });
    const stamp = fileStamp(stats);
    const before = known.fileHash(path);
    if (before !== undefined && (before.stamp === stamp || before.stamp === stampWithDisk(stats))) return before.hash;
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (let position = 0, sinceBreath = 0; ;) {
      throwIfAborted(signal);
      const bytesRead = await readAround(file, buffer, position, unreadable).catch((error: unknown) => {
        if (!isReadError(error)) throw error;
        throw new AppError('file.unreadable', `"${basename(path)}" cannot be read to its end: its disk does not answer, or reports an error. Where only a part cannot be read, the clip names it in a moment: begin again then, and all else is used.`, { cause: error });
      });
      if (bytesRead === 0) break;
      hash.update(buffer.subarray(0, bytesRead));
      position += bytesRead;
      sinceBreath += bytesRead;
      if (sinceBreath >= BREATH_BYTES) {
        sinceBreath = 0;
        await breathe();
      }
    }
    const digest = hash.digest('hex');
    // A file that was written in the meantime has no known content.
    if (fileStamp(await file.stat({ bigint: true })) === stamp) known.setFileHash(path, stamp, digest);
    return digest;
  } finally {
    await file.close();
  }
}
