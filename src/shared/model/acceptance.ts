import { z } from 'zod';
import { FrameRange } from './frame.ts';
import { AcceptanceId, ClipId } from './ids.ts';
import { type Finding, FindingKind } from './quality-report.ts';

/** A finding of a quality report that the user has checked and accepted. It also holds for later reports of the clip while the value is no worse. */
export const Acceptance = z.object({
  id: AcceptanceId,
  clipId: ClipId,
  kind: FindingKind,
  /** Frames of the clip; absent for what concerns a file as a whole. */
  frames: FrameRange.optional(),
  /** As {@link Finding}'s. */
  subject: z.string().optional(),
  value: z.number().optional(),
  note: z.string(),
  acceptedAt: z.string(),
});
export type Acceptance = z.infer<typeof Acceptance>;

/** A value this much worse than the one that was accepted is a new finding. */
const WORSE = 1.1;

type Found = Pick<Finding, 'kind' | 'value' | 'subject'>;

/**
 * The acceptance of a finding, if there is one. Pure.
 * @param frames the finding's frames in the clip
 */
export function acceptanceOf(finding: Found, frames: FrameRange | undefined, acceptances: readonly Acceptance[]): Acceptance | undefined {
  return acceptances.find((each) => each.kind === finding.kind && each.subject === finding.subject && isSamePlace(each.frames, frames) && badness(finding) <= WORSE * badness(each));
}

function isSamePlace(a: FrameRange | undefined, b: FrameRange | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.first <= b.last && b.first <= a.last;
}

/** Distance of a value from the ideal one; the drift of a shot is a ratio, ideally 1. */
function badness({ kind, value = 0 }: Found): number {
  return kind === 'saturationDrift' ? Math.abs(1 - value) : Math.abs(value);
}
