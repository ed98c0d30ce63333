import { approvalChangesText } from '../../shared/model/approval.ts';
import { documentIndex } from '../../shared/model/document-index.ts';
import { rangeIncludes, rangeLength } from '../../shared/model/frame.ts';
import { type ShotStage, stageOf } from '../../shared/model/shot-stage.ts';
import { timecodeOf } from '../../shared/model/timecode.ts';
import { approvalChanges } from './approvals.ts';
import type { App } from './app.ts';
import { frameStatuses } from './frame-status.ts';

/** A shot as a list shows it. */
export interface ListedShot {
  readonly clip: string;
  /** From 1, within its clip. */
  readonly number: number;
  readonly name: string;
  /** Frames of the clip, from 0, both ends included. */
  readonly first: number;
  readonly last: number;
  readonly frames: number;
  /** Timecode of the first frame. */
  readonly timecode: string;
  /** Empty where it is in none. */
  readonly scene: string;
  readonly status: ShotStage;
  readonly keyframes: number;
  /** Frames with present colour, and frames that show earlier colour. */
  readonly coloured: number;
  readonly stale: number;
  /** When it was approved, ISO 8601; empty where that is not recorded. */
  readonly approvedAt: string;
  /** What has changed since, in words; empty where nothing has. */
  readonly changedSince: string;
}

/** All shots of the open project, clip by clip in the order of their frames. @throws AppError `project.none`, `model.missing` */
export async function shotList(app: App): Promise<readonly ListedShot[]> {
  const document = app.document();
  const index = documentIndex(document);
  const scenes = new Map(document.scenes.map(({ id, name }) => [id, name]));
  const changed = new Map((await approvalChanges(app, document.shots.filter(({ status }) => status === 'approved').map(({ id }) => id))).map(({ shotId, changes }) => [shotId, changes]));
  return document.clips.flatMap((clip) => index.shots(clip.id).map((shot, at): ListedShot => {
    const plan = app.shotPlan(shot.id);
    const own = frameStatuses(plan, app.services.store).filter((_, place) => rangeIncludes(shot.range, plan.range.first + place));
    const keyframes = index.keyframes(shot.id).length;
    return {
      clip: clip.name, number: at + 1, name: shot.name, first: shot.range.first, last: shot.range.last, frames: rangeLength(shot.range), timecode: timecodeOf(clip, shot.range.first),
      scene: (shot.sceneId === undefined ? undefined : scenes.get(shot.sceneId)) ?? '', status: stageOf(shot, keyframes), keyframes,
      coloured: own.filter(({ key, stale }) => key !== undefined && !stale).length, stale: own.filter(({ stale }) => stale).length,
      approvedAt: shot.approval?.at ?? '', changedSince: approvalChangesText(changed.get(shot.id) ?? [], shot.range.first),
    };
  }));
}
