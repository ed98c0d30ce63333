import { rowOfTrack, type SceneShot, type TimelineScene } from './timeline-scene.ts';
import { madeRuns } from './propagation-runs.ts';
import { COLOURS } from './timeline-colours.ts';
import { frameAtX, LABELS_PX, type LaneRow, markX, type TimelineScale, xOfFrame } from './timeline-layout.ts';

/** Marks nearer to one another than this are not told apart: one is drawn. */
const MARKS_APART_PX = 3;
const LINE_PX = 3;
/** Shots drawn narrower than this have no marks and no spans in the lanes of hints and masks. */
const LEAST_MARKED_PX = 6;
const STRIPE_PX = 4;
const PAUSE_BAR_PX = 2;
const PAUSE_STEP_PX = 28;

/** Left and right edge of the frames of a range that are in sight, whole CSS px; `undefined` where none is. */
function edges(first: number, last: number, scale: TimelineScale): readonly [number, number] | undefined {
  const [from, to] = [Math.max(LABELS_PX, Math.round(xOfFrame(first, scale))), Math.min(LABELS_PX + scale.width, Math.round(xOfFrame(last + 1, scale)))];
  return to < from || last < scale.start ? undefined : [from, to];
}

/** Calls `draw` with the middle of each track of a lane that is in sight, within the lane. */
function withinLane(context: CanvasRenderingContext2D, scene: TimelineScene, lane: LaneRow, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(LABELS_PX, lane.top, scene.scale.width, lane.height);
  context.clip();
  draw();
  context.restore();
}

/** A line along the shot for each group of hints, with a dot on each keyframe that has hints of it. */
export function drawHintLane(context: CanvasRenderingContext2D, scene: TimelineScene): void {
  const lane = scene.rows.hints;
  if (lane === null) return;
  withinLane(context, scene, lane, () => {
    const reached = new Map<string, number>();
    for (const { shot, hints } of scene.shots) {
      const along = edges(shot.range.first, shot.range.last, scene.scale);
      if (along === undefined) continue;
      for (const track of hints) {
        const row = rowOfTrack(scene, 'hints', track.name);
        // Shots narrower than a pixel are drawn once a pixel.
        if (row === undefined || along[1] <= (reached.get(track.name) ?? -1)) continue;
        reached.set(track.name, along[1]);
        const colour = track.isOff ? COLOURS.mark : track.hex ?? COLOURS.dim;
        const middle = row.top + row.height / 2;
        context.fillStyle = colour;
        if (track.isOff) drawDashes(context, along, { y: middle - 1, height: 1 });
        else context.fillRect(along[0], Math.round(middle - LINE_PX / 2), Math.max(1, along[1] - along[0] - 2), LINE_PX);
        if (along[1] - along[0] < LEAST_MARKED_PX) continue;
        let last = -Infinity;
        for (const frame of track.frames) {
          const x = markX(frame, scene.scale);
          if (x - last < MARKS_APART_PX || x < LABELS_PX || x > scene.width) continue;
          last = x;
          drawDot(context, x, middle, { fill: track.isOff ? COLOURS.panel : colour, line: COLOURS.strong });
        }
      }
    }
  });
}

