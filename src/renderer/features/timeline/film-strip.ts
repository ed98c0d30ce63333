import type { ProjectDocument } from '../../../shared/model/document.ts';
import { indexOfShotAt } from '../../../shared/model/document-index.ts';
import type { ClipId } from '../../../shared/model/ids.ts';
import { keyframesOf, shotsOf } from '../../document/project-mirror.ts';
import { type ShotStage, stageOf } from '../../../shared/model/shot-stage.ts';
import { COLOURS } from './timeline-colours.ts';
import { isScrollable, LABELS_PX, type TimelineRows, type TimelineScale } from './timeline-layout.ts';

/** Shots side by side in the strip, of one stage. */
export interface StageRun {
  readonly stage: ShotStage;
  /** Left and right edge, px from the strip's left. */
  readonly left: number;
  readonly right: number;
}

/** Shots that are narrower than this on average are drawn without gaps between them. */
const GAP_FROM_PX = 5;

/** Left edge of a frame in the strip, which shows the whole clip whatever the timeline is zoomed to. */
export function stripX(frame: number, { width, frameCount }: Pick<TimelineScale, 'width' | 'frameCount'>): number {
  return LABELS_PX + (frame / frameCount) * width;
}

export function stripFrameAt(x: number, { width, frameCount }: Pick<TimelineScale, 'width' | 'frameCount'>): number {
  return Math.min(frameCount - 1, Math.max(0, Math.floor(((x - LABELS_PX) / width) * frameCount)));
}

/** Stages along the strip by pixel, so that a film of thousands of shots needs no more drawing than the strip is wide. */
export function stageRuns(document: ProjectDocument, clipId: ClipId, { width, frameCount }: Pick<TimelineScale, 'width' | 'frameCount'>): readonly StageRun[] {
  const shots = shotsOf(document, clipId);
  const hasGaps = width / Math.max(1, shots.length) >= GAP_FROM_PX;
  const runs: { stage: ShotStage; left: number; right: number; shot: number }[] = [];
  for (let px = 0; px < width; px++) {
    const index = indexOfShotAt(shots, Math.floor(((px + 0.5) / width) * frameCount));
    const shot = shots[index];
    if (shot === undefined) continue;
    const last = runs.at(-1);
    if (last?.shot === index && last.right === px) {
      last.right = px + 1;
      continue;
    }
    const stage = stageOf(shot, keyframesOf(document, shot.id).length);
    if (last !== undefined && !hasGaps && last.stage === stage && last.right === px) Object.assign(last, { right: px + 1, shot: index });
    else runs.push({ stage, left: px, right: px + 1, shot: index });
  }
  return runs.map(({ stage, left, right }) => ({ stage, left, right: hasGaps && right - left > 2 ? right - 1 : right }));
}

/** The whole clip by stage, with a frame around what the timeline shows. */
export function drawFilmStrip(context: CanvasRenderingContext2D, { scale, rows }: { readonly scale: TimelineScale; readonly rows: TimelineRows }, runs: readonly StageRun[]): void {
  const { top, height } = rows.film;
  for (const { stage, left, right } of runs) {
    context.fillStyle = COLOURS.stage[stage];
    context.fillRect(LABELS_PX + left, top, right - left, height);
  }
  if (!isScrollable(scale)) return;
  const shown = scale.width / scale.pxPerFrame;
  context.strokeStyle = COLOURS.strong;
  context.lineWidth = 2;
  context.strokeRect(Math.round(stripX(scale.start, scale)) + 1, top - 2, Math.max(10, Math.round((shown / scale.frameCount) * scale.width) - 2), height + 4);
}
