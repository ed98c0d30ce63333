import type { SoundPeaks } from '../../../shared/model/sound-peaks.ts';
import { timecodeOf } from '../../../shared/model/timecode.ts';
import { drawHintLane, drawMaskLane, drawPropagation } from './draw-lanes.ts';
import { drawSound } from './draw-sound.ts';
import { drawShot, drawConfidence, outlineShot, type ThumbnailSource } from './draw-shots.ts';
import { drawFilmStrip, type StageRun } from './film-strip.ts';
import { COLOURS } from './timeline-colours.ts';
import { frameAtX, LABELS_PX, lanesBottom, markX, rulerStep, type TimelineScale, xOfFrame } from './timeline-layout.ts';
import type { TimelineScene } from './timeline-scene.ts';

const RULER_LABEL_PX = 92;
const SMALL_MARK_PX = 6;
const KEY_PX = 6;
const MASK_PX = 3.5;
const MARKS_APART_PX = 2;

/** Draws a scene without the playhead, which is a separate element, so that moving it draws nothing. */
export function drawTimeline(context: CanvasRenderingContext2D, scene: TimelineScene, source: ThumbnailSource & { readonly stages: readonly StageRun[]; readonly sound: SoundPeaks | undefined }): void {
  const { scale, height, width } = scene;
  context.fillStyle = COLOURS.panel;
  context.fillRect(0, 0, width, height);
  context.font = '11px Inter, "Segoe UI", "Liberation Sans", system-ui, sans-serif';
  context.textBaseline = 'middle';
  drawLabels(context, scene);

  context.save();
  context.beginPath();
  context.rect(LABELS_PX, 0, scale.width, height);
  context.clip();
  drawRuler(context, scene);
  for (const each of scene.shots) {
    drawShot(context, scene, each, source);
    drawConfidence(context, scene, each);
    drawPropagation(context, scene, each);
  }
  drawHintLane(context, scene);
  drawMaskLane(context, scene);
  drawSoundLane(context, scene, source.sound);
  for (const { shot } of scene.shots) if (shot.id === scene.currentShot) outlineShot(context, scene, shot);
  drawInAndOut(context, scene);
  drawNotes(context, scene);
  drawMove(context, scene);
  drawFilmStrip(context, scene, source.stages);
  context.restore();
  drawKeys(context, scene);
}

function drawSoundLane(context: CanvasRenderingContext2D, { clip, scale, rows: { sound: lane } }: TimelineScene, peaks: SoundPeaks | undefined): void {
  if (lane === null) return;
  const [left, end] = [LABELS_PX, Math.min(LABELS_PX + scale.width, xOfFrame(clip.frameCount, scale))];
  context.fillStyle = COLOURS.ground;
  context.fillRect(left, lane.top, end - left, lane.height);
  if (peaks !== undefined) drawSound(context, peaks, { rate: clip.rate, place: { top: lane.top, height: lane.height, left, first: scale.start, pxPerFrame: scale.pxPerFrame, from: left, to: end } });
}

function drawLabels(context: CanvasRenderingContext2D, { rows }: TimelineScene): void {
  context.fillStyle = COLOURS.dim;
  // The names of lanes are elements beside the canvas.
  for (const [label, row] of [['Shots', rows.shots], ['Keyframes', rows.keys], ['Whole film', rows.film]] as const) context.fillText(label, 12, row.top + row.height / 2);
}

function drawRuler(context: CanvasRenderingContext2D, { clip, scale, rows }: TimelineScene): void {
  const { height } = rows.ruler;
  context.fillStyle = COLOURS.ground;
  context.fillRect(LABELS_PX, 0, scale.width, height);
  const step = rulerStep(scale, clip.rate, RULER_LABEL_PX);
  const small = rulerStep(scale, clip.rate, SMALL_MARK_PX);
  const first = frameAtX(LABELS_PX, scale);
  const last = frameAtX(LABELS_PX + scale.width, scale);
  context.fillStyle = COLOURS.line;
  for (let at = first - (first % small); at <= last; at += small) context.fillRect(Math.round(xOfFrame(at, scale)), height - 5, 1, 5);
  for (let at = first - (first % step); at <= last; at += step) {
    const x = Math.round(xOfFrame(at, scale));
    context.fillStyle = COLOURS.mark;
    context.fillRect(x, height - 10, 1, 10);
    context.fillStyle = COLOURS.dim;
    context.fillText(timecodeOf(clip, at), x + 4, 8);
  }
}

/** Dims what lies outside the in and out marks, with a bracket at each in the ruler. */
function drawInAndOut(context: CanvasRenderingContext2D, { inMark, outMark, scale, rows }: TimelineScene): void {
  const bottom = lanesBottom(rows);
  const [left, right] = [LABELS_PX, LABELS_PX + scale.width];
  const ends = [inMark === null ? undefined : { x: xOfFrame(inMark, scale), inside: 1 }, outMark === null ? undefined : { x: xOfFrame(outMark + 1, scale), inside: -1 }];
  for (const end of ends) {
    if (end === undefined) continue;
    const x = Math.round(Math.min(right, Math.max(left, end.x)));
    context.fillStyle = COLOURS.shade;
    if (end.inside === 1) context.fillRect(left, 0, x - left, bottom);
    else context.fillRect(x, 0, right - x, bottom);
    if (x !== Math.round(end.x)) continue;
    context.fillStyle = COLOURS.strong;
    context.fillRect(end.inside === 1 ? x : x - 2, 0, 2, rows.ruler.height);
    for (const y of [0, rows.ruler.height - 2]) context.fillRect(end.inside === 1 ? x : x - 7, y, 7, 2);
  }
}