function drawDot(context: CanvasRenderingContext2D, x: number, y: number, { fill, line }: { readonly fill: string; readonly line: string }): void {
  context.beginPath();
  context.arc(x, y, 3.5, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  context.strokeStyle = line;
  context.lineWidth = 1;
  context.stroke();
}

function drawDashes(context: CanvasRenderingContext2D, [from, to]: readonly [number, number], { y, height }: { readonly y: number; readonly height: number }): void {
  for (let x = from; x < to; x += 8) context.fillRect(x, y, Math.min(4, to - x), height);
}

/** Each mask of a shot: a bar where it was tracked, a line where its shape is interpolated, a thin one where it is held, a dashed outline where it was lost. */
export function drawMaskLane(context: CanvasRenderingContext2D, scene: TimelineScene): void {
  const lane = scene.rows.masks;
  if (lane === null) return;
  withinLane(context, scene, lane, () => {
    const reached = new Map<string, number>();
    for (const { shot, masks } of scene.shots) {
      const whole = edges(shot.range.first, shot.range.last, scene.scale);
      if (whole === undefined) continue;
      for (const { mask, spans } of masks) {
        const row = rowOfTrack(scene, 'masks', mask.name);
        if (row === undefined || whole[1] <= (reached.get(mask.name) ?? -1)) continue;
        reached.set(mask.name, whole[1]);
        const isChosen = mask.id === scene.selectedMask;
        const middle = row.top + row.height / 2;
        const isNarrow = whole[1] - whole[0] < LEAST_MARKED_PX;
        if (isNarrow) {
          context.fillStyle = spans.some(({ kind }) => kind === 'lost') ? COLOURS.stale : COLOURS.dim;
          context.fillRect(whole[0], Math.round(middle), Math.max(1, whole[1] - whole[0]), 1);
          continue;
        }
        for (const { first, last, kind } of spans) {
          const along = edges(first, last, scene.scale);
          if (along === undefined) continue;
          const [from, to] = along;
          const width = Math.max(1, to - from);
          context.fillStyle = isChosen ? COLOURS.text : COLOURS.dim;
          if (kind === 'tracked') context.fillRect(from, Math.round(middle) - 2, width, 5);
          else if (kind === 'interpolated') context.fillRect(from, Math.round(middle) - 1, width, 2);
          else if (kind === 'held') context.fillRect(from, Math.round(middle), width, 1);
          else drawLost(context, from + 0.5, Math.round(middle) - 2.5, width - 1);
        }
        drawShapes(context, scene, { keys: mask.keys, y: middle, isChosen });
      }
    }
  });
}

function drawLost(context: CanvasRenderingContext2D, x: number, y: number, width: number): void {
  context.strokeStyle = COLOURS.stale;
  context.lineWidth = 1;
  context.setLineDash([3, 2]);
  context.strokeRect(x, y, Math.max(1, width), 6);
  context.setLineDash([]);
}

/** Squares are shapes set by hand, ticks tracked ones. */
function drawShapes(context: CanvasRenderingContext2D, { scale, width }: TimelineScene, { keys, y, isChosen }: { readonly keys: readonly { readonly frame: number; readonly tracked?: true | undefined }[]; readonly y: number; readonly isChosen: boolean }): void {
  const first = frameAtX(LABELS_PX, scale);
  const last = frameAtX(width, scale);
  // Those set by hand over the tracked ones.
  for (const isTracked of [true, false]) {
    let before = -Infinity;
    for (const { frame, tracked } of keys) {
      if ((tracked === true) !== isTracked || frame < first || frame > last) continue;
      const x = markX(frame, scale);
      if (x - before < MARKS_APART_PX) continue;
      before = x;
      context.fillStyle = isTracked ? COLOURS.ground : isChosen ? COLOURS.strong : COLOURS.text;
      if (isTracked) context.fillRect(Math.round(x), Math.round(y) - 1, 1, 3);
      else {
        context.fillStyle = COLOURS.ground;
        context.fillRect(Math.round(x) - 4, Math.round(y) - 4, 9, 9);
        context.fillStyle = isChosen ? COLOURS.strong : COLOURS.text;
        context.fillRect(Math.round(x) - 3, Math.round(y) - 3, 7, 7);
      }
    }
  }
}

/** Propagation by frame: solid where made, striped where it works now, dark where it waits, with pairs of bars where it is paused, a dashed outline where stale, a low bar where there is a draft. */
export function drawPropagation(context: CanvasRenderingContext2D, { scale, rows }: TimelineScene, { shot, propagation: { colour, drafts, job, begun } }: SceneShot): void {
  const { top, height } = rows.propagation;
  const whole = edges(shot.range.first, shot.range.last, scale);
  if (whole === undefined) return;
  // Of shots narrower than a pixel only what wants a look is drawn.
  if (whole[1] === whole[0]) {
    if (colour === undefined || !madeRuns(colour).some(({ state }) => state === 'stale')) return;
    context.fillStyle = COLOURS.dim;
    context.fillRect(whole[0], top, 1, 1);
    return;
  }
  // The gap shows the cut.
  const end = Math.max(whole[0] + 1, whole[1] - 2);
  context.fillStyle = job === undefined ? COLOURS.ground : COLOURS.queued;
  context.fillRect(whole[0], top, end - whole[0], height);
  if (job === 'paused') drawPauseBars(context, whole[0], end, { top, height });
  if (colour !== undefined) drawRuns(context, { top, height, end, scale }, { runs: madeRuns(colour), range: shot.range });
  for (const frame of drafts?.keys() ?? []) {
    const made = colour?.frames[frame - colour.range.first];
    if (frame < shot.range.first || frame > shot.range.last || (made !== undefined && made.key !== null && !made.stale)) continue;
    const along = edges(frame, frame, scale);
    if (along === undefined) continue;
    context.fillStyle = COLOURS.draft;
    context.fillRect(along[0], top + height - 3, Math.max(2, along[1] - along[0]), 3);
  }
  for (const frame of begun ?? []) {
    const along = frame < shot.range.first || frame > shot.range.last ? undefined : edges(frame, frame, scale);
    if (along !== undefined) drawStripes(context, along[0], Math.max(5, along[1] - along[0]), { top, height });
  }
}

function drawRuns(context: CanvasRenderingContext2D, { top, height, end, scale }: { readonly top: number; readonly height: number; readonly end: number; readonly scale: TimelineScale }, { runs, range }: { readonly runs: ReturnType<typeof madeRuns>; readonly range: { readonly first: number; readonly last: number } }): void {
  context.fillStyle = COLOURS.made;
  // Runs shorter than a pixel are drawn once a pixel.
  let last = -Infinity;
  for (const { first, last: until, state } of runs) {
    const along = state !== 'made' || until < range.first || first > range.last ? undefined : edges(Math.max(first, range.first), Math.min(until, range.last), scale);
    if (along === undefined || along[1] <= Math.max(last, along[0])) continue;
    context.fillRect(along[0], top, Math.min(end, along[1]) - along[0], height);
    last = along[1];
  }
  last = -Infinity;
  context.strokeStyle = COLOURS.dim;
  context.lineWidth = 1;
  context.setLineDash([3, 2]);
  for (const { first, last: until, state } of runs) {
    const along = state !== 'stale' || until < range.first || first > range.last ? undefined : edges(Math.max(first, range.first), Math.min(until, range.last), scale);
    if (along === undefined || along[0] <= last) continue;
    const to = Math.max(along[0] + 2, Math.min(end, along[1]));
    context.strokeRect(along[0] + 0.5, top + 0.5, to - along[0] - 1, height - 1);
    last = to;
  }
  context.setLineDash([]);
}

/** As on the button that pauses, again and again. */
function drawPauseBars(context: CanvasRenderingContext2D, left: number, right: number, { top, height }: { readonly top: number; readonly height: number }): void {
  context.fillStyle = COLOURS.dim;
  for (let x = left + PAUSE_STEP_PX / 2; x + PAUSE_BAR_PX * 3 <= right; x += PAUSE_STEP_PX) for (const bar of [x, x + 2 * PAUSE_BAR_PX]) context.fillRect(bar, top + 2, PAUSE_BAR_PX, Math.max(1, height - 4));
}

function drawStripes(context: CanvasRenderingContext2D, left: number, width: number, { top, height }: { readonly top: number; readonly height: number }): void {
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.fillStyle = COLOURS.mark;
  context.fillRect(left, top, width, height);
  context.strokeStyle = COLOURS.strong;
  context.lineWidth = STRIPE_PX / 2;
  context.beginPath();
  // On a grid of the screen, so that stripes of neighbouring frames join.
  for (let x = left - height - (left % STRIPE_PX); x < left + width; x += STRIPE_PX) {
    context.moveTo(x, top + height);
    context.lineTo(x + height, top);
  }
  context.stroke();
  context.restore();
}
