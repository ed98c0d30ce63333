import { fileURLToPath } from 'node:url';
import { createInferenceClient, openModelRegistry } from '../../src/engine/models/index.ts';
import { createPropagator, PROPAGATE_SHORT_SIDE, type SpanRequest } from '../../src/engine/propagate/index.ts';
import { frameRange } from '../../src/shared/model/frame.ts';
import type { WorkingLuma } from '../../src/shared/model/working-luma.ts';
import { workingSize } from '../../src/shared/model/working-size.ts';
import { type BenchRow, median } from './bench.ts';
import { milliseconds, yardstick, YARDSTICK_NAME } from './yardstick.ts';

/** Long enough that half of the frames use the frame eight back. */
const FRAMES = 16;

/** Propagation speed at 854×480 in frames per second, from lumas in memory to planes: with one keyframe (one direction) and with two (both directions). */
export default async function benchPropagate(): Promise<readonly BenchRow[]> {
  const registry = await openModelRegistry([fileURLToPath(new URL('../../resources/models', import.meta.url))]);
  const inference = createInferenceClient(registry);
  const propagator = createPropagator({ inference, registry });
  const size = workingSize({ width: 854, height: 480 }, PROPAGATE_SHORT_SIDE);
  const lumaAt = (frame: number): WorkingLuma => ({
    frame, ...size,
    lightness: Float32Array.from({ length: size.width * size.height }, (_, index) => 50 + 30 * Math.sin(((index % size.width) - 3 * frame) / 23) * Math.cos(Math.floor(index / size.width) / 31) + (index % 7)),
  });
  const film = Array.from({ length: FRAMES + 2 }, (_, frame) => lumaAt(frame));
  const plane = { width: 64, height: 36, samples: Int16Array.from({ length: 2 * 64 * 36 }, (_, index) => (index % 60) * 100) };
  const request: SpanRequest = {
    range: frameRange(1, FRAMES), left: { frame: 0, plane },
    lumas: async function* ({ first, last }) {
      await Promise.resolve();
      yield* film.slice(first, last + 1);
    },
  };

  async function rate(asked: SpanRequest): Promise<{ readonly perFrame: readonly number[]; readonly sticks: readonly number[] }> {
    const [perFrame, sticks]: [number[], number[]] = [[], []];
    for (let round = 0; round < 3; round++) {
      sticks.push(await milliseconds(yardstick));
      let made = 0;
      const whole = await milliseconds(async () => {
        for await (const _frame of propagator.propagateSpan(asked)) made++;
      });
      perFrame.push(whole / made);
    }
    return { perFrame, sticks };
  }

  for await (const _frame of propagator.propagateSpan({ ...request, range: frameRange(1, 1) })) continue;
  const one = await rate(request);
  const two = await rate({ ...request, right: { frame: FRAMES + 1, plane } });
  const { residentBytes } = await inference.usage();
  await inference.close();
  return [
    { name: 'propagation at 480p, one keyframe', median: 1000 / median(one.perFrame), unit: 'frames/s', bar: '≥ 2 frames/s', yardstick: { name: YARDSTICK_NAME, median: median(one.sticks) } },
    { name: 'propagation at 480p, two keyframes', median: 1000 / median(two.perFrame), unit: 'frames/s', bar: '≥ 2 frames/s', yardstick: { name: YARDSTICK_NAME, median: median(two.sticks) } },
    { name: 'memory of the inference process after it', median: residentBytes / 2 ** 20, unit: 'MiB', bar: '≤ 1536 MiB' },
  ];
}