/** Of sorted marks, those that are far enough apart to be distinguished on the screen. */
function apart<Mark>(marks: readonly Mark[], frameOf: (mark: Mark) => number, scale: TimelineScale): readonly Mark[] {
  let last = -Infinity;
  return marks.filter((mark) => {
    const x = markX(frameOf(mark), scale);
    if (x - last < MARKS_APART_PX) return false;
    last = x;
    return true;
  });
}

/** Slightly beyond the edge, so that the diamond of the first frame in sight is drawn whole. */
function drawKeys(context: CanvasRenderingContext2D, scene: TimelineScene): void {
  const { scale, rows } = scene;
  context.save();
  context.beginPath();
  context.rect(LABELS_PX - KEY_PX, rows.keys.top, scale.width + KEY_PX, rows.keys.height);
  context.clip();
  for (const { frame } of scene.suggestions) drawKey(context, scene, frame, 'suggested');
  for (const frame of apart(scene.keys, (each) => each, scale)) drawKey(context, scene, frame, 'key');
  // Those set by hand over the tracked ones, of which there may be many.
  for (const tracked of [true, false]) for (const { frame } of apart(scene.maskShapes.filter((each) => each.tracked === tracked), (each) => each.frame, scale)) drawMaskShape(context, scene, frame, tracked);
  context.restore();
}

/** A ring: the selected mask has a shape of its own on the frame. A small dashed one was found by tracking. */
function drawMaskShape(context: CanvasRenderingContext2D, { scale, rows }: TimelineScene, frame: number, tracked: boolean): void {
  context.beginPath();
  context.arc(markX(frame, scale), rows.keys.top + rows.keys.height / 2, tracked ? MASK_PX - 1 : MASK_PX, 0, 2 * Math.PI);
  context.strokeStyle = tracked ? COLOURS.dim : COLOURS.strong;
  context.lineWidth = tracked ? 1 : 1.5;
  context.setLineDash(tracked ? [1.5, 1.5] : []);
  context.stroke();
  context.setLineDash([]);
}

/** A full diamond is a keyframe, a hollow one a suggested keyframe. */
function drawKey(context: CanvasRenderingContext2D, { scale, rows }: TimelineScene, frame: number, kind: 'key' | 'suggested'): void {
  const x = markX(frame, scale);
  const y = rows.keys.top + rows.keys.height / 2;
  const reach = kind === 'key' ? KEY_PX : KEY_PX - 0.5;
  context.beginPath();
  context.moveTo(x, y - reach);
  context.lineTo(x + reach, y);
  context.lineTo(x, y + reach);
  context.lineTo(x - reach, y);
  context.closePath();
  if (kind === 'key') {
    context.fillStyle = COLOURS.key;
    context.fill();
  } else {
    context.strokeStyle = COLOURS.key;
    context.lineWidth = 1.5;
    context.stroke();
  }
}

function drawNotes(context: CanvasRenderingContext2D, { notes, scale, rows }: TimelineScene): void {
  const bottom = rows.ruler.height;
  for (const { frame, colour } of apart(notes, (note) => note.frame, scale)) {
    const x = Math.round(markX(frame, scale));
    context.fillStyle = COLOURS.marker[colour ?? 'plain'];
    context.beginPath();
    context.moveTo(x - 5, bottom - 13);
    context.lineTo(x + 5, bottom - 13);
    context.lineTo(x + 5, bottom - 5);
    context.lineTo(x, bottom);
    context.lineTo(x - 5, bottom - 5);
    context.fill();
    context.globalAlpha = 0.45;
    context.fillRect(x, bottom, 1, lanesBottom(rows) - bottom);
    context.globalAlpha = 1;
  }
}

/** The dragged shot boundary, at its present position. */
function drawMove(context: CanvasRenderingContext2D, { clip, scale, rows, shots, move }: TimelineScene): void {
  const shot = shots.find((each) => each.shot.id === move?.shotId)?.shot;
  if (move === null || shot === undefined) return;
  const { transitionIn } = shot;
  const frame = move.part === 'cut' || transitionIn.kind === 'cut' ? shot.range.first : move.part === 'dissolveFirst' ? transitionIn.frames.first : transitionIn.frames.last;
  const x = Math.round(xOfFrame(move.part === 'dissolveLast' ? frame + 1 : frame, scale));
  context.fillStyle = COLOURS.strong;
  context.fillRect(x - 1, rows.shots.top, 2, rows.shots.height);
  const label = timecodeOf(clip, frame);
  const width = context.measureText(label).width + 12;
  const left = x + 8 + width > LABELS_PX + scale.width ? x - 8 - width : x + 8;
  context.fillStyle = '#000000d0';
  context.fillRect(left, rows.shots.top + 6, width, 18);
  context.fillStyle = COLOURS.strong;
  context.fillText(label, left + 6, rows.shots.top + 15);
}
