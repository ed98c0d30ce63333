import { createChromaTable } from '../../src/shared/colour/chroma-table.ts';
import { plainCoding } from '../../src/shared/colour/coding.ts';
import { fillChromaRow } from '../../src/shared/colour/fill-chroma-row.ts';
import { yccToRgb, type MatrixName } from '../../src/shared/colour/luma.ts';
import { srgbToLab } from '../../src/shared/colour/srgb.ts';
import type { ColourFrame } from './colour-errors.ts';

/**
 * The simplest propagation, as a baseline: every position keeps the keyframe's Lab chroma, whatever moves there.
 * The result is called with the luma of a frame.
 */
export function createColourCopier(key: ColourFrame, matrix: MatrixName): (frame: ColourFrame) => ColourFrame {
  const count = key.width * key.height;
  const a = new Float32Array(count);
  const b = new Float32Array(count);
  for (let index = 0; index < count; index++) {
    const [, keyA, keyB] = srgbToLab(...yccToRgb(key.y[index]!, key.cb[index]!, key.cr[index]!, matrix));
    a[index] = keyA;
    b[index] = keyB;
  }
  const table = createChromaTable(plainCoding(matrix));
  return (frame) => {
    const copied = { ...frame, cb: new Float32Array(count), cr: new Float32Array(count) };
    fillChromaRow(table, { count, y: frame.y, a, b, cb: copied.cb, cr: copied.cr });
    return copied;
  };
}
