import { fileURLToPath } from 'node:url';
import { createInferenceClient, openModelRegistry } from '../../src/engine/models/index.ts';
import { createPropagator, PROPAGATE_SHORT_SIDE, type SpanRequest } from '../../src/engine/propagate/index.ts';
import { frameRange } from '../../src/shared/model/frame.ts';
import type { WorkingLuma } from '../../src/shared/model/working-luma.ts';
import { workingSize } from '../../src/shared/model/working-size.ts';
import { countingClient, type CountingClient } from '../support/copied-bytes.ts';
import { type BenchRow, median } from './bench.ts';
import { milliseconds, yardstick, YARDSTICK_NAME } from './yardstick.ts';

/** Long enough that half of the frames of 1.2.0 use the frame eight back. */
const FRAMES = 16;
/** Of the first edition. */
const FIRST_NETWORK = 'propagation@1.2.0';

/** Propagation speed at 854×480 in frames per second, from lumas in memory to planes, with one keyframe and with two, and in the speed of the first edition. */
export default async function benchPropagate(): Promise<readonly BenchRow[]> {
  const registry = await openModelRegistry([fileURLToPath(new URL('../../resources/models', import.meta.url))]);
  const counting = countingClient(createInferenceClient(registry));
  const inference = counting.client;
  const propagator = createPropagator({ inference, registry });
  const size = workingSize({ width: 854, height: 480 }, PROPAGATE_SHORT_SIDE);
  /** @param step pixels by which the picture moves from frame to frame */
  const lumaAt = (frame: number, step: number): WorkingLuma => ({
    frame, ...size,
    lightness: Float32Array.from({ length: size.width * size.height }, (_, index) => 50 + 30 * Math.sin(((index % size.width) - step * frame) / 23) * Math.cos(Math.floor(index / size.width) / 31) + (index % 7)),
  });
  const filmOf = (step: number): readonly WorkingLuma[] => Array.from({ length: FRAMES + 2 }, (_, frame) => lumaAt(frame, step));
  const plane = { width: 64, height: 36, samples: Int16Array.from({ length: 2 * 64 * 36 }, (_, index) => (index % 60) * 100) };
  const requestOf = (film: readonly WorkingLuma[]): SpanRequest => ({
    range: frameRange(1, FRAMES), left: { frame: 0, plane },
    lumas: async function* ({ first, last }) {
      await Promise.resolve();
      yield* film.slice(first, last + 1);
    },
  });
  const [request, calm] = [requestOf(filmOf(3)), requestOf(filmOf(0.5))];

  const spans = { one: request, two: { ...request, right: { frame: FRAMES + 1, plane } }, calm } satisfies Readonly<Record<string, SpanRequest>>;
  const networks = { present: registry.forTask('propagate').id, first: FIRST_NETWORK };
  type Row = `${keyof typeof spans} ${keyof typeof networks}`;
  const perFrame = new Map<Row, number[]>();
  const copied = new Map<Row, Readonly<Record<string, number>>>();
  const sticks: number[] = [];
  const time = async (span: keyof typeof spans, network: keyof typeof networks): Promise<void> => {
    let made = 0;
    const whole = await milliseconds(async () => {
      for await (const _frame of propagator.propagateSpan({ ...spans[span], modelId: networks[network] })) made++;
    });
    const row: Row = `${span} ${network}`;
    perFrame.set(row, [...perFrame.get(row) ?? [], whole / made]);
    copied.set(row, copiedByKind(counting.take(), made));
  };

  for (const modelId of Object.values(networks)) for await (const _frame of propagator.propagateSpan({ ...request, modelId, range: frameRange(1, 1) })) continue;
  counting.take();
  // In turns, so that other work on the machine falls on all alike.
  for (let round = 0; round < 3; round++) {
    sticks.push(await milliseconds(yardstick));
    for (const span of ['one', 'two', 'calm'] as const) for (const network of ['present', 'first'] as const) await time(span, network);
  }
  const { residentBytes } = await inference.usage();
  propagator.dispose();
  await inference.close();
  const of = (row: Row): number => median(perFrame.get(row)!);
  const stick = { name: YARDSTICK_NAME, median: median(sticks) };
  return [
    { name: 'propagation at 480p, one keyframe', median: 1000 / of('one present'), unit: 'frames/s', bar: '≥ 2 frames/s', yardstick: stick },
    { name: 'propagation at 480p, two keyframes', median: 1000 / of('two present'), unit: 'frames/s', bar: '≥ 2 frames/s', yardstick: stick },
    { name: 'its speed in that of 1.2.0, one keyframe', median: of('one first') / of('one present'), unit: '×', bar: '≥ 3' },
    { name: 'its speed in that of 1.2.0, two keyframes', median: of('two first') / of('two present'), unit: '×', bar: '≥ 6' },
    { name: 'a picture that hardly changes, one keyframe', median: 1000 / of('calm present'), unit: 'frames/s' },
    { name: 'its speed in that of 1.2.0', median: of('calm first') / of('calm present'), unit: '×' },
    { name: 'two keyframes in the speed of one', median: of('one present') / of('two present'), unit: '×', bar: '≥ 0.9' },
    ...(['one', 'two'] as const).map((span): BenchRow => {
      const kinds = copied.get(`${span} present`)!;
      return {
        name: `copied across the border of the inference process, keyframes: ${span} (${Object.entries(kinds).map(([kind, megabytes]) => `${kind} ${megabytes.toFixed(2)}`).join(', ')})`,
        median: Object.values(kinds).reduce((sum, megabytes) => sum + megabytes, 0), unit: 'MB/frame',
      };
    }),
    { name: 'memory of the inference process after it', median: residentBytes / 2 ** 20, unit: 'MiB', bar: '≤ 1536 MiB' },
  ];
}

/** MB a frame by kind, of the propagation painter. */
function copiedByKind({ to, from }: ReturnType<CountingClient['take']>, frames: number): Readonly<Record<string, number>> {
  const megabytes = (sums: Readonly<Record<string, number>>, ...names: readonly string[]): number => names.reduce((sum, name) => sum + (sums[name] ?? 0), 0) / frames / 1e6;
  return { lumas: megabytes(to, 'luma'), colours: megabytes(to, 'source_ab', 'source_confidence'), tracks: megabytes(to, 'source_place', 'source_evidence'), back: megabytes(from, ...Object.keys(from)) };
}
