import { chromaScale, lumaScale, type SampleCoding } from '../../src/shared/colour/luma.ts';
import type { ColourFrame } from './colour-errors.ts';

/** Code values of a planar 4:4:4 frame (all of Y′, then Cb, then Cr) → signal. */
export function colourFrameOf(codes: Uint8Array | Uint16Array, width: number, height: number, coding: SampleCoding): ColourFrame {
  const count = width * height;
  if (codes.length !== 3 * count) throw new RangeError(`A 4:4:4 frame of ${width}×${height} has ${3 * count} samples, not ${codes.length}.`);
  const plane = (index: number, { offset, scale }: { readonly offset: number; readonly scale: number }): Float32Array => {
    const values = new Float32Array(count);
    for (let sample = 0; sample < count; sample++) values[sample] = (codes[index * count + sample]! - offset) / scale;
    return values;
  };
  const chroma = chromaScale(coding);
  return { width, height, y: plane(0, lumaScale(coding)), cb: plane(1, chroma), cr: plane(2, chroma) };
}
