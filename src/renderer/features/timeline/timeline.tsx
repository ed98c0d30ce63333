import { type PointerEvent, type ReactNode, useEffect, useMemo, useRef, type WheelEvent } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import { goTo } from '../../commands/play-commands.ts';
import { documentOf, shotsOf } from '../../document/project-mirror.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import type { Editor } from '../../editor/editor.ts';
import { timecodeOf } from '../../session/timecode-of.ts';
import { useSize } from '../../ui/use-size.ts';
import { planeKeyOf } from '../viewer/shown-frame.ts';
import { drawTimeline } from './draw-timeline.ts';
import { frameAtX, LABELS_PX, ROWS, startShowing, timelineScale, type TimelineScale, zoomTimeline } from './timeline-layout.ts';

const WHEEL_ZOOM = 0.002;

/** Shots, keyframes and how sure their colour is, along the film. Keys move the playhead: they are the editor's own. */
export function Timeline({ clip }: { readonly clip: Clip }): ReactNode {
  const editor = useEditor();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const scrolling = useRef(false);
  const { width, height } = useSize(box);
  const frame = useSession((session) => session.frame);
  const pxPerFrame = useSession((session) => session.pxPerFrame);
  const start = useSession((session) => session.timelineStart);
  const scale = useMemo(() => timelineScale(clip.frameCount, width, { pxPerFrame, start }), [clip.frameCount, width, pxPerFrame, start]);
  const shotName = useDocument((document) => document.shots.find((shot) => shot.clipId === clip.id && frame >= shot.range.first && frame <= shot.range.last)?.name ?? '');

  useEffect(() => {
    if (canvas.current === null || width === 0 || height === 0) return undefined;
    return showTimeline(editor, clip, { canvas: canvas.current, scale, width, height });
  }, [editor, clip, scale, width, height]);
  useEffect(() => {
    const shown = startShowing(frame, scale);
    if (shown !== scale.start) editor.session.setState({ timelineStart: shown });
    // Only a moved playhead brings itself into sight; scrolling away from it is allowed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [frame]);

  const xOf = (event: { readonly clientX: number }): number => event.clientX - (box.current?.getBoundingClientRect().left ?? 0);
  const yOf = (event: { readonly clientY: number }): number => event.clientY - (box.current?.getBoundingClientRect().top ?? 0);
  function move(event: PointerEvent): void {
    if (scrolling.current) editor.session.setState({ timelineStart: ((xOf(event) - LABELS_PX) / scale.width) * clip.frameCount - scale.width / scale.pxPerFrame / 2 });
    else goTo(editor, frameAtX(xOf(event), scale));
  }
  function onDown(event: PointerEvent<HTMLDivElement>): void {
    if (event.button !== 0 || xOf(event) < LABELS_PX) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    scrolling.current = yOf(event) > height - ROWS.scroll.bottom - ROWS.scroll.height - 6 && scale.width / scale.pxPerFrame < clip.frameCount;
    if (editor.session.getState().speed !== 0 && !scrolling.current) editor.playback.pause();
    move(event);
  }
  function onWheel(event: WheelEvent): void {
    if (event.ctrlKey || event.metaKey || (Math.abs(event.deltaY) > Math.abs(event.deltaX) && !event.shiftKey)) editor.session.setState(zoomTimeline(scale, Math.max(LABELS_PX, xOf(event)), Math.exp(-event.deltaY * WHEEL_ZOOM)));
    else editor.session.setState({ pxPerFrame: scale.pxPerFrame, timelineStart: scale.start + (event.deltaX + event.deltaY) / scale.pxPerFrame });
  }

  return (
    <div
      className="timeline" ref={box} role="slider" tabIndex={0} data-testid="timeline" aria-label="Playhead" aria-valuemin={0} aria-valuemax={clip.frameCount - 1} aria-valuenow={frame}
      aria-valuetext={`${timecodeOf(clip, frame)}, ${shotName}`} onPointerDown={onDown} onWheel={onWheel}
      onPointerMove={(event) => { if (event.currentTarget.hasPointerCapture(event.pointerId)) move(event); }}
    >
      <canvas ref={canvas} />
    </div>
  );
}

interface TimelineSurface {
  readonly canvas: HTMLCanvasElement;
  readonly scale: TimelineScale;
  readonly width: number;
  readonly height: number;
}

/** Draws the timeline whenever what it shows has changed, at most once a screen refresh. Returns its undo. */
function showTimeline(editor: Editor, clip: Clip, { canvas, scale, width, height }: TimelineSurface): () => void {
  const found = canvas.getContext('2d', { alpha: false });
  if (found === null) return () => undefined;
  const context = found;
  const { thumbnails } = editor;
  let request = 0;
  function draw(): void {
    request = 0;
    const ratio = window.devicePixelRatio;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    context.scale(ratio, ratio);
    const document = documentOf(editor.project.getState());
    const shots = shotsOf(document, clip.id);
    const ids = new Set(shots.map((shot) => shot.id));
    drawTimeline(context, {
      clip, shots, scale, height, thumbnails, keyframes: document.keyframes.filter((keyframe) => ids.has(keyframe.shotId)), colours: editor.colours.getState().shots,
      frame: editor.session.getState().frame, planeKeyOf: (frame) => planeKeyOf(editor, frame),
    });
  }
  const ask = (): void => { if (request === 0) request = requestAnimationFrame(draw); };
  const stops = [
    editor.session.subscribe((now, before) => { if (now.frame !== before.frame) ask(); }),
    editor.project.subscribe(ask), editor.colours.subscribe(ask), editor.painter.store.subscribe(ask), thumbnails.subscribe(ask),
  ];
  draw();
  return () => {
    for (const stop of stops) stop();
    cancelAnimationFrame(request);
  };
}
