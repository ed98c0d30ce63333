import { fileURLToPath } from 'node:url';
import { COLORIZE_SHORT_SIDE, createColorizer } from '../../src/engine/colorize/index.ts';
import { createInferenceClient, openModelRegistry } from '../../src/engine/models/index.ts';
import { createDraftReader, createPropagator, PROPAGATE_SHORT_SIDE } from '../../src/engine/propagate/index.ts';
import { frameRange } from '../../src/shared/model/frame.ts';
import { Hint } from '../../src/shared/model/hint.ts';
import type { WorkingLuma } from '../../src/shared/model/working-luma.ts';
import { type Size, workingSize } from '../../src/shared/model/working-size.ts';
import { type BenchRow, median } from './bench.ts';
import { draftJump } from './draft-jump.ts';
import { milliseconds } from './yardstick.ts';

const ROUNDS = 12;
const SPAN = 400;
/** Edits are spread over all phases of a propagation. */
const PAUSE_MS = 370;

/** Frames that a scrub stays on, each for a moment. */
const SCRUBBED = 6;
/** Longer than the window waits before it asks for a draft, shorter than a draft takes. */
const STAY_MS = 100;

/** Latency while the engine is busy: a hint edit, a draft and a scrub during the propagation of a 480p shot, against the same without it; and how far drafts are from the final frames. */
export default async function benchInteractive(): Promise<readonly BenchRow[]> {
  const registry = await openModelRegistry([fileURLToPath(new URL('../../resources/models', import.meta.url))]);
  const interactive = createInferenceClient(registry, { priority: 'behindWindow' });
  const inference = createInferenceClient(registry, { priority: 'behindInteractive', yieldsTo: interactive });
  const colorizer = createColorizer({ inference: interactive, registry });
  const drafts = createDraftReader({ inference: interactive, registry });
  const propagator = createPropagator({ inference, registry });
  const film = { width: 854, height: 480 };
  const [painting, working] = [workingSize(film, COLORIZE_SHORT_SIDE), workingSize(film, PROPAGATE_SHORT_SIDE)];
  const key = { frame: 0, plane: { width: 64, height: 36, samples: Int16Array.from({ length: 2 * 64 * 36 }, (_, index) => (index % 60) * 100) } };
  const edit = (round: number): Promise<unknown> => colorizer.paint({ frameKey: 'frame', luma: pattern(painting, 0), hints: Array.from({ length: 12 }, (_, index) => Hint.parse({ kind: 'point', id: `h${index}`, at: [(index + 0.5) / 12, ((index * 5 + round) % 12) / 12], radius: 3 / 256, ab: [30 * Math.sin(index), 20] })) });
  const draft = (frame: number, signal?: AbortSignal): Promise<unknown> => drafts.draft({ frame, keys: [key, { ...key, frame: SPAN }], content: 'film', luma: (wanted) => Promise.resolve(pattern(working, wanted)) }, signal === undefined ? {} : { signal });
  /** As the window does it: the draft of a frame that was left is given up. @returns ms from the last move to its draft */
  const scrub = async (from: number): Promise<number> => {
    for (let step = 0; step < SCRUBBED; step++) {
      const left = new AbortController();
      const made = draft(from + 9 * step, left.signal);
      made.catch(() => undefined); // given up
      await pause(STAY_MS);
      left.abort();
    }
    return milliseconds(() => draft(from + 9 * SCRUBBED));
  };

  const control = new AbortController();
  const running = propagator.propagateSpan({ range: frameRange(1, SPAN - 1), left: key, lumas: async function* ({ first, last }) {
    for (let frame = first; frame <= last; frame++) {
      await Promise.resolve();
      yield pattern(working, frame);
    }
  } }, { signal: control.signal });
  let isAtWork = true;
  const work = async (): Promise<void> => {
    try {
      for await (const _frame of running) if (!isAtWork) await new Promise<void>((resolve) => { goOn = resolve; });
    } catch (error) {
      if (!control.signal.aborted) throw error;
    }
  };
  let goOn = (): void => undefined;

  await edit(0);
  await draft(1);
  const ended = work();
  const [rest, load, draftRest, draftLoad, scrubRest, scrubLoad]: [number[], number[], number[], number[], number[], number[]] = [[], [], [], [], [], []];
  for (let round = 1; round <= ROUNDS; round++) {
    // Alternating, so that both run under the same load.
    isAtWork = false;
    await pause(3 * PAUSE_MS);
    rest.push(await milliseconds(() => edit(round)));
    draftRest.push(await milliseconds(() => draft(2 * round)));
    scrubRest.push(await scrub(30 + 25 * round));
    isAtWork = true;
    goOn();
    await pause(PAUSE_MS + 61 * round);
    load.push(await milliseconds(() => edit(round)));
    await pause(PAUSE_MS);
    draftLoad.push(await milliseconds(() => draft(2 * round + 1)));
    scrubLoad.push(await scrub(31 + 25 * round));
  }
  control.abort();
  goOn();
  await ended;
  const jump = await draftJump({ drafts, propagator, size: working });
  colorizer.dispose();
  drafts.dispose();
  propagator.dispose();
  await Promise.all([interactive.close(), inference.close()]);
  return [
    { name: 'hint edit under load (a propagation runs)', median: median(load), unit: 'ms', bar: '≤ 2 × at rest', yardstick: { name: 'hint edit at rest', median: median(rest) } },
    { name: 'draft of a 480p frame from two keyframes, decoded', median: median(draftRest), unit: 'ms', bar: '≤ 500 ms' },
    { name: 'the same while a propagation runs', median: median(draftLoad), unit: 'ms', bar: '≤ 2 × at rest', yardstick: { name: 'draft at rest', median: median(draftRest) } },
    { name: 'a scrub while a propagation runs, from the last move to its draft', median: median(scrubLoad), unit: 'ms', bar: '≤ 2 × at rest', yardstick: { name: 'scrub at rest', median: median(scrubRest) } },
    ...jump,
  ];
}

function pattern(size: Size, frame: number): WorkingLuma {
  return { frame, ...size, lightness: Float32Array.from({ length: size.width * size.height }, (_, index) => 50 + 30 * Math.sin(((index % size.width) - 3 * (frame % 40)) / 23) * Math.cos(Math.floor(index / size.width) / 31) + (index % 7)) };
}

function pause(timeMs: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, timeMs); });
}
