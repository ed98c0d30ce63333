import type { ShotColour } from '../../../shared/contract/propagate.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import type { Keyframe, Shot } from '../../../shared/model/document.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { timecodeOf } from '../../session/timecode-of.ts';
import { type Thumbnails, thumbnailSize } from './thumbnails.ts';
import { frameAtX, LABELS_PX, ROWS, rulerStep, type TimelineScale, xOfFrame } from './timeline-layout.ts';

/** Colours of tokens.css that the canvas needs. */
const INK = { ground: '#141414', panel: '#1c1c1c', raised: '#262626', line: '#3a3a3a', mark: '#6a6a6a', dim: '#a0a0a0', text: '#dddddd', key: '#e0a84a', playhead: '#f2f2f2', scroll: '#6a6a6a' } as const;
/** Confidence: sure, doubtful, unsure; muted so that the strip does not tint the eye. */
const SURE = '#5c7a5c';
const DOUBTFUL = '#968250';
const UNSURE = '#a86054';
const MIN_SHOT_LABEL_PX = 34;
const RULER_LABEL_PX = 92;

export interface TimelinePicture {
  readonly clip: Clip;
  readonly shots: readonly Shot[];
  readonly keyframes: readonly Keyframe[];
  readonly colours: ReadonlyMap<ShotId, ShotColour>;
  readonly frame: number;
  readonly scale: TimelineScale;
  readonly height: number;
  readonly thumbnails: Thumbnails;
  readonly planeKeyOf: (frame: number) => string | undefined;
}

export function sureColour(confidence: number): string {
  return confidence > 0.85 ? SURE : confidence > 0.7 ? DOUBTFUL : UNSURE;
}

/** Draws what is in sight and nothing else: the cost does not grow with the film. */
export function drawTimeline(context: CanvasRenderingContext2D, picture: TimelinePicture): void {
  const { scale, height, shots, frame } = picture;
  const right = LABELS_PX + scale.width;
  context.fillStyle = INK.panel;
  context.fillRect(0, 0, right, height);
  context.font = '11px Inter, "Segoe UI", "Liberation Sans", system-ui, sans-serif';
  context.textBaseline = 'middle';
  drawLabels(context);

  context.save();
  context.beginPath();
  context.rect(LABELS_PX, 0, scale.width, height);
  context.clip();
  drawRuler(context, picture);
  const first = frameAtX(LABELS_PX, scale);
  const last = frameAtX(right, scale);
  for (const shot of shots) {
    if (shot.range.last < first || shot.range.first > last) continue;
    drawShot(context, picture, shot);
    drawSure(context, picture, shot, { first: Math.max(first, shot.range.first), last: Math.min(last, shot.range.last) });
  }
  for (const keyframe of picture.keyframes) if (keyframe.frame >= first - 2 && keyframe.frame <= last + 2) drawKey(context, middleOf(keyframe.frame, scale));
  drawPlayhead(context, middleOf(frame, scale), height);
  drawScroll(context, picture);
  context.restore();
}

function drawLabels(context: CanvasRenderingContext2D): void {
  context.fillStyle = INK.dim;
  for (const [label, row] of [['Shots', ROWS.shots], ['Keys', ROWS.keys], ['Sure', ROWS.sure]] as const) context.fillText(label, 12, row.top + row.height / 2);
}

function drawRuler(context: CanvasRenderingContext2D, { clip, scale }: TimelinePicture): void {
  context.fillStyle = INK.ground;
  context.fillRect(LABELS_PX, 0, scale.width, ROWS.ruler.height);
  const step = rulerStep(scale, clip.rate, RULER_LABEL_PX);
  const small = rulerStep(scale, clip.rate, 6);
  const first = frameAtX(LABELS_PX, scale);
  const last = frameAtX(LABELS_PX + scale.width, scale);
  context.fillStyle = INK.line;
  for (let at = first - (first % small); at <= last; at += small) context.fillRect(Math.round(xOfFrame(at, scale)), 17, 1, 5);
  for (let at = first - (first % step); at <= last; at += step) {
    const x = Math.round(xOfFrame(at, scale));
    context.fillStyle = INK.mark;
    context.fillRect(x, 12, 1, 10);
    context.fillStyle = INK.dim;
    context.fillText(timecodeOf(clip, at), x + 4, 9);
  }
}

