import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { ShotNetworks } from '../model/document.ts';
import { FrameIndex, FrameRange } from '../model/frame.ts';
import { Hint } from '../model/hint.ts';
import { MaskKey } from '../model/mask.ts';
import { TRACK_WAYS } from '../model/mask-track.ts';
import { ClipId, HintId, JobId, KeyframeId, MaskId, ShotId, StillId, VersionId } from '../model/ids.ts';
import { PlaneKey } from './colorize.ts';

/**
 * State of one frame of a shot. `stale`: the plane was made under other keyframes than the present ones; it is shown, marked, until its
 * replacement is made, and counts as not made. A `null` key: it was never made, or was removed from the cache.
 */
export const FrameColour = z.object({ key: PlaneKey.nullable(), confidence: z.number().min(0).max(1).nullable(), stale: z.boolean().default(false) });
export type FrameColour = z.infer<typeof FrameColour>;

/** The frame whose painting would help a shot most, and its confidence now. */
export const SuggestedKeyframe = z.object({ frame: FrameIndex, confidence: z.number() });
export type SuggestedKeyframe = z.infer<typeof SuggestedKeyframe>;

export const ShotColour = z.object({
  shotId: ShotId, range: FrameRange, frames: z.array(FrameColour),
  /** `null`: no keyframe would help. Absent while it is not known: `suggestKeyframe` works it out. */
  suggestion: SuggestedKeyframe.nullable().optional(),
  /** The present networks, where the shot is coloured with earlier ones: for `setShotNetworks`, which makes it stale. */
  newerNetworks: ShotNetworks.optional(),
});
export type ShotColour = z.infer<typeof ShotColour>;

/** Estimate of a propagation. Disk is the space that the colour takes until the cache is emptied. */
export const PropagationForecast = z.object({
  shots: z.array(z.object({ shotId: ShotId, frames: z.number().int() })),
  /** Frames still to be made. */
  frames: z.number().int(),
  /** `null` when it is unknown. */
  seconds: z.number().nullable(),
  bytes: z.number(),
  freeBytes: z.number(),
  /** Source of the time estimate. */
  measuredBy: z.enum(['earlierRuns', 'threeFrames', 'nothing']),
});
export type PropagationForecast = z.infer<typeof PropagationForecast>;

/** A hint of a keyframe tracked to another frame: a new hint, ready for the command `copyHints`. */
export const TrackedHint = z.object({
  from: HintId,
  hint: Hint,
  confidence: z.number().min(0).max(1),
  /** The hinted region has left the picture or is covered; the hint is then at its last known position and should not be copied. */
  lost: z.boolean(),
});
export type TrackedHint = z.infer<typeof TrackedHint>;

/** Result of a job `suggestKeyframe`. `null` when the shot has no colour, or its confidence is high throughout. */
export const SuggestionResult = z.object({ shotId: ShotId, suggestion: SuggestedKeyframe.nullable() });
export type SuggestionResult = z.infer<typeof SuggestionResult>;

/** A frame that hints are tracked to: the first of these frames that shows most of their object, else the one that shows most of it. */
export const TrackTarget = z.object({ frames: z.array(FrameIndex).min(1) });

export const TrackRequest = z.object({ keyframeId: KeyframeId, hintIds: z.array(HintId).optional(), targets: z.array(TrackTarget).min(1) });
export type TrackRequest = z.infer<typeof TrackRequest>;

/** Result of a job `trackHints`: the frame that was taken for each target, with the hints in it. */
export const TrackResult = z.object({ targets: z.array(z.object({ frame: FrameIndex, hints: z.array(TrackedHint) })) });
export type TrackResult = z.infer<typeof TrackResult>;

/** Shots that are to have the colour of a shot's keyframes, or of a still: on one of these frames each, that of which most is known from there. */
export const ColourLikeRequest = z.object({ from: z.discriminatedUnion('kind', [z.object({ kind: z.literal('shot'), shotId: ShotId }), z.object({ kind: z.literal('still'), stillId: StillId })]), targets: z.array(z.object({ shotId: ShotId, frames: z.array(FrameIndex).min(1) })).min(1) });
export type ColourLikeRequest = z.infer<typeof ColourLikeRequest>;

/** Result of a job `colourLike`: as of `trackHints`, with the mean confidence 0…1 of what was read for each target; no hints where nothing alike was found. */
export const ColourLikeResult = z.object({ targets: z.array(z.object({ frame: FrameIndex, hints: z.array(TrackedHint), confidence: z.number().min(0).max(1) })) });
export type ColourLikeResult = z.infer<typeof ColourLikeResult>;

