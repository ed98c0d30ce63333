import { type MouseEvent, type PointerEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Clip } from '../../../shared/model/clip.ts';
import { documentOf, keyframeAt, keyframesOf, notesOf, shotAt } from '../../document/project-mirror.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { stageLabel, stageOf } from '../../../shared/model/shot-stage.ts';
import { timecodeOf } from '../../../shared/model/timecode.ts';
import { setKeyframeReference, setShotReference } from '../references/set-reference.ts';
import { usePictureDrop } from '../references/picture-drop.ts';
import { goTo } from '../../commands/play-commands.ts';
import { openMenu } from '../../editor/context-target.ts';
import { isByKey } from '../../ui/context-menu.tsx';
import { useSize } from '../../ui/use-size.ts';
import { useWheel } from '../../ui/use-wheel.ts';
import { stripX } from './film-strip.ts';
import { showTimeline } from './show-timeline.ts';
import type { TimelineHit } from './hit-test.ts';
import { createTimelineGestures, menuOf, pointerTitle } from './timeline-gestures.ts';
import { frameAtX, LABELS_PX, markX, startShowing, zoomTimeline } from './timeline-layout.ts';
import { LaneLabels } from './lane-labels.tsx';
import { LANE_PREFERENCE, laneSettings, laneWishes } from './lane-settings.ts';
import { mostTracks } from './lane-tracks.ts';
import { type TimelineFrame, timelineFrame } from './timeline-scene.ts';

const WHEEL_ZOOM = 0.002;

