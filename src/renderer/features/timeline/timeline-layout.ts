import type { Rate } from '../../../shared/model/frame.ts';

export interface Row {
  readonly top: number;
  readonly height: number;
}

/** Rows of the timeline, CSS px from its top. The shots take the height that the others leave. */
export interface TimelineRows {
  readonly ruler: Row;
  readonly shots: Row;
  readonly keys: Row;
  readonly confidence: Row;
  /** The whole clip, whatever the zoom. */
  readonly film: Row;
}

const RULER_PX = 26;
const KEYS_PX = 22;
const CONFIDENCE_PX = 14;
const FILM_PX = 10;
const GAP_PX = 6;
const SHOTS_PX = { least: 36, most: 160 } as const;

export function timelineRows(height: number): TimelineRows {
  const others = RULER_PX + KEYS_PX + CONFIDENCE_PX + FILM_PX + 5 * GAP_PX;
  const shots: Row = { top: RULER_PX + GAP_PX, height: Math.min(SHOTS_PX.most, Math.max(SHOTS_PX.least, height - others)) };
  const keys: Row = { top: shots.top + shots.height + GAP_PX, height: KEYS_PX };
  return { ruler: { top: 0, height: RULER_PX }, shots, keys, confidence: { top: keys.top + keys.height + GAP_PX, height: CONFIDENCE_PX }, film: { top: Math.max(keys.top + keys.height + CONFIDENCE_PX + 2 * GAP_PX, height - FILM_PX - GAP_PX), height: FILM_PX } };
}

export function isInRow(y: number, row: Row): boolean {
  return y >= row.top && y < row.top + row.height;
}

export const LABELS_PX = 84;
const END_ROOM_PX = 24;
/** Largest scale: every frame has a thumbnail of its own. */
const LARGEST_PX_PER_FRAME = 160;

/** How frames lie along the timeline. */
export interface TimelineScale {
  readonly pxPerFrame: number;
  readonly start: number;
  readonly width: number;
  readonly frameCount: number;
}

/** @param pxPerFrame `null` fits the whole clip */
export function timelineScale(frameCount: number, widthPx: number, wanted: { readonly pxPerFrame: number | null; readonly start: number }): TimelineScale {
  const width = Math.max(1, widthPx - LABELS_PX);
  const whole = Math.min(LARGEST_PX_PER_FRAME, Math.max(1, width - END_ROOM_PX) / frameCount);
  const pxPerFrame = Math.min(LARGEST_PX_PER_FRAME, Math.max(whole, wanted.pxPerFrame ?? whole));
  const start = Math.min(Math.max(0, frameCount - (width - END_ROOM_PX) / pxPerFrame), Math.max(0, wanted.start));
  return { pxPerFrame, start, width, frameCount };
}

/** Whether the clip is longer than what is shown of it. */
export function isScrollable({ width, pxPerFrame, frameCount }: TimelineScale): boolean {
  return width / pxPerFrame < frameCount;
}

/** Left edge of a frame. */
export function xOfFrame(frame: number, scale: TimelineScale): number {
  return LABELS_PX + (frame - scale.start) * scale.pxPerFrame;
}

export function frameAtX(x: number, scale: TimelineScale): number {
  return Math.min(scale.frameCount - 1, Math.max(0, Math.floor(scale.start + (x - LABELS_PX) / scale.pxPerFrame)));
}

/** Zooms around the frame under `x`. */
export function zoomTimeline(scale: TimelineScale, x: number, factor: number): { readonly pxPerFrame: number; readonly timelineStart: number } {
  const under = scale.start + (x - LABELS_PX) / scale.pxPerFrame;
  const pxPerFrame = Math.min(LARGEST_PX_PER_FRAME, scale.pxPerFrame * factor);
  return { pxPerFrame, timelineStart: under - (x - LABELS_PX) / pxPerFrame };
}

/** Frames between ruler marks: 1, 2, 5 or 10 frames, then whole seconds and minutes, so that labels fit. */
export function rulerStep(scale: Pick<TimelineScale, 'pxPerFrame'>, rate: Rate, labelPx: number): number {
  const second = Math.round(rate.num / rate.den);
  const steps = [1, 2, 5, 10, ...[1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600].map((seconds) => seconds * second)];
  return steps.find((step) => step * scale.pxPerFrame >= labelPx) ?? 3600 * second;
}

/** The start at which a frame is in sight: unchanged when it already is. */
export function startShowing(frame: number, scale: TimelineScale): number {
  const shown = scale.width / scale.pxPerFrame;
  if (frame >= scale.start && frame < scale.start + shown - 1) return scale.start;
  return frame < scale.start ? frame : frame - shown * 0.2;
}

/** Position of a frame's mark: its middle, or near its left edge when the frame is drawn wide. */
export function markX(frame: number, scale: TimelineScale): number {
  return xOfFrame(frame, scale) + Math.min(scale.pxPerFrame, 24) / 2;
}

/** Frames per thumbnail of a shot's row: a power of two, so that zooming and scrolling reuse thumbnails. */
export function framesPerThumbnail(scale: Pick<TimelineScale, 'pxPerFrame'>, thumbnailPx: number): number {
  return 2 ** Math.max(0, Math.floor(Math.log2(thumbnailPx / scale.pxPerFrame)));
}
