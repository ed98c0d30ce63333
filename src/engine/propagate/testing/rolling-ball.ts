import type { TrueFrame } from '../../../../test/support/real-clip.ts';

export const size = { width: 96, height: 64 };

/** A red ball that rolls over a blue-gray ground, with its true colour. */
function ball(frame: number, radius = 14): TrueFrame {
  const count = size.width * size.height;
  const lightness = new Float32Array(count);
  const samples = new Int16Array(2 * count);
  for (let index = 0; index < count; index++) {
    const [x, y] = [index % size.width, Math.floor(index / size.width)];
    const inside = Math.hypot(x - 20 - 3 * frame, y - 36) < radius;
    lightness[index] = inside ? 45 + (x % 5) : 70 - y / 4 + ((x * 7 + y * 13) % 11);
    samples[index] = (inside ? 50 : -4) * 256;
    samples[count + index] = (inside ? 30 : -18) * 256;
  }
  return { luma: { frame, ...size, lightness }, plane: { ...size, samples } };
}

export const shot = Array.from({ length: 12 }, (_, frame) => ball(frame));
/** The ground before the ball comes in, as frame 0. */
export const ground = ball(0, 0);
export const left = { frame: 0, plane: shot[0]!.plane };
export const right = { frame: 11, plane: shot[11]!.plane };

/** A frame of another shot, with other lights at other positions. */
export function elsewhere(frame: number): TrueFrame {
  const { luma, plane } = ball(frame);
  return { plane, luma: { ...luma, lightness: luma.lightness.map((_, index) => ((index % size.width) < 40 ? 6 : 18) + Math.floor(index / size.width) / 8) } };
}
