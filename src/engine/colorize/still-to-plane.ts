import { AB_UNIT, type AbPlane } from '../../shared/model/ab-plane.ts';
import { labOfPixels, type RgbSamples } from './rgb-to-lab.ts';

/** The chroma of an approved colour still, pixel for pixel at its own size. Exact to half of 1/256 ab; its lightness is left behind. */
export function stillToPlane(still: RgbSamples): AbPlane {
  const count = still.width * still.height;
  const samples = new Int16Array(2 * count);
  labOfPixels(still, (index, _lightness, a, b) => {
    samples[index] = Math.round(a * AB_UNIT);
    samples[count + index] = Math.round(b * AB_UNIT);
  });
  return { width: still.width, height: still.height, samples };
}
