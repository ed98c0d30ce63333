import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { spanParts } from '../src/engine/app/farm/span-parts.ts';
import { SHIPPED_MODELS } from '../src/engine/engine.ts';
import { createInferenceClient, openModelRegistry } from '../src/engine/models/index.ts';
import { createPropagator, type KeyPlane } from '../src/engine/propagate/index.ts';
import { type FrameRange, frameRange } from '../src/shared/model/frame.ts';
import { lumasOf, trueFrames } from '../test/support/real-clip.ts';
import { usageOf } from './farm/process-usage.ts';

/**
 * What it costs that a span between two keyframes is made in parts by several units of the farm: processor seconds of the whole span, of its halves and of its quarters, one after the
 * other, on one thread. Each part follows the flow from both keyframes and makes the readings at its ends itself. Without the decoding of the film. Needs Linux.
 *
 *     node scripts/measure-span-parts.ts --frames 128
 */
const SIZE = { width: 640, height: 352 };
const { values } = parseArgs({ options: { frames: { type: 'string', default: '128' } } });
const last = Number(values.frames);
const home = mkdtempSync(join(tmpdir(), 'tt-span-parts-'));
const film = join(home, 'film.mkv');
execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-f', 'lavfi', '-i', `testsrc2=s=${SIZE.width}x${SIZE.height}:r=24,noise=alls=12:all_seed=3,gblur=1`, '-frames:v', String(last + 1), '-c:v', 'ffv1', film]);
const frames = trueFrames(film, { ...SIZE, count: last + 1 });
rmSync(home, { recursive: true, force: true });

const registry = await openModelRegistry([SHIPPED_MODELS]);
const inference = createInferenceClient(registry, { threads: 1 });
const propagator = createPropagator({ inference, registry });
const keyAt = (frame: number): KeyPlane => ({ frame, plane: frames[frame]!.plane });
const [left, right] = [keyAt(0), keyAt(last)];
const lumas = lumasOf(frames);

/** @returns processor seconds of this process, with the flow, and of the networks */
async function secondsOf(range: FrameRange): Promise<number> {
  const before = usageOf(process.pid).seconds;
  for await (const made of propagator.propagateSpan({ range, left, right, lumas })) if (made.plane.width !== SIZE.width / 4) throw new Error(`Frame ${made.frame} has another size.`);
  return usageOf(process.pid).seconds - before;
}

await secondsOf(frameRange(1, 3)); // loads the networks
let whole: number | undefined;
for (const parts of [1, 2, 4]) {
  const ranges = spanParts(frameRange(1, last - 1), [0, last], { leastFrames: 1, mostFrames: Math.ceil(last / parts) });
  let seconds = 0;
  for (const range of ranges) seconds += await secondsOf(range);
  whole ??= seconds;
  process.stdout.write(`${ranges.length} of ${ranges.map((range) => range.last - range.first + 1).join(', ')} frames: ${seconds.toFixed(1)} s, ${(100 * (seconds / whole - 1)).toFixed(0)} % more than the whole\n`);
}
propagator.dispose();
await inference.close();
