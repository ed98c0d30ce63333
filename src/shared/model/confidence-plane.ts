/** Confidence of a frame on the wire: one byte per sample, 0 … 255 for 0 … 1. */
export interface ConfidencePlane {
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array<ArrayBuffer>;
}

const HEADER_BYTES = 8;

/** Width and height as little-endian Uint32, then the samples. */
export function encodeConfidencePlane({ width, height, values }: { readonly width: number; readonly height: number; readonly values: Uint8Array }): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + values.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, width, true);
  view.setUint32(4, height, true);
  bytes.set(values, HEADER_BYTES);
  return bytes;
}

/** Inverse of {@link encodeConfidencePlane}. @throws RangeError when the bytes are not a complete plane */
export function decodeConfidencePlane(bytes: Uint8Array): ConfidencePlane {
  if (bytes.byteLength < HEADER_BYTES) throw new RangeError('A confidence plane begins with 8 bytes of size.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(0, true), view.getUint32(4, true)];
  if (bytes.byteLength !== HEADER_BYTES + width * height) throw new RangeError(`A confidence plane of ${width}×${height} has ${HEADER_BYTES + width * height} bytes, not ${bytes.byteLength}.`);
  return { width, height, values: new Uint8Array(bytes.subarray(HEADER_BYTES)) };
}
