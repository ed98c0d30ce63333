import { resamplePlane } from '../src/shared/colour/resample.ts';
import { labToSrgb } from '../src/shared/colour/srgb.ts';
import { AB_UNIT, type AbPlane } from '../src/shared/model/ab-plane.ts';

/** dB over R′G′B′ 0…1 with the true L on both sides. @param truth L 0…100 at the size of its plane */
export function rgbPsnr({ luma: { lightness }, plane: truth }: { readonly luma: { readonly lightness: Float32Array }; readonly plane: AbPlane }, plane: AbPlane): number {
  const { width, height } = truth;
  const found = resamplePlane(plane, { width, height });
  const count = width * height;
  let sum = 0;
  for (let index = 0; index < count; index++) {
    const rgb = (samples: Int16Array): readonly number[] => labToSrgb(lightness[index]!, samples[index]! / AB_UNIT, samples[count + index]! / AB_UNIT);
    const [is, should] = [rgb(found.samples), rgb(truth.samples)];
    for (let channel = 0; channel < 3; channel++) sum += (is[channel]! - should[channel]!) ** 2;
  }
  return -10 * Math.log10(sum / (3 * count));
}
