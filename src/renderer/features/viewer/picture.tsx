import { type ReactNode, useEffect, useRef } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import { useEditor } from '../../editor/editor-context.ts';
import type { Editor } from '../../editor/editor.ts';
import { isSameFrame, type ReadyFrame, type ShownFrames } from '../../session/shown-frames.ts';
import type { Session } from '../../session/session-store.ts';
import { placePicture, resultPane } from '../../session/view.ts';
import { onScreenGamut, screenGamut } from '../../ui/screen-gamut.ts';
import { createScreenRefresh } from '../../ui/screen-refresh.ts';
import { composedPictures } from './composed-pictures.ts';
import { type Compositor, createCompositor } from './compositor.ts';
import { followLightness } from './lightness-under-pointer.ts';
import { lightnessAt } from './luma-at.ts';
import { createMotionScale, REST_MS } from './motion-scale.ts';
import { frameHeldAgainst, peekFrame, planeKeyOf, readyFrame } from './shown-frame.ts';

type Rgb = readonly [number, number, number];
/** Encoded gray of --surround. */
const SURROUND: Rgb = [24 / 255, 24 / 255, 24 / 255];

/** The picture: drawn outside React, at most once per screen refresh. */
export function Picture({ clip, surround = SURROUND }: { readonly clip: Clip; readonly surround?: Rgb }): ReactNode {
  const editor = useEditor();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current === null) return undefined;
    return showPicture(editor, clip, { canvas: canvas.current, surround });
  }, [editor, clip, surround]);
  return <canvas ref={canvas} className="picture" data-testid="picture" role="img" aria-label={`Picture of ${clip.name}`} />;
}

/** A late frame is not shown once a later one was, so that playback never steps back. */
function isStepBack(shown: ReadyFrame | undefined, ready: ReadyFrame, { frame, speed }: Pick<Session, 'frame' | 'speed'>): boolean {
  const direction = Math.sign(speed);
  return shown !== undefined && direction * ready.frame < direction * shown.frame && direction * shown.frame <= direction * frame;
}

/**
 * Whether the picture may have changed. The pointer, the current colour and a hint being drawn change nothing until its colour has
 * arrived.
 */
function looksOtherwise(now: Session, before: Session): boolean {
  return (['clipId', 'frame', 'speed', 'scrubbing', 'loopShot', 'viewer', 'view', 'compare', 'against', 'wipe', 'holdOriginal', 'overlays', 'liveLayers', 'liveMasks', 'bypassLayers'] as const).some((part) => now[part] !== before[part]) || (now.live === null) !== (before.live === null);
}

/** Whether the picture follows a gesture or the clock. */
function isMoved({ speed, scrubbing, liveLayers, liveMasks }: Session): boolean {
  return speed !== 0 || scrubbing || liveLayers !== null || liveMasks !== null;
}

