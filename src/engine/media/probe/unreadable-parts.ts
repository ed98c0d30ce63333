import { type FileHandle, open } from 'node:fs/promises';
import type { Clip, UnreadablePart } from '../../../shared/model/clip.ts';
import { throwIfAborted } from '../ffmpeg/spawn-tool.ts';
import { assertOrdinaryFile } from './media-path.ts';

/** Disks fail by sectors of 512 or 4096 bytes; the system reads pages of 4096. */
const BLOCK_BYTES = 4096;
const CHUNK_BYTES = 1 << 20;
/** Parts of one file that are kept apart; of more, those with the least between them count as one. They are named to ffmpeg in one argument. */
const MOST_PARTS = 32;

/** Whether an error of reading a file says that its disk could not give what is stored there. */
export function isReadError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EIO';
}

/**
 * Reads a file from end to end for the parts that its disk does not give, in whole blocks. A failed read can take a disk seconds, so the end
 * of a part is looked for in growing steps; what is readable within such a step counts as unreadable.
 * @throws errors of opening the file, and of reading other than a read error; AbortError
 */
export async function findUnreadable(path: string, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<readonly UnreadablePart[]> {
  await assertOrdinaryFile(path);
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const chunk = Buffer.alloc(CHUNK_BYTES);
    const parts: UnreadablePart[] = [];
    for (let position = 0; position < size;) {
      throwIfAborted(options.signal);
      const bytes = await readAt(file, chunk, position);
      if (bytes === 0) break;
      if (bytes !== undefined) position += bytes;
      else {
        const part = await unreadableFrom(file, position, size, options);
        if (part !== undefined) parts.push(part);
        position = part?.to ?? position + CHUNK_BYTES;
      }
    }
    return fewParts(parts);
  } finally {
    await file.close();
  }
}

/** Bytes read; `undefined` for a read error. */
async function readAt(file: FileHandle, buffer: Buffer, position: number): Promise<number | undefined> {
  try {
    return (await file.read(buffer, 0, buffer.length, position)).bytesRead;
  } catch (error) {
    if (isReadError(error)) return undefined;
    throw error;
  }
}

/** The part that begins in the chunk at a position. `undefined` where every block of it can be read on its own. */
async function unreadableFrom(file: FileHandle, position: number, size: number, options: { readonly signal?: AbortSignal | undefined }): Promise<UnreadablePart | undefined> {
  const block = Buffer.alloc(BLOCK_BYTES);
  // A read that fails within the block may give what lies before the error.
  const isReadable = async (at: number): Promise<boolean> => {
    throwIfAborted(options.signal);
    for (let read = 0; read < BLOCK_BYTES;) {
      const bytes = await readAt(file, block.subarray(read), at + read);
      if (bytes === undefined) return false;
      if (bytes === 0) break;
      read += bytes;
    }
    return true;
  };
  const first = floorToBlock(position);
  const end = Math.min(size, position + CHUNK_BYTES);
  let from = first;
  while (from < end && await isReadable(from)) from += BLOCK_BYTES;
  if (from >= end) return undefined;
  let bad = from;
  let good = bad;
  for (let step = BLOCK_BYTES; good === bad; step *= 2) {
    const at = bad + step;
    if (at >= size) good = Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
    else if (await isReadable(at)) good = at;
    else bad = at;
    if (good < bad) good = bad;
  }
  while (good - bad > BLOCK_BYTES) {
    const middle = floorToBlock((bad + good) / 2);
    if (await isReadable(middle)) good = middle;
    else bad = middle;
  }
  return { from, to: Math.min(good, size) };
}

function floorToBlock(position: number): number {
  return Math.floor(position / BLOCK_BYTES) * BLOCK_BYTES;
}

function fewParts(parts: readonly UnreadablePart[]): readonly UnreadablePart[] {
  const kept = [...parts];
  while (kept.length > MOST_PARTS) {
    const between = (index: number): number => kept[index + 1]!.from - kept[index]!.to;
    const nearest = Array.from({ length: kept.length - 1 }, (_, index) => index).reduce((best, index) => (between(index) < between(best) ? index : best), 0);
    kept.splice(nearest, 2, { from: kept[nearest]!.from, to: kept[nearest + 1]!.to });
  }
  return kept;
}

/**
 * Reads a stretch of a file, with zeros for the parts that cannot be read. Fills the buffer as far as the file goes.
 * @returns bytes filled @throws errors of reading
 */
export async function readAround(file: FileHandle, buffer: Buffer, position: number, unreadable: Clip['unreadable'] = []): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    const at = position + filled;
    const part = unreadable.find(({ to }) => to > at);
    const isIn = part !== undefined && part.from <= at;
    const length = Math.min(buffer.length - filled, part === undefined ? Infinity : (isIn ? part.to : part.from) - at);
    if (isIn) buffer.fill(0, filled, filled + length);
    const bytesRead = isIn ? length : (await file.read(buffer, filled, length, at)).bytesRead;
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
