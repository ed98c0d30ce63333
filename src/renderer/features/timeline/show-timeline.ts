import type { ClipId } from '../../../shared/model/ids.ts';
import type { JobsMirror } from '../../document/jobs-mirror.ts';
import { documentOf, pixelsOf } from '../../document/project-mirror.ts';
import type { Editor } from '../../editor/editor.ts';
import { hasNewColour } from '../../session/painter.ts';
import { createScreenRefresh } from '../../ui/screen-refresh.ts';
import { layersOfFrame, planeKeyOf } from '../viewer/shown-frame.ts';
import { stageRuns } from './film-strip.ts';
import { drawTimeline } from './draw-timeline.ts';
import { jobOfShots } from './propagation-runs.ts';
import type { TimelineGestures } from './timeline-gestures.ts';
import { NOTHING_DRAGGED, type TimelineFrame, timelineScene } from './timeline-scene.ts';

/** Draws the timeline whenever its inputs have changed, at most once per screen refresh. Returns an unsubscribe function. */
export function showTimeline(editor: Editor, frame: TimelineFrame, { canvas, gestures }: { readonly canvas: HTMLCanvasElement; readonly gestures: TimelineGestures }): () => void {
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) return () => undefined;
  const { thumbnails, sounds } = editor;
  const clipId = frame.clip.id;
  const source = { thumbnails, pixelsOf: (of: ClipId) => pixelsOf(editor.project.getState(), of), planeKeyOf: (at: number) => planeKeyOf(editor, { clipId, frame: at }, 'settled'), layersOf: (at: number) => layersOfFrame(editor, { clipId, frame: at }, 'settled') };
  function draw(): void {
    if (context === null) return;
    const ratio = window.devicePixelRatio;
    const [width, height] = [Math.round(frame.width * ratio), Math.round(frame.height * ratio)];
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawTimeline(context, timelineScene(editor, frame, gestures.dragged.getState()), { ...source, sound: frame.rows.sound === null ? undefined : sounds.get(pixelsOf(editor.project.getState(), frame.clip.id)), stages: stageRuns(documentOf(editor.project.getState()), frame.clip.id, frame.scale) });
  }
  const { ask, stop } = createScreenRefresh(draw);
  let current = timelineScene(editor, frame, NOTHING_DRAGGED).currentShot;
  const stops = [
    // The playhead is a separate element over the canvas; it changes the drawing only when it enters another shot.
    editor.session.subscribe((now, before) => {
      if (now.liveMasks !== before.liveMasks || now.inMark !== before.inMark || now.outMark !== before.outMark || now.selectedMask !== before.selectedMask) ask();
      if (now.frame === before.frame) return;
      const shot = timelineScene(editor, frame, NOTHING_DRAGGED).currentShot;
      if (shot !== current) ask();
      current = shot;
    }),
    editor.project.subscribe(ask), editor.colours.subscribe(ask), editor.jobs.subscribe((now, before) => { if (propagated(now) !== propagated(before)) ask(); }), editor.painter.store.subscribe((now, before) => { if (hasNewColour(now, before)) ask(); }), thumbnails.subscribe(ask), sounds.subscribe(ask), gestures.dragged.subscribe(ask),
  ];
  ask();
  return () => {
    for (const deafen of stops) deafen();
    stop();
  };
}

/** Shots of which a propagation waits, runs or is paused, as a text. */
function propagated({ jobs }: JobsMirror): string {
  return [...jobOfShots(jobs)].map((each) => each.join(' ')).join(' ');
}
