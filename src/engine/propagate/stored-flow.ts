import { promisify } from 'node:util';
import { deflateRaw, inflateRaw, type ZlibOptions } from 'node:zlib';
import type { CellFlow } from './cell-flow.ts';

/**
 * Storage of the flow between neighbouring frames of a clip. A lost or damaged one counts as missing and is found again.
 * @throws AppError `disk.full`, `file.notWritable` from `put`
 */
export interface FlowStore {
  /** Flow of frame `here` into frame `there` beside it. */
  get(here: number, there: number): Promise<CellFlow | undefined>;
  put(here: number, there: number, flow: CellFlow): Promise<void>;
}

/** Keeps nothing: each flow is found when it is asked for. The same bits as from a store, since flows are rounded as they are found. */
export const withoutFlowStore: FlowStore = { get: () => Promise.resolve(undefined), put: () => Promise.resolve() };

/** Width and height in cells as little-endian Uint32; then dx and dy, little-endian Int16, by raw deflate: a third to a half of 104 kB at 864×480. */
const HEADER_BYTES = 8;
const MOST_CELLS = 2 ** 24;
const FASTEST = 1;

const [deflate, inflate] = [promisify<Uint8Array, ZlibOptions, Buffer>(deflateRaw), promisify<Uint8Array, ZlibOptions, Buffer>(inflateRaw)];

export async function encodeFlow({ size, dx, dy }: CellFlow): Promise<Uint8Array> {
  const planes = new Int16Array(dx.length + dy.length);
  planes.set(dx);
  planes.set(dy, dx.length);
  const packed = await deflate(new Uint8Array(planes.buffer), { level: FASTEST });
  const bytes = new Uint8Array(HEADER_BYTES + packed.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, size.width, true);
  view.setUint32(4, size.height, true);
  bytes.set(packed, HEADER_BYTES);
  return bytes;
}

/** @throws RangeError when the bytes are not a complete flow */
export async function decodeFlow(bytes: Uint8Array): Promise<CellFlow> {
  if (bytes.byteLength < HEADER_BYTES) throw new RangeError('A flow begins with 8 bytes of size.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = { width: view.getUint32(0, true), height: view.getUint32(4, true) };
  const count = size.width * size.height;
  if (count === 0 || count > MOST_CELLS) throw new RangeError(`A flow has no ${size.width}×${size.height} cells.`);
  const wanted = 4 * count;
  const found = await inflate(bytes.subarray(HEADER_BYTES), { maxOutputLength: wanted }).catch((error: unknown) => { throw new RangeError('The bytes of a flow are damaged.', { cause: error }); });
  if (found.byteLength !== wanted) throw new RangeError(`A flow of ${size.width}×${size.height} cells has ${wanted} bytes, not ${found.byteLength}.`);
  // A copy: a Buffer's memory is shared and may not be aligned for 16-bit words.
  const planes = new Int16Array(new Uint8Array(found).buffer);
  return { size, dx: planes.subarray(0, count), dy: planes.subarray(count) };
}
