import type { Rate } from '../../../shared/model/frame.ts';

export interface Row {
  readonly top: number;
  readonly height: number;
}

/** Lanes under the keyframes. Those of hints and masks have a track for each group and each mask. */
export const LANES = ['hints', 'masks', 'confidence', 'propagation', 'sound'] as const;
export type LaneId = (typeof LANES)[number];

/** What a lane asks for. */
export interface LaneWish {
  readonly tracks: number;
  readonly trackPx: number;
  readonly isFolded: boolean;
}

export interface LaneRow extends Row {
  readonly trackPx: number;
  /** All tracks lie on one another. */
  readonly isFolded: boolean;
  /** The timeline is low: its lanes can be neither folded nor sized. */
  readonly isFixed: boolean;
}

/** `null`: there is nothing to show in that lane. */
export interface LaneWishes {
  readonly hints: LaneWish | null;
  readonly masks: LaneWish | null;
  readonly confidence: LaneWish;
  readonly propagation: LaneWish;
  readonly sound: LaneWish | null;
}

/** Rows of the timeline, CSS px from its top. The shots take the height that the others leave. */
export interface TimelineRows {
  readonly ruler: Row;
  readonly shots: Row;
  readonly keys: Row;
  /** `null` where there is nothing to show, or no room for it. */
  readonly hints: LaneRow | null;
  readonly masks: LaneRow | null;
  readonly confidence: LaneRow;
  readonly propagation: LaneRow;
  readonly sound: LaneRow | null;
  /** The whole clip, whatever the zoom. */
  readonly film: Row;
}

const SIZES = { ruler: 26, keys: 22, film: 10, gap: 6, leastShots: 44 } as const;
/** Of a timeline too low for all rows at their full height. */
const LOW_SIZES = { ruler: 22, keys: 17, film: 10, gap: 4, leastShots: 36 } as const;
const LOW_PX = 176;
const LOW_LANES = { confidence: 12, propagation: 8 } as const;
const MOST_SHOTS_PX = 160;
/** A folded lane, which has room for its name. */
export const FOLDED_PX = 12;
const ONE_TRACK = { tracks: 1, trackPx: 14, isFolded: false } as const;
const NO_LANES: LaneWishes = { hints: null, masks: null, confidence: ONE_TRACK, propagation: ONE_TRACK, sound: null };

/**
 * Confidence and propagation are always there. The other lanes take what the least height of the shots leaves: first each one track, then, in their
 * order, the rest of what they ask for. A lane without room for one track is left out.
 */
export function timelineRows(height: number, lanes: LaneWishes = NO_LANES): TimelineRows {
  const isLow = height < LOW_PX;
  const sizes = isLow ? LOW_SIZES : SIZES;
  const heightOf = ({ tracks, trackPx }: LaneWish): number => tracks * trackPx;
  const confidencePx = isLow ? LOW_LANES.confidence : heightOf(lanes.confidence);
  const propagationPx = isLow ? LOW_LANES.propagation : heightOf(lanes.propagation);
  let room = height - (sizes.ruler + sizes.keys + sizes.film + confidencePx + propagationPx + 6 * sizes.gap) - sizes.leastShots;
  const taken = new Map<LaneId, number>();
  for (const id of ['hints', 'masks', 'sound'] as const) {
    const wish = lanes[id];
    if (isLow || wish === null || room < wish.trackPx + sizes.gap) continue;
    taken.set(id, wish.trackPx);
    room -= wish.trackPx + sizes.gap;
  }
  for (const [id, px] of taken) {
    const more = Math.min(room, heightOf(lanes[id]!) - px);
    taken.set(id, px + more);
    room -= more;
  }
  const shots: Row = { top: sizes.ruler + sizes.gap, height: Math.min(MOST_SHOTS_PX, sizes.leastShots + Math.max(0, room)) };
  let top = shots.top + shots.height + sizes.gap;
  const next = (px: number): Row => {
    const row = { top, height: px };
    top += px + sizes.gap;
    return row;
  };
  const lane = (id: LaneId): LaneRow | null => {
    const [px, wish] = [taken.get(id), lanes[id]];
    return px === undefined || wish === null ? null : { ...next(px), trackPx: wish.trackPx, isFolded: wish.isFolded, isFixed: false };
  };
  const only = (wish: LaneWish, px: number): LaneRow => ({ ...next(px), trackPx: px, isFolded: wish.isFolded, isFixed: isLow });
  return {
    ruler: { top: 0, height: sizes.ruler }, shots, keys: next(sizes.keys), hints: lane('hints'), masks: lane('masks'),
    confidence: only(lanes.confidence, confidencePx), propagation: only(lanes.propagation, propagationPx), sound: lane('sound'),
    film: { top: Math.max(top, height - sizes.film - sizes.gap), height: sizes.film },
  };
}

/** Least height of a confidence, so that the lowest is told from no colour, px. */
const LEAST_CONFIDENCE_PX = 2;

/** Height of a confidence 0…1 in its lane, whole px. */
export function confidenceHeight(confidence: number, lanePx: number): number {
  return Math.min(lanePx, Math.max(LEAST_CONFIDENCE_PX, Math.round(confidence * lanePx)));
}

/** Lower edge of the rows that lie along the frames. */
export function lanesBottom({ propagation, sound }: TimelineRows): number {
  const last = sound ?? propagation;
  return last.top + last.height;
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
