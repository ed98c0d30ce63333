import type { GrayPicture } from './picture-tensors.ts';
import type { Size } from '../../../shared/model/working-size.ts';

/** The gray test picture for added models: a bright oval like a face in front of a ramp, with some texture; L from 8 to 92. */
export function trialPicture({ width, height }: Size): GrayPicture {
  const lightness = Float32Array.from({ length: width * height }, (_, index) => {
    const [x, y] = [((index % width) + 0.5) / width, (Math.floor(index / width) + 0.5) / height];
    const texture = ((index * 7919) % 13) / 3;
    return Math.hypot((x - 0.5) * 1.4, y - 0.45) < 0.3 ? 70 + 16 * y + texture : 8 + 55 * x + 5 * Math.sin(24 * y) + 5 + texture;
  });
  return { width, height, lightness };
}
