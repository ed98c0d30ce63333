import type { ColourCoding } from '../../shared/colour/coding.ts';
import { chromaScale, lumaScale } from '../../shared/colour/luma.ts';
import type { Size } from '../../shared/model/working-size.ts';
import type { LumaFrame, PictureFrame } from '../media/index.ts';
import { createYccToLab } from './ycc-to-lab.ts';

/** Size of the grid of blocks for measurements over time. */
export const BLOCKS_ACROSS = 16;
export const BLOCKS_DOWN = 9;
export const BLOCKS = BLOCKS_ACROSS * BLOCKS_DOWN;

/** Chroma samples that are looked at across a picture: enough for shares and means. */
const SAMPLES_ACROSS = 160;

/** C*ab from which a place counts as coloured. */
const COLOURED = 2;
/** Lightness between which colour can be seen. */
const DARKEST = 4;
const BRIGHTEST = 97;

/** The skin line of a vectorscope (the +I axis of NTSC): 123° from +Cb towards +Cr, about the hue of every skin. */
const SKIN_LINE = 123;
const SKIN_WITHIN = 30;
const SKIN_CHROMA = [6, 60] as const;
/** Share of a picture from which skin-like colours are measured. */
const SKIN_SHARE = 0.005;

export interface FrameMeasures {
  readonly chroma: number;
  readonly coverage: number;
  readonly outOfGamut: number;
  readonly skinDeviation: number | null;
  /** Means of L, a and b by block, one plane after the other. */
  readonly blocks: Float32Array;
  /** Share of each block (0…255) outside R′G′B′; absent where nothing is. */
  readonly outsideBlocks?: Uint8Array;
  /** Deviation of skin-like colours by block: the sum of degrees, where the block with the most has 255; absent where there are none. */
  readonly skinBlocks?: Uint8Array;
}

/** Rows of luma that block means leave out: a frame is recognised by every other one as well. */
const ROW_STEP = 2;

/**
 * Mean Y′ 0…1 of each block: what frames are recognised by.
 * @param size of the source: rows and columns that a delivery was padded by are left out
 */
export function lumaBlocks(luma: Pick<LumaFrame, 'width' | 'coding' | 'samples'>, { width, height }: Size): Float32Array {
  const { samples, coding } = luma;
  const { offset, scale } = lumaScale(coding);
  const means = new Float32Array(BLOCKS);
  for (let row = 0; row < BLOCKS_DOWN; row++) {
    const [top, bottom] = [Math.floor((row * height) / BLOCKS_DOWN), Math.max(Math.floor(((row + 1) * height) / BLOCKS_DOWN), Math.floor((row * height) / BLOCKS_DOWN) + 1)];
    for (let column = 0; column < BLOCKS_ACROSS; column++) {
      const [left, right] = [Math.floor((column * width) / BLOCKS_ACROSS), Math.max(Math.floor(((column + 1) * width) / BLOCKS_ACROSS), Math.floor((column * width) / BLOCKS_ACROSS) + 1)];
      let [sum, count] = [0, 0];
      for (let y = top; y < bottom; y += ROW_STEP) {
        for (let index = y * luma.width + left, end = y * luma.width + right; index < end; index++) sum += samples[index]!;
        count += right - left;
      }
      means[row * BLOCKS_ACROSS + column] = (sum / count - offset) / scale;
    }
  }
  return means;
}

/** Measures frames of one film. A picture without chroma is gray. */
export function createFrameMeter(coding: ColourCoding): (frame: PictureFrame) => FrameMeasures {
  const toLab = createYccToLab(coding);
  return ({ luma, chroma }) => {
    const size = chroma ?? luma;
    const step = Math.max(1, Math.floor(size.width / SAMPLES_ACROSS));
    const [across, down] = [luma.width / size.width, luma.height / size.height];
    const [lumaOf, chromaOf] = [lumaScale(luma.coding), chromaScale(luma.coding)];
    const [blocks, counts] = [new Float32Array(3 * BLOCKS), new Uint32Array(BLOCKS)];
    const [outsideCounts, skinSums] = [new Float32Array(BLOCKS), new Float32Array(BLOCKS)];
    let [count, visible, coloured, outside, chromaSum, skin, skinSum] = [0, 0, 0, 0, 0, 0, 0];
    for (let y = step >> 1; y < size.height; y += step) {
      const lumaRow = Math.min(luma.height - 1, Math.floor((y + 0.5) * down)) * luma.width;
      const blockRow = Math.floor((y * BLOCKS_DOWN) / size.height) * BLOCKS_ACROSS;
      for (let x = step >> 1; x < size.width; x += step) {
        const at = y * size.width + x;
        const signal = (luma.samples[lumaRow + Math.min(luma.width - 1, Math.floor(x * across))]! - lumaOf.offset) / lumaOf.scale;
        const cb = chroma === undefined ? 0 : (chroma.cb[at]! - chromaOf.offset) / chromaOf.scale;
        const cr = chroma === undefined ? 0 : (chroma.cr[at]! - chromaOf.offset) / chromaOf.scale;
        const { lab: [lightness, a, b], outside: isOutside } = toLab(signal, cb, cr);
        const strength = Math.sqrt(a * a + b * b);
        const block = blockRow + Math.floor((x * BLOCKS_ACROSS) / size.width);
        blocks[block]! += lightness;
        blocks[BLOCKS + block]! += a;
        blocks[2 * BLOCKS + block]! += b;
        counts[block]!++;
        count++;
        chromaSum += strength;
        if (isOutside) {
          outside++;
          outsideCounts[block]!++;
        }
        if (lightness > DARKEST && lightness < BRIGHTEST) {
          visible++;
          if (strength >= COLOURED) coloured++;
        }
        // The skin line lies in the quadrant of negative Cb and positive Cr with all of its surroundings.
        if (cb < 0 && cr > 0 && strength >= SKIN_CHROMA[0] && strength <= SKIN_CHROMA[1]) {
          const fromLine = Math.abs(((Math.atan2(cr, cb) * 180) / Math.PI - SKIN_LINE + 540) % 360 - 180);
          if (fromLine <= SKIN_WITHIN) {
            skin++;
            skinSum += fromLine;
            skinSums[block]! += fromLine;
          }
        }
      }
    }
    for (let plane = 0; plane < 3; plane++) for (let block = 0; block < BLOCKS; block++) blocks[plane * BLOCKS + block]! /= Math.max(1, counts[block]!);
    const mostSkin = skinSums.reduce((most, each) => Math.max(most, each), 0);
    return {
      chroma: chromaSum / count, coverage: visible === 0 ? 1 : coloured / visible, outOfGamut: outside / count,
      skinDeviation: skin >= SKIN_SHARE * count ? skinSum / skin : null, blocks,
      ...(outside === 0 ? {} : { outsideBlocks: Uint8Array.from(outsideCounts, (each, block) => Math.ceil((255 * each) / Math.max(1, counts[block]!))) }),
      ...(skin < SKIN_SHARE * count ? {} : { skinBlocks: Uint8Array.from(skinSums, (each) => (255 * each) / mostSkin) }),
    };
  };
}