/** A shot of the same scene that an uncoloured shot may be coloured like, with the mean confidence 0…1 with which the network reads `frame` from it. */
export const LikeOffer = z.object({ from: ShotId, frame: FrameIndex, confidence: z.number().min(0).max(1) });
export type LikeOffer = z.infer<typeof LikeOffer>;

export const TrackMaskRequest = z.object({ shotId: ShotId, maskId: MaskId, frame: FrameIndex, ways: z.enum(TRACK_WAYS) });
export type TrackMaskRequest = z.infer<typeof TrackMaskRequest>;

/**
 * Result of a job `trackMask`: what the command `setTrackedShapes` was given. `lost`: the frames at which the mask was not found any more, at most
 * one a direction; `lostRanges`: all frames without a shape that was found; `reached`: the outermost frames with a shape.
 */
export const TrackMaskResult = z.object({ shotId: ShotId, maskId: MaskId, range: FrameRange, keys: z.array(MaskKey), reached: FrameRange, lost: z.array(FrameIndex), lostRanges: z.array(FrameRange).default([]) });
export type TrackMaskResult = z.infer<typeof TrackMaskResult>;

/**
 * Colour of a frame read straight from the nearest keyframes, shown as a draft until propagation has made the frame. It is in memory only, nothing
 * is read from it, and it is not delivered.
 */
export const FrameDraft = z.object({ key: PlaneKey, confidence: z.number().min(0).max(1) });
export type FrameDraft = z.infer<typeof FrameDraft>;

const JobOfWork = z.object({ jobId: JobId });

/** `run`, `forecast`, `suggestKeyframe`, `track`, `colourLike` and `trackMask` answer at once with a job; asked again for the same work, with the job that is at it. */
export const propagateContract = {
  /** What propagating the colour of these shots will take; on a machine that never did it three frames are tried. The job's result is a `PropagationForecast`. */
  forecast: oc.input(z.object({ shotIds: z.array(ShotId).min(1) })).output(JobOfWork),
  /** Spreads the keyframes' colour over the stale frames of a shot. */
  run: oc.input(z.object({ shotId: ShotId })).output(JobOfWork),
  /** The frame that the window shows: propagation continues near it. */
  playhead: oc.input(z.object({ clipId: ClipId, frame: FrameIndex })).output(z.void()),
  /**
   * A draft of a frame's colour in a shot, before any other work. `null` where nothing can be read from a keyframe, or the frame is a keyframe
   * itself. @throws `input.frameOutside`, `project.notFound`, `media.*`, `inference.*`
   */
  draft: oc.input(z.object({ shotId: ShotId, frame: FrameIndex })).output(FrameDraft.nullable()),
  /** @param versionId colour of a version that is not shown, as far as it was made. @throws `project.notFound` */
  status: oc.input(z.object({ shotId: ShotId, versionId: VersionId.optional() })).output(ShotColour),
  /** The frame whose painting would help most. The job's result is a `SuggestionResult`. */
  suggestKeyframe: oc.input(z.object({ shotId: ShotId })).output(JobOfWork),
  /**
   * Brings the hints of a keyframe (all, or some) to other frames, by what they lie on. Within the shot they are followed frame by
   * frame, which takes about a fifth of what propagation does; in another shot of the film they are looked for. The job's result is a
   * `TrackResult`. @throws `input.frameOutside`, `project.notFound`
   */
  track: oc.input(TrackRequest).output(JobOfWork),
  /**
   * Reads the colour of frames from the keyframes of another shot or from a still, by what they show, and makes hints of it. The job's result is a
   * `ColourLikeResult`. @throws `project.notFound`, `input.malformed`
   */
  colourLike: oc.input(ColourLikeRequest).output(JobOfWork),
  /** What `colourLike` would read best from, for a shot without a keyframe; `null` where nothing of its scene is coloured. Changes nothing. @throws `project.notFound`, `media.*` */
  likeOffer: oc.input(z.object({ shotId: ShotId })).output(LikeOffer.nullable()),
  /**
   * Tracks a mask from its shape on a frame through its shot, to the next shapes set by hand. When the job is done, its shapes are in the document,
   * as one step. The job's result is a `TrackMaskResult`. @throws `input.frameOutside`, `project.notFound`
   */
  trackMask: oc.input(TrackMaskRequest).output(JobOfWork),
  /** Frames as work on them begins (not on a farm) and as they are made, and shots that became stale. */
  events: oc.output(eventIterator(z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('frame'), shotId: ShotId, frame: FrameIndex, colour: FrameColour }),
    z.object({ kind: z.literal('begun'), shotId: ShotId, frame: FrameIndex }),
    z.object({ kind: z.literal('stale'), shotId: ShotId }),
  ]))),
};
