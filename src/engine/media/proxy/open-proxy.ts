import { crc32 } from 'node:zlib';
import { open, type FileHandle } from 'node:fs/promises';
import { CHECK_OFFSET, ENTRY_BYTES, proxyFiles, readDescription, type ProxyDescription } from './proxy-files.ts';

/** Gray JPEGs of a clip by frame. Its opener must close it. */
export interface Proxy {
  readonly width: number;
  readonly height: number;
  /** Frames of the clip; while the proxy is being made not all are there yet. */
  readonly frameCount: number;
  /** Bytes of one JPEG, or `undefined` when that frame does not exist (yet). */
  frame(index: number): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}

interface OpenFiles {
  readonly description: ProxyDescription;
  readonly state: 'whole' | 'partial';
  readonly pictures: FileHandle;
  readonly offsets: FileHandle;
}

/** No gray JPEG within the largest size of proxies is longer. */
const LONGEST_PICTURE = 8 << 20;

/** Opens the proxy in a directory, complete or in progress; `undefined` when there is none. */
export async function openProxy(directory: string): Promise<Proxy | undefined> {
  const first = await openFiles(directory);
  if (first === undefined) return undefined;
  let files = first;
  let closed = false;
  const closeFiles = async (old: OpenFiles): Promise<void> => {
    await Promise.all([old.pictures.close(), old.offsets.close()]);
  };
  return {
    width: first.description.width,
    height: first.description.height,
    frameCount: first.description.frameCount,
    async frame(index) {
      if (closed || index < 0 || index >= first.description.frameCount) return undefined;
      const found = await readPicture(files, index);
      if (found !== undefined || files.state === 'whole') return found;
      // It may have been completed, or started again, since it was opened.
      const again = await openFiles(directory);
      if (again === undefined) return undefined;
      const old = files;
      files = again;
      await closeFiles(old);
      return readPicture(files, index);
    },
    async close() {
      if (closed) return;
      closed = true;
      await closeFiles(files);
    },
  };
}

async function openFiles(directory: string): Promise<OpenFiles | undefined> {
  for (const state of ['whole', 'partial'] as const) {
    const names = proxyFiles(directory, state);
    const description = await readDescription(names.description);
    if (description === undefined) continue;
    const pictures = await open(names.pictures, 'r').catch(() => undefined); // renamed between the two reads: it is in the other state
    if (pictures === undefined) continue;
    const offsets = await open(names.offsets, 'r').catch(() => undefined); // as above
    if (offsets !== undefined) return { description, state, pictures, offsets };
    await pictures.close();
  }
  return undefined;
}

async function readPicture(files: OpenFiles, index: number): Promise<Uint8Array | undefined> {
  const entries = Buffer.alloc(2 * ENTRY_BYTES);
  const { bytesRead } = await files.offsets.read(entries, 0, entries.length, index * ENTRY_BYTES);
  if (bytesRead < entries.length) return undefined;
  const start = Number(entries.readBigUInt64LE(0));
  const length = Number(entries.readBigUInt64LE(ENTRY_BYTES)) - start;
  // Damaged entries may contain anything.
  if (length <= 0 || length > LONGEST_PICTURE) return undefined;
  const picture = new Uint8Array(length);
  const read = await files.pictures.read(picture, 0, length, start);
  return read.bytesRead === length && crc32(picture) === entries.readUInt32LE(ENTRY_BYTES + CHECK_OFFSET) ? picture : undefined;
}
