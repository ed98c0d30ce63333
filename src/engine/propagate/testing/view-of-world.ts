import type { Size } from '../../../shared/model/working-size.ts';
import type { FeatureMap } from '../position-similarity.ts';

const CHANNELS = 8;

/** A pseudo-random number, always the same for the same position of the world. */
function noise(x: number, y: number, channel: number): number {
  const value = Math.sin(x * 12.9898 + y * 78.233 + channel * 37.719) * 43758.5453;
  return value - Math.floor(value) - 0.5;
}

/** The view of a world from (left, top), in which neighbouring cells are similar, as features are. `covered` cells show something else. */
export function viewOfWorld(size: Size, left: number, top: number, covered: (x: number, y: number) => boolean = () => false): FeatureMap {
  const vectors = new Float32Array(size.width * size.height * CHANNELS);
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const elsewhere = covered(x, y) ? 500 : 0;
      const [wx, wy] = [x + left + elsewhere, y + top + elsewhere];
      const [x0, y0, fx, fy] = [Math.floor(wx / 3), Math.floor(wy / 3), (wx / 3) % 1, (wy / 3) % 1];
      const vector = Array.from({ length: CHANNELS }, (_, channel) => (1 - fy) * ((1 - fx) * noise(x0, y0, channel) + fx * noise(x0 + 1, y0, channel)) + fy * ((1 - fx) * noise(x0, y0 + 1, channel) + fx * noise(x0 + 1, y0 + 1, channel)));
      const length = Math.hypot(...vector);
      vectors.set(vector.map((value) => value / length), (y * size.width + x) * CHANNELS);
    }
  }
  return { ...size, channels: CHANNELS, vectors };
}