/** Shots, keyframes, markers and confidence along the clip. Keys that move the playhead are commands of the editor. */
export function Timeline({ clip }: { readonly clip: Clip }): ReactNode {
  const editor = useEditor();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [under, setUnder] = useState<TimelineHit>({ kind: 'nothing' });
  const gestures = useMemo(() => createTimelineGestures(editor), [editor]);
  const { width, height } = useSize(box);
  const playhead = useSession((session) => session.frame);
  const pxPerFrame = useSession((session) => session.pxPerFrame);
  const start = useSession((session) => session.timelineStart);
  const laneText = useStore(editor.preferences.store, ({ values }) => values?.[LANE_PREFERENCE] ?? null);
  const hints = useDocument((document) => mostTracks(document, clip.id).hints);
  const masks = useDocument((document) => mostTracks(document, clip.id).masks);
  const lanes = useMemo(() => laneWishes({ hints, masks, sound: clip.audioTracks > 0 }, laneSettings(laneText)), [hints, masks, clip, laneText]);
  const [scrolled, setScrolled] = useState<TimelineFrame['scrolled']>({ hints: 0, masks: 0 });
  const frame = useMemo(() => timelineFrame(clip, { width, height }, { pxPerFrame, start, lanes, scrolled }), [clip, width, height, pxPerFrame, start, lanes, scrolled]);
  const { scale, rows } = frame;
  const words = useDocument((document) => {
    const note = notesOf(document, clip.id).find((each) => each.frame === playhead);
    const shot = shotAt(document, clip.id, playhead);
    return [timecodeOf(clip, playhead), shot?.name, shot === undefined ? undefined : stageLabel(stageOf(shot, keyframesOf(document, shot.id).length)).toLowerCase(), keyframeAt(document, clip.id, playhead) === undefined ? undefined : 'keyframe', note === undefined ? undefined : `marker ${note.text}`].filter((each) => each !== undefined).join(', ');
  });

  const x = markX(playhead, scale);
  const title = useDocument((document) => pointerTitle(under, document, clip.id));

  useEffect(() => { editor.session.setState({ timelineWidth: width }); }, [editor, width]);
  useEffect(() => (canvas.current === null || width === 0 || height === 0 ? undefined : showTimeline(editor, frame, { canvas: canvas.current, gestures })), [editor, frame, width, height, gestures]);
  useEffect(() => {
    const shown = startShowing(playhead, scale);
    // Only a moved playhead scrolls into sight; the user may scroll away from it or drag a cut out of sight.
    if (shown !== scale.start && gestures.dragged.getState().move === null && gestures.dragged.getState().key === null) editor.session.setState({ timelineStart: shown });
    // oxlint-disable-next-line react/exhaustive-deps
  }, [playhead]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || !gestures.cancel()) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => { window.removeEventListener('keydown', onKey, { capture: true }); };
  }, [gestures]);

  const placeOf = (event: { readonly clientX: number; readonly clientY: number }): { readonly x: number; readonly y: number } => {
    const edge = box.current?.getBoundingClientRect();
    return { x: event.clientX - (edge?.left ?? 0), y: event.clientY - (edge?.top ?? 0) };
  };
  /** From the present layout and session: the last rendered scale may be outdated, or not yet measured. */
  const frameNow = (): TimelineFrame => {
    const element = box.current;
    const { pxPerFrame: wanted, timelineStart } = editor.session.getState();
    return element === null ? frame : timelineFrame(clip, { width: element.clientWidth, height: element.clientHeight }, { pxPerFrame: wanted, start: timelineStart, lanes, scrolled });
  };
  function onDown(event: PointerEvent<HTMLDivElement>): void {
    const { x, y } = placeOf(event);
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    gestures.down(x, y, frameNow());
  }
  function onMove(event: PointerEvent<HTMLDivElement>): void {
    const { x, y } = placeOf(event);
    if (event.currentTarget.hasPointerCapture(event.pointerId)) gestures.drag(x, frameNow());
    else setUnder(gestures.under(x, y, frameNow()));
  }
  useWheel(box, (event) => {
    const { x } = placeOf(event);
    if (event.ctrlKey || event.metaKey || (Math.abs(event.deltaY) > Math.abs(event.deltaX) && !event.shiftKey)) editor.session.setState(zoomTimeline(scale, Math.max(LABELS_PX, x), Math.exp(-event.deltaY * WHEEL_ZOOM)));
    else editor.session.setState({ pxPerFrame: scale.pxPerFrame, timelineStart: scale.start + (event.deltaX + event.deltaY) / scale.pxPerFrame });
  });
  function onContextMenu(event: MouseEvent<HTMLDivElement>): void {
    const at = placeOf(event);
    const now = frameNow();
    const byKey = isByKey(event);
    const document = documentOf(editor.project.getState());
    const { left = 0, top = 0 } = box.current?.getBoundingClientRect() ?? {};
    const hit: TimelineHit = byKey ? (keyframeAt(document, clip.id, playhead) === undefined ? { kind: 'frame', frame: playhead } : { kind: 'key', frame: playhead }) : gestures.under(at.x, at.y, now);
    const found = menuOf(hit, document, clip.id);
    if (found === undefined) return;
    event.preventDefault();
    if (found.frame !== playhead) goTo(editor, found.frame);
    openMenu(editor, { ...found.menu, ...(byKey ? { x: left + Math.max(LABELS_PX, x), y: top + now.rows.shots.top + 12 } : { x: event.clientX, y: event.clientY }) });
  }
  function onDoubleClick(event: { readonly clientX: number; readonly clientY: number }): void {
    const { x, y } = placeOf(event);
    if (gestures.under(x, y, frameNow()).kind === 'note') editor.session.setState({ dialog: 'marker' });
  }

  /** A click on a diamond goes to that keyframe; elsewhere to the shot. */
  const drop = usePictureDrop(async (picture, event) => {
    const { x, y } = placeOf(event);
    const now = frameNow();
    const hit = gestures.under(x, y, now);
    const at = hit.kind === 'key' ? hit.frame : frameAtX(x, now.scale);
    const document = documentOf(editor.project.getState());
    const keyframe = hit.kind === 'key' ? keyframeAt(document, clip.id, at) : undefined;
    const shot = shotAt(document, clip.id, at);
    if (keyframe !== undefined) await setKeyframeReference(editor, keyframe, picture);
    else if (shot !== undefined) await setShotReference(editor, shot, picture);
  });

  return (
    <div className="timeline-and-lanes">
      <div
        className="timeline" ref={box} role="slider" tabIndex={0} data-testid="timeline" aria-label="Playhead" aria-valuemin={0} aria-valuemax={clip.frameCount - 1} aria-valuenow={playhead}
        aria-valuetext={words} data-under={under.kind === 'mask' && under.shape !== undefined ? under.shape : under.kind} title={title} onPointerDown={onDown} onPointerMove={onMove} onDoubleClick={onDoubleClick} onContextMenu={onContextMenu}
        onPointerUp={({ altKey }) => { gestures.up({ inPlace: altKey }); }} onPointerCancel={() => { gestures.cancel(); }} {...drop}
      >
        <canvas ref={canvas} />
        {x >= LABELS_PX && x <= width ? <i className="playhead" style={{ transform: `translateX(${Math.round(x)}px)`, height: rows.film.top - 4 }} /> : null}
        <i className="playhead-mark" style={{ transform: `translateX(${Math.round(stripX(playhead, scale))}px)`, top: rows.film.top - 2, height: rows.film.height + 4 }} />
      </div>
      {height === 0 ? null : <LaneLabels frame={frame} onScroll={(lane, px) => { setScrolled((now) => ({ ...now, [lane]: px })); }} />}
    </div>
  );
}
