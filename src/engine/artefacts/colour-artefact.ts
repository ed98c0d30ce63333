import { type AbPlane, decodeAbPlane, encodeAbPlane } from '../../shared/model/ab-plane.ts';
import { encodeConfidencePlane } from '../../shared/model/confidence-plane.ts';

/** Colour of one frame, with its confidence where it was propagated. */
export interface FrameColourPlanes {
  readonly plane: AbPlane;
  /** At the plane's size, 0…255 for 0…1; left out for keyframes, which are sure everywhere. */
  readonly confidence?: Uint8Array;
}

/** Bytes of width and height before the samples, of either plane. */
const SIZE_BYTES = 8;

/** The ab plane as `encodeAbPlane` gives it, then the confidence, one byte a sample. */
export function encodeColour({ plane, confidence }: FrameColourPlanes): Uint8Array {
  const ab = encodeAbPlane(plane);
  if (confidence === undefined) return ab;
  const payload = new Uint8Array(ab.byteLength + confidence.byteLength);
  payload.set(ab);
  payload.set(confidence, ab.byteLength);
  return payload;
}

/** @throws RangeError when the payload has another format */
export function decodeColour(payload: Uint8Array): FrameColourPlanes {
  const ab = colourPlaneBytes(payload);
  const confidence = payload.subarray(ab.byteLength);
  const plane = decodeAbPlane(ab);
  return confidence.byteLength === 0 ? { plane } : { plane, confidence: Uint8Array.from(confidence) };
}

/** The ab plane alone, still encoded. @throws RangeError */
export function colourPlaneBytes(payload: Uint8Array): Uint8Array {
  const samples = sampleCount(payload);
  const end = SIZE_BYTES + 4 * samples;
  if (payload.byteLength !== end && payload.byteLength !== end + samples) throw new RangeError('This artefact is not the colour of a frame.');
  return payload.subarray(0, end);
}

/** The confidence alone, as `decodeConfidencePlane` reads it; `undefined` where there is none. @throws RangeError */
export function colourConfidenceBytes(payload: Uint8Array): Uint8Array | undefined {
  const ab = colourPlaneBytes(payload);
  const values = payload.subarray(ab.byteLength);
  const size = new DataView(payload.buffer, payload.byteOffset, SIZE_BYTES);
  return values.byteLength === 0 ? undefined : encodeConfidencePlane({ width: size.getUint32(0, true), height: size.getUint32(4, true), values });
}

function sampleCount(payload: Uint8Array): number {
  if (payload.byteLength < SIZE_BYTES) throw new RangeError('This artefact is not the colour of a frame.');
  const size = new DataView(payload.buffer, payload.byteOffset, SIZE_BYTES);
  return size.getUint32(0, true) * size.getUint32(4, true);
}
