import type { LumaSamples } from '../../shared/colour/compare-luma.ts';
import { BLOCKS, BLOCKS_ACROSS, BLOCKS_DOWN } from './measure-frame.ts';

/**
 * The largest error of each block, in codes.
 * @param source,delivered planes of one coding, row by row; the delivered one may be a row or column larger
 * @param size of the source in samples, and the width of the delivered plane
 */
export function lumaErrorBlocks(source: LumaSamples, delivered: LumaSamples, { width, deliveredWidth }: { readonly width: number; readonly deliveredWidth: number }): Uint16Array {
  const height = source.length / width;
  const largest = new Uint16Array(BLOCKS);
  for (let y = 0; y < height; y++) {
    const blockRow = Math.floor((y * BLOCKS_DOWN) / height) * BLOCKS_ACROSS;
    const shift = y * (deliveredWidth - width);
    for (let column = 0; column < BLOCKS_ACROSS; column++) {
      // The first sample of a block is the first whose share of the width lies in it.
      const [left, right] = [Math.ceil((column * width) / BLOCKS_ACROSS), Math.ceil(((column + 1) * width) / BLOCKS_ACROSS)];
      let most = largest[blockRow + column]!;
      for (let index = y * width + left, end = y * width + right; index < end; index++) {
        const error = source[index]! - delivered[index + shift]!;
        if (error > most) most = error;
        else if (-error > most) most = -error;
      }
      largest[blockRow + column] = most;
    }
  }
  return largest;
}
