import type { Size } from '../../shared/model/working-size.ts';

/**
 * A plane between its samples, linear in both directions; beyond its edge the nearest sample.
 * @param x in samples, sample centres at whole numbers
 * @param [channels] of a plane whose samples have several values @param [channel] the one that is read
 */
export function bilinear(plane: Float32Array, { width, height }: Size, x: number, y: number, channels = 1, channel = 0): number {
  const [across, down] = [Math.min(width - 1, Math.max(0, x)), Math.min(height - 1, Math.max(0, y))];
  const [left, top] = [Math.floor(across), Math.floor(down)];
  const [right, bottom] = [Math.min(width - 1, left + 1), Math.min(height - 1, top + 1)];
  const [u, v] = [across - left, down - top];
  const at = (column: number, row: number): number => plane[channels * (row * width + column) + channel]!;
  return (1 - v) * ((1 - u) * at(left, top) + u * at(right, top)) + v * ((1 - u) * at(left, bottom) + u * at(right, bottom));
}
