import { yccToRgb, type MatrixName } from '../../src/shared/colour/luma.ts';
import type { ColourFrame } from './colour-errors.ts';

/** An 8-bit R′G′B′ picture, interleaved. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

const GAP = 4;
const PAPER = 32;

/** A frame as R′G′B′, reduced by means of whole pixels to at most `maxWidth`. */
export function thumbnail(frame: ColourFrame, matrix: MatrixName, maxWidth: number): RgbImage {
  const step = Math.max(1, Math.ceil(frame.width / maxWidth));
  const width = Math.floor(frame.width / step);
  const height = Math.floor(frame.height / step);
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const sum: [number, number, number] = [0, 0, 0];
      for (let dy = 0; dy < step; dy++) {
        for (let dx = 0; dx < step; dx++) {
          const index = (row * step + dy) * frame.width + column * step + dx;
          sum[0] += frame.y[index]!;
          sum[1] += frame.cb[index]!;
          sum[2] += frame.cr[index]!;
        }
      }
      const share = 1 / (step * step);
      const rgb = yccToRgb(sum[0] * share, sum[1] * share, sum[2] * share, matrix);
      for (const channel of [0, 1, 2] as const) data[3 * (row * width + column) + channel] = Math.round(255 * Math.min(1, Math.max(0, rgb[channel])));
    }
  }
  return { width, height, data };
}

/** Rows of pictures of one size on a dark ground. */
export function contactSheet(rows: readonly (readonly RgbImage[])[]): RgbImage {
  const cell = rows[0]?.[0];
  if (cell === undefined) throw new RangeError('A contact sheet needs a picture.');
  const columns = Math.max(...rows.map((row) => row.length));
  const width = columns * (cell.width + GAP) + GAP;
  const height = rows.length * (cell.height + GAP) + GAP;
  const data = new Uint8Array(width * height * 3).fill(PAPER);
  rows.forEach((row, y) => row.forEach((image, x) => {
    const left = GAP + x * (cell.width + GAP);
    const top = GAP + y * (cell.height + GAP);
    for (let line = 0; line < image.height; line++) data.set(image.data.subarray(3 * line * image.width, 3 * (line + 1) * image.width), 3 * ((top + line) * width + left));
  }));
  return { width, height, data };
}
