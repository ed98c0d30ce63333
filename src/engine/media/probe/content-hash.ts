import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Clip } from '../../../shared/model/clip.ts';
import { imagePath } from './image-sequence.ts';

const END_BYTES = 1 << 20;
const MIDDLE_PARTS = 8;
const MIDDLE_BYTES = 1 << 16;

/**
 * SHA-256 over the size and parts of the content (first and last MiB, eight parts between), so that a film of any length is known
 * again in a moment. Of a sequence: its count and the same of its first, middle and last image.
 */
export async function contentHash(source: Clip['source'], frameCount: number): Promise<string> {
  const hash = createHash('sha256');
  if (source.kind === 'file') await addFile(hash, source.path);
  else {
    hash.update(`${frameCount} images\n`);
    for (const index of new Set([0, frameCount >> 1, frameCount - 1])) await addFile(hash, imagePath(source, index));
  }
  return hash.digest('hex');
}

async function addFile(hash: Hash, path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    hash.update(`${size} bytes\n`);
    const add = async (position: number, length: number): Promise<void> => {
      const buffer = Buffer.alloc(length);
      const { bytesRead } = await file.read(buffer, 0, length, position);
      hash.update(buffer.subarray(0, bytesRead));
    };
    await add(0, Math.min(size, END_BYTES));
    for (let part = 1; part <= MIDDLE_PARTS; part++) await add(Math.floor((size * part) / (MIDDLE_PARTS + 1)), MIDDLE_BYTES);
    await add(Math.max(0, size - END_BYTES), Math.min(size, END_BYTES));
  } finally {
    await file.close();
  }
}
