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

/** Width and height in cells as little-endian Uint32; then dx and dy, little-endian Int16. */
const HEADER_BYTES = 8;

export function encodeFlow({ size, dx, dy }: CellFlow): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + dx.byteLength + dy.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, size.width, true);
  view.setUint32(4, size.height, true);
  const planes = new Int16Array(bytes.buffer, HEADER_BYTES);
  planes.set(dx);
  planes.set(dy, dx.length);
  return bytes;
}

/** @throws RangeError when the bytes are not a complete flow */
export function decodeFlow(bytes: Uint8Array): CellFlow {
  if (bytes.byteLength < HEADER_BYTES) throw new RangeError('A flow begins with 8 bytes of size.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = { width: view.getUint32(0, true), height: view.getUint32(4, true) };
  const count = size.width * size.height;
  if (bytes.byteLength !== HEADER_BYTES + 4 * count) throw new RangeError(`A flow of ${size.width}×${size.height} cells has ${HEADER_BYTES + 4 * count} bytes, not ${bytes.byteLength}.`);
  // A copy: `bytes` may be a Node Buffer, whose memory is shared and may not be aligned for 16-bit words.
  const planes = new Int16Array(new Uint8Array(bytes.subarray(HEADER_BYTES)).buffer);
  return { size, dx: planes.subarray(0, count), dy: planes.subarray(count) };
}
