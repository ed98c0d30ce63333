import type { ClipPixels } from '../../../shared/contract/pixel-urls.ts';
import type { ClipId } from '../../../shared/model/ids.ts';
import type { Shot } from '../../../shared/model/document.ts';
import { stageOf } from '../../../shared/model/shot-stage.ts';
import { drawShotMarks } from './draw-shot-marks.ts';
import type { LayerTable } from '../../../shared/model/layer-table.ts';
import { BLOCK_FRAMES, hasStale, lowestConfidence } from './lowest-confidence.ts';
import { type Thumbnails, thumbnailSize } from './thumbnails.ts';
import { heatColour, COLOURS } from './timeline-colours.ts';
import { confidenceHeight, frameAtX, framesPerThumbnail, LABELS_PX, type Row, type TimelineScale, xOfFrame } from './timeline-layout.ts';
import type { SceneShot, TimelineScene } from './timeline-scene.ts';

const MIN_LABEL_PX = 34;
const MIN_THUMBNAIL_PX = 12;
/** Gap between shots, which shows the cut. */
const CUT_PX = 2;
const STATE_PX = 3;
const LABEL_PX = 17;
/** Opacity of earlier colour, shown until its replacement is made. */
const STALE_ALPHA = 0.5;

export interface ThumbnailSource {
  readonly thumbnails: Thumbnails;
  readonly pixelsOf: (clipId: ClipId) => ClipPixels;
  readonly planeKeyOf: (frame: number) => string | undefined;
  readonly layersOf: (frame: number) => LayerTable | undefined;
}

export function drawShot(context: CanvasRenderingContext2D, scene: TimelineScene, { shot, state, propagation: { colour } }: SceneShot, source: ThumbnailSource): void {
  const { scale, rows } = scene;
  const left = xOfFrame(shot.range.first, scale);
  const width = shotWidth(shot, scale);
  const { top, height } = rows.shots;
  context.fillStyle = COLOURS.raised;
  context.fillRect(left, top, width, height);
  if (width > MIN_THUMBNAIL_PX) drawThumbnails(context, scene, { shot, colour }, source);
  if (width > MIN_LABEL_PX) drawLabel(context, shot.name, { left, width, bottom: top + height });
  // Without a keyframe a shot is empty.
  drawShotMarks(context, { stage: stageOf(shot, state === 'empty' ? 0 : 1), word: state === 'stale' ? 'Stale' : state === 'paused' ? 'Paused' : undefined }, { left, width, top, labelY: top + height - STATE_PX - LABEL_PX / 2 });
  if (width >= 1) drawState(context, state, { left, width, bottom: top + height });
  if (shot.transitionIn.kind === 'dissolve') drawDissolve(context, scene, xOfFrame(shot.transitionIn.frames.first, scale), xOfFrame(shot.transitionIn.frames.last + 1, scale));
}

/** Leaves room for the line of the shot's state. */
export function outlineShot(context: CanvasRenderingContext2D, { scale, rows }: TimelineScene, shot: Shot): void {
  context.strokeStyle = COLOURS.key;
  context.lineWidth = 1.5;
  context.strokeRect(xOfFrame(shot.range.first, scale) + 0.75, rows.shots.top + 0.75, Math.max(1, shotWidth(shot, scale) - 1.5), rows.shots.height - STATE_PX - 1.5);
}

function shotWidth(shot: Shot, scale: TimelineScale): number {
  const whole = (shot.range.last - shot.range.first + 1) * scale.pxPerFrame;
  return Math.max(0.5, whole - Math.min(CUT_PX, whole / 4));
}

/** Pictures on a grid of the film's frames, not of the shot's, so that a moved cut leaves them where they are. */
function drawThumbnails(context: CanvasRenderingContext2D, { clip, scale, rows, keys }: TimelineScene, { shot, colour }: Pick<SceneShot, 'shot'> & Pick<SceneShot['propagation'], 'colour'>, { thumbnails, pixelsOf, planeKeyOf, layersOf }: ThumbnailSource): void {
  const { top, height } = rows.shots;
  const left = xOfFrame(shot.range.first, scale);
  const width = shotWidth(shot, scale);
  const size = thumbnailSize(clip.picture);
  const picture = (size.width * height) / size.height;
  const step = framesPerThumbnail(scale, picture);
  const slot = step * scale.pxPerFrame;
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  const first = Math.max(shot.range.first, frameAtX(LABELS_PX, scale));
  const last = Math.min(shot.range.last, frameAtX(LABELS_PX + scale.width, scale));
  for (let at = first - (first % step); at <= last; at += step) {
    const [from, to] = [Math.max(shot.range.first, at), Math.min(shot.range.last, at + step - 1)];
    // A keyframe has colour first, so it represents the frames around it.
    const frame = keys.find((key) => key >= from && key <= to) ?? Math.min(to, Math.max(from, at + (step >> 1)));
    const image = thumbnails.get({ clip: pixelsOf(clip.id), frame, picture: clip.picture, planeKey: planeKeyOf(frame), layers: layersOf(frame) });
    if (image === undefined) continue;
    // A slot narrower than the thumbnail shows its middle.
    const share = Math.min(1, slot / picture);
    context.globalAlpha = colour !== undefined && hasStale(colour, frame, frame + 1) ? STALE_ALPHA : 1;
    context.drawImage(image, (size.width * (1 - share)) / 2, 0, size.width * share, size.height, xOfFrame(at, scale), top, Math.min(picture, slot), height);
  }
  context.restore();
}

