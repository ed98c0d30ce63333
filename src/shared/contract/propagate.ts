import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { FrameIndex, FrameRange } from '../model/frame.ts';
import { Hint } from '../model/hint.ts';
import { HintId, JobId, KeyframeId, ShotId } from '../model/ids.ts';
import { PlaneKey } from './colorize.ts';

/**
 * One frame of a shot as it stands. `stale`: the plane was made under other keyframes than the present ones; it is shown, marked, until its
 * replacement is made, and counts as not made. A `null` key: nothing was ever made for it, or it was removed from the cache.
 */
export const FrameColour = z.object({ key: PlaneKey.nullable(), confidence: z.number().min(0).max(1).nullable(), stale: z.boolean().default(false) });
export type FrameColour = z.infer<typeof FrameColour>;

export const ShotColour = z.object({ shotId: ShotId, range: FrameRange, frames: z.array(FrameColour) });
export type ShotColour = z.infer<typeof ShotColour>;

/** What spreading will take. Disk is what the colour will lie in until the cache is emptied. */
export const PropagationForecast = z.object({
  shots: z.array(z.object({ shotId: ShotId, frames: z.number().int() })),
  /** Still to be made. */
  frames: z.number().int(),
  /** `null` when it cannot be told. */
  seconds: z.number().nullable(),
  bytes: z.number(),
  freeBytes: z.number(),
  /** What the time rests on. */
  measuredBy: z.enum(['earlierRuns', 'threeFrames', 'nothing']),
});
export type PropagationForecast = z.infer<typeof PropagationForecast>;

/** A hint of a keyframe as it lies in another frame: a hint of its own, ready for the command `copyHints`. */
export const TrackedHint = z.object({
  from: HintId,
  hint: Hint,
  confidence: z.number().min(0).max(1),
  /** What it lies on has left the picture or is covered; the hint is then where it was last seen, and better not copied. */
  lost: z.boolean(),
});
export type TrackedHint = z.infer<typeof TrackedHint>;

export const propagateContract = {
  /** What propagating the colour of these shots will take; on a machine that never did it three frames are tried. */
  forecast: oc.input(z.object({ shotIds: z.array(ShotId).min(1) })).output(PropagationForecast),
  /** Spreads the keyframes' colour over the stale frames of a shot. */
  run: oc.input(z.object({ shotId: ShotId })).output(z.object({ jobId: JobId })),
  status: oc.input(z.object({ shotId: ShotId })).output(ShotColour),
  /** The frame whose painting would help most, or `null` when the shot has no coloured frames. */
  suggestKeyframe: oc.input(z.object({ shotId: ShotId })).output(z.object({ frame: FrameIndex, confidence: z.number() }).nullable()),
  /**
   * Brings the hints of a keyframe (all, or some) to another frame, by what they lie on. Within the shot they are followed frame by
   * frame, which takes about a fifth of what spreading does; in another shot of the film they are looked for. @throws `input.frameOutside`
   */
  track: oc.input(z.object({ keyframeId: KeyframeId, frame: FrameIndex, hintIds: z.array(HintId).optional() })).output(z.object({ hints: z.array(TrackedHint) })),
  /** Frames as they are made, and shots that became stale. */
  events: oc.output(eventIterator(z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('frame'), shotId: ShotId, frame: FrameIndex, colour: FrameColour }),
    z.object({ kind: z.literal('stale'), shotId: ShotId }),
  ]))),
};
