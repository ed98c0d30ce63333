import { z } from 'zod';
import { AppError } from '../../shared/errors/app-error.ts';
import { Clip } from '../../shared/model/clip.ts';
import { frameIndex, FrameRange, frameRange } from '../../shared/model/frame.ts';
import { Hint } from '../../shared/model/hint.ts';
import { ShotId } from '../../shared/model/ids.ts';
import { type CachedFrame, formatPlaneKey, parsePlaneKey } from '../cache/index.ts';
import { defineJobKind, type JobKind } from '../jobs/index.ts';
import { readWorkingLuma } from '../media/index.ts';
import { PROPAGATE_SHORT_SIDE } from '../propagate/index.ts';
import { passSamples } from './propagate-work.ts';
import type { Rooms } from './rooms.ts';
import type { ShotPlan } from './shot-colour.ts';

const PlacedKey = z.object({ frame: z.number().int().min(0), key: z.string() });

/** Self-contained: the clip by content hash and path, the keyframes by the key of their planes. */
export const PropagateParams = z.object({
  shotId: ShotId,
  label: z.string(),
  clip: Clip,
  spans: z.array(z.object({ group: z.string(), range: FrameRange, left: PlacedKey.optional(), right: PlacedKey.optional(), corrections: z.array(z.object({ frame: z.number().int().min(0), hints: z.array(Hint) })).default([]) })),
});
export type PropagateParams = z.infer<typeof PropagateParams>;

export const PropagateResult = z.object({ frames: z.number().int(), made: z.number().int() });

/** A run of fewer frames says more of loading the network than of its speed. */
const TELLING_FRAMES = 8;

/** What the job would do for a shot; frames outside `within` are left alone unless a later frame needs them. */
export function propagateParams(plan: ShotPlan, options: { readonly within?: FrameRange } = {}): PropagateParams {
  const spans = plan.spans.flatMap(({ span, group, corrections }) => {
    const range = options.within === undefined ? span.range : neededRange(span, options.within);
    return range === undefined ? [] : [{ group, range, ...(span.left === undefined ? {} : { left: span.left }), ...(span.right === undefined ? {} : { right: span.right }), corrections: corrections.map(({ frame, hints }) => ({ frame, hints: [...hints] })) }];
  });
  return { shotId: plan.shot.id, label: plan.shot.name, clip: plan.clip, spans };
}

/** Frames of a one-sided span are made outward from its key, so those between the key and the wanted ones are needed too. */
function neededRange(span: ShotPlan['spans'][number]['span'], within: FrameRange): FrameRange | undefined {
  if (span.range.last < within.first || span.range.first > within.last) return undefined;
  if (span.left !== undefined && span.right !== undefined) return span.range;
  return span.left === undefined
    ? frameRange(Math.max(span.range.first, within.first), span.range.last)
    : frameRange(span.range.first, Math.min(span.range.last, within.last));
}

export interface MadeFrame {
  readonly shotId: ShotId;
  readonly frame: number;
  readonly key: string;
  readonly confidence: number;
}

/** The job that spreads colour through a shot. Each frame is in the cache before it is announced, so a stop loses only the frame in hand. */
export function propagateJobKind(rooms: Rooms, announce: (made: MadeFrame) => void): JobKind<PropagateParams, z.infer<typeof PropagateResult>> {
  return defineJobKind({
    kind: 'propagate',
    lane: 'inference',
    params: PropagateParams,
    result: PropagateResult,
    label: (params) => `Spreading colour · ${params.label}`,
    async run(params, { signal, report }) {
      const tools = await rooms.tools();
      const total = params.spans.reduce((sum, { range }) => sum + range.last - range.first + 1, 0);
      let done = 0;
      let made = 0;
      let samples = 0;
      const startedAt = performance.now();
      report({ done, total });
      for (const { group, range, left, right, corrections } of params.spans) {
        const known = await rooms.cache.frames(group);
        const missing = missingRange(range, known, { fromRight: left === undefined });
        done += range.last - range.first + 1 - (missing === undefined ? 0 : missing.last - missing.first + 1);
        report({ done, total });
        if (missing === undefined) continue;
        const frames = rooms.propagator.propagateSpan({
          range: missing,
          ...(left === undefined ? {} : { left: await placedPlane(rooms, left) }),
          ...(right === undefined ? {} : { right: await placedPlane(rooms, right) }),
          lumas: (wanted) => readWorkingLuma(params.clip, tools, { range: wanted, shortSide: PROPAGATE_SHORT_SIDE, signal }),
          made: (frame) => rooms.cache.planeWithConfidence({ group, frame }),
          hintsAt: (frame) => corrections.find((each) => each.frame === frame)?.hints ?? [],
        }, { signal });
        for await (const { frame, plane, confidence, meanConfidence } of frames) {
          await rooms.cache.put({ group, frame }, plane, { mean: meanConfidence, map: confidence });
          made += 1;
          samples += passSamples(params.clip, { left, right }, 1);
          report({ done: ++done, total });
          announce({ shotId: params.shotId, frame, key: formatPlaneKey({ group, frame }), confidence: meanConfidence });
        }
      }
      if (made >= TELLING_FRAMES) rooms.speeds.note('propagate', { samples, seconds: (performance.now() - startedAt) / 1000 });
      return { frames: total, made };
    },
  });
}

async function placedPlane(rooms: Rooms, placed: z.infer<typeof PlacedKey>): Promise<{ readonly frame: number; readonly plane: NonNullable<Awaited<ReturnType<Rooms['cache']['plane']>>> }> {
  const key = parsePlaneKey(placed.key);
  const plane = key === undefined ? undefined : await rooms.cache.plane(key);
  if (plane === undefined) throw new AppError('job.failed', `The colour of keyframe ${placed.frame} is no longer in the cache; start this again from the shot.`);
  return { frame: frameIndex(placed.frame), plane };
}

/**
 * What is left to make of a span. One-sided spans are made outward from their key, so the rest is what lies beyond the last frame
 * made; two-sided ones need both passes, and are made again from the first missing frame to the last.
 */
export function missingRange(range: FrameRange, known: ReadonlyMap<number, CachedFrame>, options: { readonly fromRight: boolean }): FrameRange | undefined {
  const missing = Array.from({ length: range.last - range.first + 1 }, (_, offset) => range.first + offset).filter((frame) => !known.has(frame));
  const [first] = missing;
  const last = missing.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return options.fromRight ? frameRange(range.first, last) : frameRange(first, last);
}
