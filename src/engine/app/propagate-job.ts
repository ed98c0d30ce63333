import { z } from 'zod';
import { AppError } from '../../shared/errors/app-error.ts';
import { Clip } from '../../shared/model/clip.ts';
import { FrameRange, frameRange, rangeLength } from '../../shared/model/frame.ts';
import { Hint } from '../../shared/model/hint.ts';
import { ShotId } from '../../shared/model/ids.ts';
import { type CachedFrame, formatPlaneKey, parsePlaneKey } from '../artefacts/index.ts';
import { defineJobKind, type JobKind } from '../jobs/index.ts';
import { readWorkingLuma } from '../media/index.ts';
import { type KeyPlane, PROPAGATE_SHORT_SIDE } from '../propagate/index.ts';
import { correctFrame } from './correct-frame.ts';
import { passSamples } from './propagate-work.ts';
import type { Services } from './services.ts';
import type { ShotPlan } from './shot-colour.ts';

const PlacedKey = z.object({ frame: z.number().int().min(0), key: z.string() });

/** Self-contained: the clip by content hash and path, the keyframes by the key of their planes. */
export const PropagateParams = z.object({
  shotId: ShotId,
  label: z.string(),
  clip: Clip,
  /** In order: later ones may begin or end at a frame that an earlier one mends. */
  spans: z.array(z.object({ group: z.string(), range: FrameRange, left: PlacedKey.optional(), right: PlacedKey.optional(), correction: z.object({ frame: z.number().int().min(0), hints: z.array(Hint), key: z.string() }).optional() })),
});
export type PropagateParams = z.infer<typeof PropagateParams>;

export const PropagateResult = z.object({ frames: z.number().int(), made: z.number().int() });

/** A run of fewer frames says more of loading the network than of its speed. */
const TELLING_FRAMES = 8;

/** What the job would do for a shot; frames outside `within` are left alone unless a later frame needs them. */
export function propagateParams(plan: ShotPlan, options: { readonly within?: FrameRange } = {}): PropagateParams {
  const spans = plan.steps.flatMap(({ span, group, correction }) => {
    // What is mended may be needed far from where it is.
    const range = options.within === undefined || correction !== undefined ? span.range : neededRange(span, options.within);
    return range === undefined ? [] : [{
      group, range, ...(span.left === undefined ? {} : { left: span.left }), ...(span.right === undefined ? {} : { right: span.right }),
      ...(correction === undefined ? {} : { correction: { frame: correction.frame, hints: [...correction.hints], key: formatPlaneKey(correction.key) } }),
    }];
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
export function propagateJobKind(services: Services, announce: (made: MadeFrame) => void): JobKind<PropagateParams, z.infer<typeof PropagateResult>> {
  return defineJobKind({
    kind: 'propagate',
    lane: 'inference',
    params: PropagateParams,
    result: PropagateResult,
    label: (params) => `Spreading colour · ${params.label}`,
    async run(params, { signal, report }) {
      const tools = await services.tools();
      const total = params.spans.reduce((sum, { range }) => sum + rangeLength(range), 0);
      let done = 0;
      let made = 0;
      let samples = 0;
      const startedAt = performance.now();
      report({ done, total });
      for (const step of params.spans) {
        const { group, range, left, right, correction } = step;
        // A frame that stands mended needs nothing of what it was mended on.
        if (correction !== undefined && await isMade(services, correction.key)) {
          report({ done: done += rangeLength(range), total });
          continue;
        }
        const known = await services.cache.frames(group);
        const missing = missingRange(range, known, { fromRight: left === undefined });
        // With two keys the frames come only on the second way, and a run that is resumed goes by made ones first: both are told as a share of the span.
        const tell = (share: number): void => { report({ done: done + Math.floor(share * rangeLength(range)), total }); };
        const request = {
          ...(left === undefined ? {} : { left: await placedPlane(services, left) }),
          ...(right === undefined ? {} : { right: await placedPlane(services, right) }),
          lumas: (wanted: FrameRange) => readWorkingLuma(params.clip, tools, { range: wanted, shortSide: PROPAGATE_SHORT_SIDE, signal }),
          made: (frame: number) => services.cache.planeWithConfidence({ group, frame }),
        };
        if (missing !== undefined) {
          for await (const { frame, plane, confidence, meanConfidence } of services.propagator.propagateSpan({ ...request, range: missing }, { signal, report: (steps) => { tell(steps.done / steps.total); } })) {
            await services.cache.put({ group, frame }, plane, { mean: meanConfidence, map: confidence });
            made += 1;
            samples += passSamples(params.clip, { left, right }, 1);
            // What is made only to be mended is not what the frame will be.
            if (correction === undefined) announce({ shotId: params.shotId, frame, key: formatPlaneKey({ group, frame }), confidence: meanConfidence });
          }
        }
        report({ done: done += rangeLength(range), total });
        if (correction !== undefined) {
          const { confidence } = await correctFrame(services, { clip: params.clip, request, ...correction }, { signal });
          announce({ shotId: params.shotId, frame: correction.frame, key: correction.key, confidence });
        }
      }
      if (made >= TELLING_FRAMES) services.speeds.note('propagate', { samples, seconds: (performance.now() - startedAt) / 1000 });
      return { frames: total, made };
    },
  });
}

async function isMade({ cache }: Services, text: string): Promise<boolean> {
  const key = parsePlaneKey(text);
  return key !== undefined && (await cache.frames(key.group)).has(key.frame);
}

/** A keyframe's plane, or a mended frame's with how sure it is of it. */
async function placedPlane({ cache }: Services, placed: z.infer<typeof PlacedKey>): Promise<KeyPlane> {
  const key = parsePlaneKey(placed.key);
  const plane = key === undefined ? undefined : (await cache.planeWithConfidence(key)) ?? await cache.plane(key).then((found) => (found === undefined ? undefined : { plane: found }));
  if (plane === undefined) throw new AppError('job.failed', `The colour of keyframe ${placed.frame} is no longer in the cache; start this again from the shot.`);
  return { frame: placed.frame, ...plane };
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
