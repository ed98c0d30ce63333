import { fileURLToPath } from 'node:url';
import { COLORIZE_SHORT_SIDE, createColorizer } from '../../src/engine/colorize/index.ts';
import { createInferenceClient, openModelRegistry } from '../../src/engine/models/index.ts';
import { Hint } from '../../src/shared/model/hint.ts';
import { workingSize } from '../../src/shared/model/working-size.ts';
import { type BenchRow, median } from './bench.ts';
import { milliseconds, yardstick, YARDSTICK_NAME } from './yardstick.ts';

const ROUNDS = 15;

/** A hint edit on a keyframe of a 1280×720 source, from the hints to the plane, and the first colour of a new frame. */
export default async function benchColorize(): Promise<readonly BenchRow[]> {
  const registry = await openModelRegistry([fileURLToPath(new URL('../../resources/models', import.meta.url))]);
  const inference = createInferenceClient(registry);
  const colorizer = createColorizer({ inference, registry });
  const size = workingSize({ width: 1280, height: 720 }, COLORIZE_SHORT_SIDE);
  const lightness = Float32Array.from({ length: size.width * size.height }, (_, index) => 50 + 30 * Math.sin((index % size.width) / 23) * Math.cos(Math.floor(index / size.width) / 31) + (index % 7));
  const luma = { frame: 0, ...size, lightness };
  const hintsOf = (round: number): readonly Hint[] => Array.from({ length: 12 }, (_, index) => Hint.parse({ kind: 'point', id: `h${index}`, at: [(index + 0.5) / 12, ((index * 5 + round) % 12) / 12], radius: 3 / 256, ab: [30 * Math.sin(index), 20] }));

  await colorizer.paint({ frameKey: 'warm', luma, hints: hintsOf(0) });
  const [edits, firsts, sticks]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < ROUNDS; round++) {
    sticks.push(await milliseconds(yardstick));
    edits.push(await milliseconds(() => colorizer.paint({ frameKey: 'warm', luma, hints: hintsOf(round) })));
    firsts.push(await milliseconds(() => colorizer.paint({ frameKey: `new ${round}`, luma, hints: hintsOf(round) })));
    await colorizer.paint({ frameKey: 'warm', luma, hints: [] });
  }
  colorizer.dispose();
  await inference.close();
  const beside = { yardstick: { name: YARDSTICK_NAME, median: median(sticks) } };
  return [
    { name: 'hint edit → new colour, 1280×720 keyframe', median: median(edits), unit: 'ms', bar: '≤ 150 ms', ...beside },
    { name: 'first colour of a 1280×720 frame', median: median(firsts), unit: 'ms', ...beside },
  ];
}
