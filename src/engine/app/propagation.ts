import type { FrameColour, ShotColour } from '../../shared/contract/propagate.ts';
import { type FrameIndex, frameIndex } from '../../shared/model/frame.ts';
import type { JobId, ShotId } from '../../shared/model/ids.ts';
import type { JobRunner } from '../jobs/index.ts';
import { suggestKeyframe } from '../propagate/index.ts';
import type { App } from './app.ts';
import { frameStatuses } from './frame-status.ts';
import { type MadeFrame, propagateParams } from './propagate-job.ts';

/** Propagates the keyframes' colour over what is stale of a shot. Asked again for the same work, it answers the job that is at it. @throws AppError `project.notFound` */
export function propagateShot(app: App, jobs: JobRunner, shotId: ShotId): JobId {
  return jobs.enqueue('propagate', propagateParams(app, app.shotPlan(shotId))).id;
}

/** Every frame of a shot as it stands. */
export function shotColour(app: App, shotId: ShotId): ShotColour {
  const plan = app.shotPlan(shotId);
  const frames = frameStatuses(plan, app.services.store);
  return { shotId, range: plan.range, frames: frames.map(({ key, confidence, stale }) => ({ key: key ?? null, confidence: confidence ?? null, stale })) };
}

/** The frame whose painting would help a shot most; `null` when it has no colour, or is sure throughout. */
export function suggestNextKeyframe(app: App, shotId: ShotId): { frame: FrameIndex; confidence: number } | null {
  const plan = app.shotPlan(shotId);
  const confidences = frameStatuses(plan, app.services.store).map(({ confidence, stale }) => (stale ? null : confidence ?? null));
  const found = suggestKeyframe(confidences, [...plan.keys.keys(), ...plan.corrections.map(({ frame }) => frame)].map((frame) => frame - plan.range.first));
  return found === undefined ? null : { frame: frameIndex(found + plan.range.first), confidence: confidences[found] ?? 0 };
}

/** What windows are told of a frame that was made. */
export function frameEvent({ shotId, frame, key, confidence }: MadeFrame): { kind: 'frame'; shotId: ShotId; frame: FrameIndex; colour: FrameColour } {
  return { kind: 'frame', shotId, frame: frameIndex(frame), colour: { key, confidence, stale: false } };
}
