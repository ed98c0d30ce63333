import { lightnessOfGray } from '../../../shared/colour/srgb.ts';
import type { ImagePoint } from '../../../shared/model/hint.ts';

let probe: CanvasRenderingContext2D | null | undefined;

/** L of the gray at a position of a luma picture. */
export function lightnessAt(bitmap: ImageBitmap, at: ImagePoint): number | undefined {
  if (probe === undefined) {
    const canvas = document.createElement('canvas');
    canvas.width = 1;
    canvas.height = 1;
    probe = canvas.getContext('2d', { willReadFrequently: true });
  }
  if (probe === null) return undefined;
  const x = Math.min(bitmap.width - 1, Math.floor(at[0] * bitmap.width));
  const y = Math.min(bitmap.height - 1, Math.floor(at[1] * bitmap.height));
  probe.drawImage(bitmap, x, y, 1, 1, 0, 0, 1, 1);
  return lightnessOfGray(probe.getImageData(0, 0, 1, 1).data[0]! / 255);
}