function drawLabel(context: CanvasRenderingContext2D, name: string, { left, width, bottom }: { readonly left: number; readonly width: number; readonly bottom: number }): void {
  context.save();
  context.beginPath();
  context.rect(left, bottom - LABEL_PX - STATE_PX, width, LABEL_PX);
  context.clip();
  context.fillStyle = COLOURS.shade;
  context.fillRect(left, bottom - LABEL_PX - STATE_PX, width, LABEL_PX);
  context.fillStyle = COLOURS.text;
  context.fillText(name, Math.max(left, LABELS_PX) + 6, bottom - STATE_PX - LABEL_PX / 2);
  context.restore();
}

/** Line under a shot: solid when done, dashed when stale or not whole, light while propagating; none without a keyframe. */
function drawState(context: CanvasRenderingContext2D, state: SceneShot['state'], { left, width, bottom }: { readonly left: number; readonly width: number; readonly bottom: number }): void {
  context.fillStyle = state === 'empty' ? COLOURS.raised : COLOURS.ground;
  context.fillRect(left, bottom - STATE_PX, width, STATE_PX);
  if (state === 'empty') return;
  context.fillStyle = { stale: COLOURS.stale, partial: COLOURS.stale, paused: COLOURS.stale, running: COLOURS.running, lowConfidence: COLOURS.lowConfidence, coloured: COLOURS.done }[state];
  if (state !== 'stale' && state !== 'partial' && state !== 'paused') context.fillRect(left, bottom - STATE_PX, width, STATE_PX);
  else for (let x = 0; x < width; x += 8) context.fillRect(left + x, bottom - STATE_PX, Math.min(4, width - x), STATE_PX);
}

/** A wedge over the mixed frames, with a handle at each end. */
function drawDissolve(context: CanvasRenderingContext2D, { rows }: TimelineScene, left: number, right: number): void {
  const { top, height } = rows.shots;
  context.fillStyle = '#00000070';
  context.beginPath();
  context.moveTo(left, top);
  context.lineTo(right, top + height);
  context.lineTo(left, top + height);
  context.fill();
  context.strokeStyle = '#ffffff80';
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(left, top);
  context.lineTo(right, top + height);
  context.stroke();
  context.fillStyle = '#ffffffb0';
  for (const x of [left, right]) context.fillRect(Math.round(x) - 1, top, 2, Math.min(10, height / 2));
}

/** Confidence of each frame as a height and a tone; hatched where a shot with keyframes has none, and stale frames without a value. */
export function drawConfidence(context: CanvasRenderingContext2D, scene: TimelineScene, { shot, propagation: { colour } }: SceneShot): void {
  const { scale, rows } = scene;
  const { top, height } = rows.confidence;
  const left = xOfFrame(shot.range.first, scale);
  context.fillStyle = COLOURS.raised;
  context.fillRect(left, top, shotWidth(shot, scale), height);
  if (colour === undefined) return;
  const first = Math.max(shot.range.first, frameAtX(LABELS_PX, scale));
  const last = Math.min(shot.range.last, frameAtX(LABELS_PX + scale.width, scale));
  // At less than a pixel per frame, a pixel shows the lowest confidence of its frames, so that no problem is hidden.
  const framesPerPixel = Math.max(1, Math.ceil(1 / scale.pxPerFrame));
  // Once blocks are narrower than a pixel they are read whole: the cost depends on the pixels, not on the frames.
  const step = framesPerPixel < BLOCK_FRAMES ? framesPerPixel : Math.ceil(framesPerPixel / BLOCK_FRAMES) * BLOCK_FRAMES;
  const ahead = Math.max(0, first - colour.range.first) % step;
  for (let begin = first - ahead; begin <= last; begin += step) {
    const [at, until] = [Math.max(first, begin), Math.min(last + 1, begin + step)];
    const confidence = lowestConfidence(colour, at, until);
    // Whole pixels, so that no seams appear between frames.
    const from = Math.round(xOfFrame(at, scale));
    const end = Math.round(until > shot.range.last ? left + shotWidth(shot, scale) : xOfFrame(until, scale));
    const stale = hasStale(colour, at, until);
    if (confidence !== undefined) {
      context.fillStyle = heatColour(confidence);
      const tall = confidenceHeight(confidence, height);
      context.fillRect(from, top + height - tall, Math.max(1, end - from), tall);
    } else if (stale) {
      context.fillStyle = COLOURS.line;
      context.fillRect(from, top, Math.max(1, end - from), height);
    }
    if (confidence === undefined || stale) drawHatch(context, from, end, { row: rows.confidence, colour: stale ? COLOURS.stale : COLOURS.line });
  }
}

function drawHatch(context: CanvasRenderingContext2D, from: number, end: number, { row: { top, height }, colour }: { readonly row: Row; readonly colour: string }): void {
  context.fillStyle = colour;
  // On a grid of the screen, so that the hatching continues across frames.
  for (let x = from - (from % 5); x < end; x += 5) if (x >= from) context.fillRect(x, top + height / 2 - 1, Math.min(2, end - x), 2);
}
