/**
 * A plane of chroma as the cache, the wire and delivery hold it: planar a and b, Int16 in units of 1/256 ab. It has a size of its own (¼
 * of the working size for propagated frames, the network size for painted keyframes, the frame's own for stills).
 */
export interface AbPlane {
  readonly width: number;
  readonly height: number;
  /** `2 · width · height` samples: all of a, then all of b. */
  readonly samples: Int16Array;
}

/** Greatest |a| and |b| of a hint; the networks divide ab by it. */
export const AB_RANGE = 110;

/** Samples per unit of ab. */
export const AB_UNIT = 256;

/** 8 bytes before the samples: width and height as little-endian Uint32. Samples are little-endian Int16. */
const HEADER_BYTES = 8;

export function encodeAbPlane(plane: AbPlane): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + plane.samples.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, plane.width, true);
  view.setUint32(4, plane.height, true);
  bytes.set(new Uint8Array(plane.samples.buffer, plane.samples.byteOffset, plane.samples.byteLength), HEADER_BYTES);
  return bytes;
}

/** @throws RangeError when the bytes are not a complete plane. */
export function decodeAbPlane(bytes: Uint8Array): AbPlane {
  if (bytes.byteLength < HEADER_BYTES) throw new RangeError('An ab plane begins with 8 bytes of size.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = view.getUint32(0, true);
  const height = view.getUint32(4, true);
  if (bytes.byteLength !== HEADER_BYTES + 4 * width * height) throw new RangeError(`An ab plane of ${width}×${height} has ${HEADER_BYTES + 4 * width * height} bytes, not ${bytes.byteLength}.`);
  // A copy: `bytes` may be a Node Buffer, whose own `slice` shares a pool and may not be aligned for 16-bit words.
  return { width, height, samples: new Int16Array(new Uint8Array(bytes.subarray(HEADER_BYTES)).buffer) };
}

/** Float ab (÷ `scale`, e.g. network output with scale 110), planar → plane, rounded and clipped to Int16. */
export function abPlaneFromFloat(values: Float32Array, width: number, height: number, options: { readonly scale: number }): AbPlane {
  const samples = new Int16Array(2 * width * height);
  const factor = options.scale * AB_UNIT;
  for (let index = 0; index < samples.length; index++) samples[index] = Math.max(-32768, Math.min(32767, Math.floor(values[index]! * factor + 0.5)));
  return { width, height, samples };
}

/** Plane → float ab divided by `scale` (110 for network input), planar. */
export function abPlaneToFloat(plane: AbPlane, options: { readonly scale: number }): Float32Array {
  const factor = 1 / (options.scale * AB_UNIT);
  // A loop: `from` with a function first copies the samples into a plain array, which is too large for stills.
  const values = new Float32Array(plane.samples.length);
  for (let index = 0; index < values.length; index++) values[index] = plane.samples[index]! * factor;
  return values;
}
