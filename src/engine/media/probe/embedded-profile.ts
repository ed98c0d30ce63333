import type { FileHandle } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';

/** Largest profile that is read; those of printers with tables have some megabytes. */
const MOST_BYTES = 16 << 20;

/** The ICC profile in an image file: PNG (`iCCP`), JPEG (`APP2`), TIFF (tag 34675). `undefined` where there is none, or it cannot be had. */
export async function embeddedProfile(file: FileHandle, head: Buffer): Promise<Buffer | undefined> {
  if (head.toString('latin1', 1, 4) === 'PNG') return pngProfile(head);
  if (head.readUInt16BE(0) === 0xffd8) return jpegProfile(head);
  const order = head.toString('latin1', 0, 2);
  return order === 'II' || order === 'MM' ? tiffProfile(file, order === 'II') : undefined;
}

/** Chunks before the pixels, by type; of equal ones the last. */
export function pngChunks(head: Buffer): ReadonlyMap<string, Buffer> {
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at + 12 <= head.length; at += 12 + head.readUInt32BE(at)) {
    const type = head.toString('latin1', at + 4, at + 8);
    if (type === 'IDAT') break;
    chunks.set(type, head.subarray(at + 8, at + 8 + head.readUInt32BE(at)));
  }
  return chunks;
}

/** Name, 0, method, and the profile deflated. */
function pngProfile(head: Buffer): Buffer | undefined {
  const chunk = pngChunks(head).get('iCCP');
  if (chunk === undefined) return undefined;
  try {
    return inflateSync(chunk.subarray(chunk.indexOf(0) + 2), { maxOutputLength: MOST_BYTES });
  } catch {
    return undefined; // damaged or cut off: the name of the chunk is what is left
  }
}

const ICC_MARK = 'ICC_PROFILE\0';

/** ICC.1:2010 annex B.4: segments with their number. */
function jpegProfile(head: Buffer): Buffer | undefined {
  const parts = new Map<number, Buffer>();
  for (let at = 2; at + 4 <= head.length && head[at] === 0xff && head[at + 1] !== 0xda; at += 2 + head.readUInt16BE(at + 2)) {
    const body = head.subarray(at + 4, at + 2 + head.readUInt16BE(at + 2));
    if (head[at + 1] === 0xe2 && body.toString('latin1', 0, ICC_MARK.length) === ICC_MARK) parts.set(body[ICC_MARK.length]!, body.subarray(ICC_MARK.length + 2));
  }
  return parts.size === 0 ? undefined : Buffer.concat([...parts].toSorted(([a], [b]) => a - b).map(([, part]) => part));
}

const ICC_TAG = 34_675;
/** Tags of one directory that are looked at. */
const MOST_TAGS = 1000;

/** TIFF 6.0: the first directory, wherever it lies. BigTIFF has none that is read here. */
async function tiffProfile(file: FileHandle, isLittle: boolean): Promise<Buffer | undefined> {
  const read = async (at: number, length: number): Promise<Buffer> => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
    return buffer.subarray(0, bytesRead);
  };
  const short = (bytes: Buffer, at: number): number => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const long = (bytes: Buffer, at: number): number => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const header = await read(0, 8);
  if (short(header, 2) !== 42) return undefined;
  const directory = long(header, 4);
  const count = Math.min(MOST_TAGS, short(await read(directory, 2), 0));
  const entries = await read(directory + 2, 12 * count);
  for (let at = 0; at + 12 <= entries.length; at += 12) {
    if (short(entries, at) === ICC_TAG && long(entries, at + 4) <= MOST_BYTES) return read(long(entries, at + 8), long(entries, at + 4));
  }
  return undefined;
}
