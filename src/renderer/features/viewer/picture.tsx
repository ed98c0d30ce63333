import { type ReactNode, useEffect, useRef } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import { useEditor } from '../../editor/editor-context.ts';
import type { Editor } from '../../editor/editor.ts';
import type { Session } from '../../session/session-store.ts';
import { placePicture } from '../../session/view.ts';
import { type Compositor, createCompositor } from './compositor.ts';
import { lightnessAt } from './luma-at.ts';
import { planeKeyOf, type ReadyFrame, readyFrame } from './shown-frame.ts';

/** Encoded gray of --surround. */
const SURROUND = [24 / 255, 24 / 255, 24 / 255] as const;
/** Beyond this many device pixels per sample they are shown as squares. */
const SHOW_SAMPLES_FROM = 3;

/** The picture itself: drawn outside React, at most once a screen refresh. */
export function Picture({ clip }: { readonly clip: Clip }): ReactNode {
  const editor = useEditor();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current === null) return undefined;
    return showPicture(editor, clip, canvas.current);
  }, [editor, clip]);
  return <canvas ref={canvas} className="picture" data-testid="picture" role="img" aria-label={`Picture of ${clip.name}`} />;
}

/** A late frame is not shown after a later one that is still due: the film does not stutter backwards. */
function isStepBack(shown: ReadyFrame | undefined, ready: ReadyFrame, { frame, speed }: Pick<Session, 'frame' | 'speed'>): boolean {
  const direction = Math.sign(speed);
  return shown !== undefined && direction * ready.frame < direction * shown.frame && direction * shown.frame <= direction * frame;
}

/** Keeps a canvas showing what the session looks at. Returns its undo. */
function showPicture(editor: Editor, clip: Clip, canvas: HTMLCanvasElement): () => void {
  let compositor: Compositor;
  try {
    compositor = createCompositor(canvas);
  } catch (error) {
    editor.report(error);
    return () => undefined;
  }
  let request = 0;
  let shown: ReadyFrame | undefined;

  function draw(): void {
    request = 0;
    const { viewer, view, compare, wipe, holdOriginal, speed, cursor } = editor.session.getState();
    if (viewer.width === 0 || viewer.height === 0) return;
    const ratio = window.devicePixelRatio;
    const width = Math.round(viewer.width * ratio);
    const height = Math.round(viewer.height * ratio);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    const placement = placePicture(clip.picture, viewer, view);
    const proxyWidth = shown?.luma.width ?? clip.picture.width;
    const closer = placement.width * ratio > proxyWidth * 1.05;
    const ready = readyFrame(editor, { full: closer && speed === 0 });
    if (ready !== undefined && !isStepBack(shown, ready, editor.session.getState())) shown = ready;
    if (shown === undefined) return;
    compositor.setLuma(shown.luma);
    compositor.setChroma(shown.plane);
    compositor.draw({
      left: placement.left * ratio, top: placement.top * ratio, width: placement.width * ratio, height: placement.height * ratio,
      rotation: placement.rotation, matrix: clip.picture.matrix,
      coloured: shown.plane !== undefined && compare !== 'original' && !holdOriginal,
      wipeAt: compare === 'wipe' ? (placement.left + wipe * placement.width) * ratio : undefined,
      surround: SURROUND,
      showSamples: (placement.width * ratio) / shown.luma.width > SHOW_SAMPLES_FROM,
    });
    canvas.dataset.frame = String(shown.frame);
    canvas.dataset.plane = shown.planeKey ?? '';
    canvas.dataset.settled = String(shown.frame === editor.session.getState().frame && shown.planeKey === planeKeyOf(editor, shown.frame) && !editor.painter.store.getState().busy);
    const lightness = cursor === null ? undefined : lightnessAt(shown.luma, cursor);
    if (lightness !== undefined && Math.round(lightness) !== Math.round(editor.session.getState().lightness)) editor.session.setState({ lightness: Math.round(lightness) });
  }
  const ask = (): void => {
    // What is shown may be out of date from now until it is drawn again; tests wait for it.
    canvas.dataset.settled = 'false';
    if (request === 0) request = requestAnimationFrame(draw);
  };

  const stops = [editor.session.subscribe(ask), editor.project.subscribe(ask), editor.colours.subscribe(ask), editor.painter.store.subscribe(ask), editor.luma.subscribe(ask), editor.planes.subscribe(ask)];
  ask();
  return () => {
    for (const stop of stops) stop();
    cancelAnimationFrame(request);
    compositor.dispose();
  };
}
