import { abPlaneFromFloat, type AbPlane } from '../../../shared/model/ab-plane.ts';
import type { WorkingLuma } from '../../../shared/model/working-luma.ts';
import type { Size } from '../../../shared/model/working-size.ts';

/** A multiple of the networks' sizes. */
export const PROBE_SIZE: Size = { width: 128, height: 96 };

/** A picture out of integers alone, equal on every machine: a block that moves over a textured ground. */
export function probeLuma(frame: number, { width, height }: Size): WorkingLuma {
  const lightness = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isBlock = Math.abs(x - 40 - 4 * frame) < 20 && Math.abs(y - 48) < 20;
      lightness[y * width + x] = (isBlock ? 70 : 35) + ((x * 7 + y * 13) % 16);
    }
  }
  return { frame, width, height, lightness };
}

/** A key plane for such pictures, a quarter of the size. */
export function probePlane({ width, height }: Size): AbPlane {
  return abPlaneFromFloat(Float32Array.from({ length: 2 * (width / 4) * (height / 4) }, (_, index) => ((index % 61) - 30) / 110), width / 4, height / 4, { scale: 110 });
}
