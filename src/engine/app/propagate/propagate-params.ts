import { z } from 'zod';
import { AppliedHints } from '../../../shared/model/applied-hints.ts';
import { Clip } from '../../../shared/model/clip.ts';
import { Shot } from '../../../shared/model/document.ts';
import { FrameRange } from '../../../shared/model/frame.ts';
import { ArtefactKey } from '../../artefacts/index.ts';
import { KeyframeSource } from '../shots/keyframe-source.ts';
import type { PlannedStep, ShotPlan } from '../shots/shot-plan.ts';
import { RememberedStill } from '../shots/scene-memory.ts';

export const PlacedKey = z.object({ frame: z.number().int().min(0), key: ArtefactKey });
export type PlacedKey = z.infer<typeof PlacedKey>;
/** Frames of a span to be made; or, with a correction, the one frame that is made and then corrected. */
export const PropagateStep = z.object({
  group: ArtefactKey, range: FrameRange, left: PlacedKey.optional(), right: PlacedKey.optional(),
  /** Of the whole span. */
  spanRange: FrameRange.optional(),
  /** Frames that show another shot, too. */
  dissolves: z.array(FrameRange).optional(),
  correction: AppliedHints.extend({ frame: z.number().int().min(0), key: ArtefactKey }).optional(),
});
export type PropagateStep = z.infer<typeof PropagateStep>;

/** @param range the part of the span that is to be made */
export function stepOf({ dissolves }: Pick<ShotPlan, 'dissolves'>, { span, group, correction }: PlannedStep, range: FrameRange = span.range): PropagateStep {
  return PropagateStep.parse({ group, range, left: span.left, right: span.right, spanRange: span.whole ?? span.range, ...(dissolves.length === 0 ? {} : { dissolves }), correction });
}

/** Self-contained: the clip by content hash and path, the keyframes by the inputs of their paintings. */
export const PropagateParams = z.object({
  shot: Shot,
  clip: Clip,
  /** Content of the clip's source when the keys were made. */
  content: z.string(),
  /** Keyframes at the ends of the spans; those without colour are painted first. */
  keyframes: z.array(z.object({ key: ArtefactKey, source: KeyframeSource.omit({ clip: true }) })),
  /** Stills of other shots. */
  memory: z.array(RememberedStill).default([]),
  /** In order: later ones may begin or end at a frame that an earlier one corrects. */
  spans: z.array(PropagateStep),
});
export type PropagateParams = z.infer<typeof PropagateParams>;
