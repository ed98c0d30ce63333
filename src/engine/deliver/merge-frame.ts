import type { ColourCoding } from '../../shared/colour/coding.ts';
import { chromaScale, lumaCoefficients, lumaScale, type SampleCoding } from '../../shared/colour/luma.ts';
import { toDeliveredLuma } from '../../shared/colour/luma-codes.ts';
import type { AbPlane } from '../../shared/model/ab-plane.ts';
import type { LayerTable } from '../../shared/model/layer-table.ts';
import type { RawLayout } from '../../shared/model/delivery-codecs.ts';
import type { Size } from '../../shared/model/working-size.ts';
import { chromaSize, lightOfCodes } from '../media/index.ts';
import type { ChromaMerger, LumaPlane, MergeFormat } from './merge-chroma.ts';

/** How ffmpeg is given a frame; words are little-endian. */
interface FrameFormat extends MergeFormat {
  readonly layout: RawLayout;
  /** Size of the written picture, at most one row and column larger than the source's; the last ones are repeated. Default: the source's. */
  readonly size?: Size;
}

export interface FrameToMerge {
  readonly luma: LumaPlane;
  /** `undefined`: no colour is known; neutral gray. */
  readonly plane: AbPlane | undefined;
  /** Layers over the plane. */
  readonly layers?: LayerTable | undefined;
  readonly format: FrameFormat;
}

export interface MergedFrame {
  /** Planes for the encoder, in order. */
  readonly parts: readonly Uint8Array[];
  /** Share 0…1 of chroma samples that were outside sRGB and were reduced. */
  readonly reducedShare: number;
}

/** Source luma and chroma plane → the bytes of one raw frame. */
export function mergeFrame(frame: FrameToMerge, merger: ChromaMerger): MergedFrame {
  switch (frame.format.layout) {
    case 'planar-yuv': {
      const { cb, cr, reducedShare, ...own } = merger.merge(frame.luma, frame.plane, frame.format, frame.layers);
      const size = frame.format.size ?? frame.luma;
      const y = padded(toDeliveredLuma(frame.luma.samples, frame.luma.coding, frame.format), frame.luma, size);
      // Half of an odd size is rounded up: 4:2:0 chroma fits the even picture as it is, 4:2:2 lacks a row.
      const chroma = chromaSize(frame.format.chroma, size);
      return { parts: [y, padded(cb, own, chroma), padded(cr, own, chroma)].map(bytesOf), reducedShare };
    }
    case 'packed-rgb': case 'planar-gbr': case 'linear-floats': {
      // Merged in 16 bits of full range, so that the only rounding that counts is that of R′G′B′ themselves.
      const coding = { bitDepth: 16, range: 'full', chroma: '444' } as const;
      const { cb, cr, reducedShare } = merger.merge(frame.luma, frame.plane, coding, frame.layers);
      return { parts: [bytesOf(writeRgb(frame.luma, { cb, cr, coding, colour: merger.coding }, { layout: frame.format.layout, bitDepth: frame.format.bitDepth }))], reducedShare };
    }
  }
}

/** The plane with its last column and row once more where the written picture is larger. */
function padded(samples: Uint8Array | Uint16Array, from: Size, to: Size): Uint8Array | Uint16Array {
  if (from.width === to.width && from.height === to.height) return samples;
  const out = samples instanceof Uint16Array ? new Uint16Array(to.width * to.height) : new Uint8Array(to.width * to.height);
  for (let y = 0; y < to.height; y++) {
    const row = Math.min(y, from.height - 1) * from.width;
    out.set(samples.subarray(row, row + from.width), y * to.width);
    out.fill(samples[row + from.width - 1]!, y * to.width + from.width, (y + 1) * to.width);
  }
  return out;
}

interface FullChroma {
  readonly cb: Uint8Array | Uint16Array;
  readonly cr: Uint8Array | Uint16Array;
  readonly coding: SampleCoding;
  readonly colour: ColourCoding;
}

type RgbFormat = Pick<FrameFormat, 'bitDepth'> & { readonly layout: Exclude<RawLayout, 'planar-yuv'> };

/** R′G′B′ of a frame in the layout's order; floats in linear light by the clip's curve. */
function writeRgb(luma: LumaPlane, chroma: FullChroma, { layout, bitDepth }: RgbFormat): Uint8Array | Uint16Array | Float32Array {
  const count = luma.samples.length;
  // Floats are looked up by their 16-bit code, which is finer than half floats.
  const highest = layout === 'linear-floats' ? 65_535 : 2 ** bitDepth - 1;
  const light = layout === 'linear-floats' ? lightOfCodes(chroma.colour.curve) : undefined;
  const out = light !== undefined ? new Float32Array(3 * count) : bitDepth > 8 ? new Uint16Array(3 * count) : new Uint8Array(3 * count);
  // Planes come in the order G, B, R.
  const [redAt, greenAt, blueAt, step] = layout === 'packed-rgb' ? [0, 1, 2, 3] : [2 * count, 0, count, 1];
  const { kr, kg, kb } = lumaCoefficients(chroma.colour.matrix);
  const yScale = lumaScale(luma.coding);
  const cScale = chromaScale(chroma.coding);
  const code = (signal: number): number => {
    const value = signal * highest + 0.5;
    const rounded = value < 0 ? 0 : value > highest ? highest : value | 0;
    return light === undefined ? rounded : light[rounded]!;
  };
  for (let index = 0, at = 0; index < count; index++, at += step) {
    const y = (luma.samples[index]! - yScale.offset) / yScale.scale;
    let red = (2 * (1 - kr) * (chroma.cr[index]! - cScale.offset)) / cScale.scale;
    let blue = (2 * (1 - kb) * (chroma.cb[index]! - cScale.offset)) / cScale.scale;
    let green = -(kr * red + kb * blue) / kg;
    const highestPart = Math.max(red, green, blue);
    const lowestPart = Math.min(red, green, blue);
    if (y + highestPart > 1 || y + lowestPart < 0) {
      // Merging lets R′G′B′ leave 0…1 by the rounding of 8-bit Y′CbCr. Here it would be cut off, and luma with it: chroma gives way.
      const share = Math.max(0, Math.min(1, highestPart > 0 ? (1 - y) / highestPart : 1, lowestPart < 0 ? y / -lowestPart : 1));
      red *= share;
      green *= share;
      blue *= share;
    }
    out[redAt + at] = code(y + red);
    out[greenAt + at] = code(y + green);
    out[blueAt + at] = code(y + blue);
  }
  return out;
}

/** The bytes of a typed array as they lie in memory; every platform that the program runs on is little-endian. */
function bytesOf(samples: Uint8Array | Uint16Array | Float32Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}
