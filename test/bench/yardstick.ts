/** Duration of `act` in ms. */
export async function milliseconds(act: () => unknown): Promise<number> {
  const start = performance.now();
  await act();
  return performance.now() - start;
}

export const YARDSTICK_NAME = '3×3 convolution in plain JavaScript, 16 → 16 channels at 160×90';

/** A fixed amount of arithmetic on one core, for comparing figures between machines of different speed or load. */
export function yardstick(): number {
  const [width, height, channels] = [160, 90, 16];
  const input = Float32Array.from({ length: channels * width * height }, (_, index) => (index % 17) / 17);
  const weights = Float32Array.from({ length: channels * channels * 9 }, (_, index) => ((index % 11) - 5) / 50);
  const output = new Float32Array(channels * width * height);
  for (let to = 0; to < channels; to++) {
    for (let from = 0; from < channels; from++) {
      for (let tap = 0; tap < 9; tap++) {
        const weight = weights[(to * channels + from) * 9 + tap]!;
        const shift = (Math.floor(tap / 3) - 1) * width + (tap % 3) - 1;
        for (let index = width + 1; index < width * (height - 1) - 1; index++) output[to * width * height + index]! += weight * input[from * width * height + index + shift]!;
      }
    }
  }
  return output[width + 1]!;
}