function drawShot(context: CanvasRenderingContext2D, picture: TimelinePicture, shot: Shot): void {
  const { clip, scale, frame, thumbnails } = picture;
  const left = xOfFrame(shot.range.first, scale);
  const width = Math.max(1, (shot.range.last - shot.range.first + 1) * scale.pxPerFrame - 2);
  const { top, height } = ROWS.shots;
  context.fillStyle = INK.raised;
  context.fillRect(left, top, width, height);
  context.save();
  context.beginPath();
  context.rect(left + 1, top + 2, Math.max(0, width - 2), height - 4);
  context.clip();
  const size = thumbnailSize(clip.picture);
  const each = (size.width * (height - 4)) / size.height;
  if (width > 12) {
    const start = Math.max(0, Math.floor((LABELS_PX - left) / each));
    for (let index = start; left + index * each < Math.min(left + width, LABELS_PX + scale.width); index++) {
      const shownFrame = Math.min(shot.range.last, shot.range.first + Math.floor(((index + 0.5) * each) / scale.pxPerFrame));
      const image = thumbnails.get({ clipId: clip.id, frame: shownFrame, picture: clip.picture, planeKey: picture.planeKeyOf(shownFrame) });
      if (image !== undefined) context.drawImage(image, left + 1 + index * each, top + 2, each, height - 4);
    }
  }
  if (width > MIN_SHOT_LABEL_PX) {
    context.fillStyle = '#000000b0';
    context.fillRect(left, top + height - 18, width, 16);
    context.fillStyle = INK.text;
    context.fillText(shot.name, Math.max(left, LABELS_PX) + 6, top + height - 9);
  }
  context.restore();
  if (shot.entry.kind === 'dissolve') drawDissolve(context, xOfFrame(shot.entry.frames.first, scale), xOfFrame(shot.entry.frames.last + 1, scale));
  if (frame >= shot.range.first && frame <= shot.range.last) {
    context.strokeStyle = INK.key;
    context.lineWidth = 1.5;
    context.strokeRect(left + 0.5, top + 0.5, Math.max(1, width - 1), height - 1);
  }
}

/** A wedge over the mixed frames. */
function drawDissolve(context: CanvasRenderingContext2D, left: number, right: number): void {
  const { top, height } = ROWS.shots;
  context.fillStyle = '#00000060';
  context.beginPath();
  context.moveTo(left, top);
  context.lineTo(right, top + height);
  context.lineTo(left, top + height);
  context.fill();
  context.strokeStyle = '#ffffff60';
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(left, top);
  context.lineTo(right, top + height);
  context.stroke();
}

function drawSure(context: CanvasRenderingContext2D, { scale, colours }: TimelinePicture, shot: Shot, seen: { readonly first: number; readonly last: number }): void {
  const { top, height } = ROWS.sure;
  const left = xOfFrame(shot.range.first, scale);
  context.fillStyle = INK.raised;
  context.fillRect(left, top, Math.max(1, (shot.range.last - shot.range.first + 1) * scale.pxPerFrame - 2), height);
  const colour = colours.get(shot.id);
  if (colour === undefined) return;
  // At less than a pixel a frame, one frame stands for those of its pixel.
  const step = Math.max(1, Math.floor(1 / scale.pxPerFrame));
  for (let at = seen.first; at <= seen.last; at += step) {
    const each = colour.frames[at - colour.range.first];
    if (each === undefined || each.key === null) continue;
    context.fillStyle = sureColour(each.confidence ?? 1);
    // Whole pixels, so that no seams show between frames.
    const from = Math.round(xOfFrame(at, scale));
    context.fillRect(from, top, Math.max(1, Math.round(xOfFrame(at + step, scale)) - from - (at === shot.range.last ? 2 : 0)), height);
  }
}

function drawKey(context: CanvasRenderingContext2D, x: number): void {
  const y = ROWS.keys.top + ROWS.keys.height / 2;
  context.fillStyle = INK.key;
  context.beginPath();
  context.moveTo(x, y - 6);
  context.lineTo(x + 6, y);
  context.lineTo(x, y + 6);
  context.lineTo(x - 6, y);
  context.fill();
}

/** Where a frame's mark stands: in its middle, near its beginning when it is drawn wide. */
function middleOf(frame: number, scale: TimelineScale): number {
  return xOfFrame(frame, scale) + Math.min(scale.pxPerFrame, 24) / 2;
}

function drawPlayhead(context: CanvasRenderingContext2D, middle: number, height: number): void {
  const x = Math.round(middle) + 0.5;
  context.strokeStyle = INK.playhead;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x, 0);
  context.lineTo(x, height - 16);
  context.stroke();
  context.fillStyle = INK.playhead;
  context.beginPath();
  context.moveTo(x - 6, 0);
  context.lineTo(x + 6, 0);
  context.lineTo(x, 9);
  context.fill();
}

function drawScroll(context: CanvasRenderingContext2D, { scale, height }: TimelinePicture): void {
  const shown = scale.width / scale.pxPerFrame;
  if (shown >= scale.frameCount) return;
  const top = height - ROWS.scroll.bottom - ROWS.scroll.height;
  context.fillStyle = INK.line;
  context.fillRect(LABELS_PX, top, scale.width, ROWS.scroll.height);
  context.fillStyle = INK.scroll;
  context.fillRect(LABELS_PX + (scale.start / scale.frameCount) * scale.width, top, Math.max(12, (shown / scale.frameCount) * scale.width), ROWS.scroll.height);
}