/** Draws what the session shows on a canvas. Returns an unsubscribe function. */
function showPicture(editor: Editor, clip: Clip, { canvas, surround }: { readonly canvas: HTMLCanvasElement; readonly surround: Rgb }): () => void {
  let compositor: Compositor;
  try {
    compositor = createCompositor(canvas);
  } catch (error) {
    editor.report(error);
    return () => undefined;
  }
  const motion = createMotionScale();
  let movedAt = -Infinity;
  /** Of the picture that moves; `undefined` at rest. */
  let scale: number | undefined;
  let resting: ReturnType<typeof setTimeout> | undefined;
  /** Refreshes since it moved, in which it could have rested. */
  let calmRefreshes = 0;
  let shown: ReadyFrame | undefined;
  /** What was drawn last, so that other events do not draw it again. */
  let drawn: (ShownFrames & { readonly scene: string }) | undefined;

  function draw(): void {
    const session = editor.session.getState();
    const { viewer } = session;
    if (viewer.width === 0 || viewer.height === 0) return;
    const screenRatio = window.devicePixelRatio;
    const pane = resultPane(viewer, session.compare === 'sideBySide');
    const placement = placePicture(clip.picture, pane.size, session.view);
    const ready = readyFrame(editor, { widthPx: placement.width * screenRatio });
    if (ready !== undefined && !isStepBack(shown, ready, session) && !isSameFrame(shown, ready)) shown = ready;
    if (shown === undefined) return;
    const kind = shown.plane === undefined ? 'gray' : 'coloured';
    // Never more while it moves: a picture whose sharpness changes from frame to frame is worse than a soft one.
    scale = isInMotion() ? Math.min(scale ?? 1, motion.scaleFor(kind, viewer.width * viewer.height * screenRatio * screenRatio)) : undefined;
    const ratio = screenRatio * (scale ?? 1);
    const width = Math.round(viewer.width * ratio);
    const height = Math.round(viewer.height * ratio);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    // Frames around the first picture are requested once it is on the screen.
    if (editor.shown.getState().ready === undefined) ask();
    const heldAgainst = frameHeldAgainst(editor);
    const found = heldAgainst === undefined ? undefined : peekFrame(editor, heldAgainst);
    const other = isSameFrame(drawn?.other, found) ? drawn?.other : found;
    const pictures = composedPictures({ session, picture: clip.picture, placement, pane, ratio, hasColour: shown.plane !== undefined, other });
    const screen = screenGamut();
    const scene = JSON.stringify({ width, height, ratio, screen, pictures });
    if (drawn?.scene !== scene || drawn.ready !== shown || drawn.other !== other) {
      compositor.setPicture('shown', shown);
      if (other !== undefined) compositor.setPicture('other', other);
      // Timed with all samples alone: a small picture takes less than a refresh, which is the least that can be told.
      compositor.draw({ pictures, surround, ratio, screen }, (scale ?? 1) === 1 ? (ms) => { motion.drew(kind, width * height, ms); } : undefined);
      drawn = { scene, ready: shown, other };
      editor.shown.setState({ ready: shown, other });
    }
    canvas.dataset.screen = screen;
    canvas.dataset.frame = String(shown.frame);
    canvas.dataset.plane = shown.planeKey ?? '';
    canvas.dataset.settled = String((scale ?? 1) === 1 && shown.frame === session.frame && shown.planeKey === planeKeyOf(editor, shown) && !editor.painter.store.getState().busy && (heldAgainst === undefined || other !== undefined));
  }
  /** Whether the picture moved a moment ago; it is drawn again once it rests. */
  function isInMotion(): boolean {
    const restsInMs = movedAt + REST_MS - performance.now();
    clearTimeout(resting);
    if (restsInMs > 0) resting = setTimeout(ask, restsInMs);
    if (scale === undefined || restsInMs > 0 || ++calmRefreshes > 1) return restsInMs > 0;
    // A drawing that takes long holds up the refresh and what moves the picture alike: it rests if nothing moved it until the next one.
    ask();
    return true;
  }
  let hasFailed = false;
  const refresh = createScreenRefresh(() => {
    if (hasFailed) return;
    try {
      draw();
    } catch (error) {
      // A graphics failure would repeat at every refresh, so it is reported once.
      hasFailed = true;
      editor.report(error);
    }
  });
  const ask = (): void => {
    // The picture may be outdated until it is drawn again; tests wait for this.
    canvas.dataset.settled = 'false';
    refresh.ask();
  };

  const hear = (now: Session, before: Session): void => {
    if (!looksOtherwise(now, before)) return;
    if (isMoved(now) || isMoved(before)) [movedAt, calmRefreshes] = [performance.now(), 0];
    ask();
  };
  const followed = followLightness(editor.session, (at) => (shown === undefined ? undefined : lightnessAt(shown.luma, at)));
  const stops = [followed, editor.session.subscribe(hear), editor.project.subscribe(ask), editor.colours.subscribe(ask), editor.versionColours.subscribe(ask), editor.painter.store.subscribe(ask), editor.luma.subscribe(ask), editor.planes.subscribe(ask), editor.confidences.subscribe(ask), onScreenGamut(ask)];
  ask();
  return () => {
    for (const stop of stops) stop();
    refresh.stop();
    clearTimeout(resting);
    editor.shown.setState({ ready: undefined, other: undefined });
    compositor.dispose();
  };
}
