import type { Rate } from '../../../shared/model/frame.ts';

/** Rows of the timeline, CSS px from its top. */
export const ROWS = {
  ruler: { top: 0, height: 22 },
  shots: { top: 28, height: 68 },
  keys: { top: 102, height: 22 },
  sure: { top: 130, height: 14 },
  scroll: { bottom: 6, height: 6 },
} as const;
export const LABELS_PX = 72;
const END_ROOM_PX = 24;
const LARGEST_PX_PER_FRAME = 48;

/** How frames lie along the timeline. */
export interface TimelineScale {
  readonly pxPerFrame: number;
  readonly start: number;
  readonly width: number;
  readonly frameCount: number;
}

/** @param pxPerFrame `null` shows the whole film */
export function timelineScale(frameCount: number, widthPx: number, wanted: { readonly pxPerFrame: number | null; readonly start: number }): TimelineScale {
  const width = Math.max(1, widthPx - LABELS_PX);
  const whole = Math.min(LARGEST_PX_PER_FRAME, Math.max(1, width - END_ROOM_PX) / frameCount);
  const pxPerFrame = Math.min(LARGEST_PX_PER_FRAME, Math.max(whole, wanted.pxPerFrame ?? whole));
  const start = Math.min(Math.max(0, frameCount - (width - END_ROOM_PX) / pxPerFrame), Math.max(0, wanted.start));
  return { pxPerFrame, start, width, frameCount };
}

/** Left edge of a frame. */
export function xOfFrame(frame: number, scale: TimelineScale): number {
  return LABELS_PX + (frame - scale.start) * scale.pxPerFrame;
}

export function frameAtX(x: number, scale: TimelineScale): number {
  return Math.min(scale.frameCount - 1, Math.max(0, Math.floor(scale.start + (x - LABELS_PX) / scale.pxPerFrame)));
}

/** Zooms while the frame under `x` stays there. */
export function zoomTimeline(scale: TimelineScale, x: number, factor: number): { readonly pxPerFrame: number; readonly timelineStart: number } {
  const under = scale.start + (x - LABELS_PX) / scale.pxPerFrame;
  const pxPerFrame = Math.min(LARGEST_PX_PER_FRAME, scale.pxPerFrame * factor);
  return { pxPerFrame, timelineStart: under - (x - LABELS_PX) / pxPerFrame };
}

/** Frames between marks of the ruler: one of 1, 2, 5, 10 frames, then whole seconds, minutes, so that labels have room. */
export function rulerStep(scale: Pick<TimelineScale, 'pxPerFrame'>, rate: Rate, labelPx: number): number {
  const second = Math.round(rate.num / rate.den);
  const steps = [1, 2, 5, 10, ...[1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600].map((seconds) => seconds * second)];
  return steps.find((step) => step * scale.pxPerFrame >= labelPx) ?? 3600 * second;
}

/** The start at which a frame is in sight: the old one when it is already. */
export function startShowing(frame: number, scale: TimelineScale): number {
  const shown = scale.width / scale.pxPerFrame;
  if (frame >= scale.start && frame < scale.start + shown - 1) return scale.start;
  return frame < scale.start ? frame : frame - shown * 0.2;
}
