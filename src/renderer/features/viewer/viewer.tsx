import { type PointerEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState, type WheelEvent } from 'react';
import { useStore } from 'zustand';
import type { Clip } from '../../../shared/model/clip.ts';
import { keyframeAt } from '../../document/project-mirror.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { clampToImage, isInside, panBy, placePicture, radiusOnScreen, type ScreenPoint, toImage, zoomAround } from '../../session/view.ts';
import { Button } from '../../ui/button.tsx';
import { useSize } from '../../ui/use-size.ts';
import { HintOverlay } from './hint-overlay.tsx';
import { hintUnder } from './hint-under.ts';
import { Picture } from './picture.tsx';
import { Wipe } from './wipe.tsx';

const NO_HINTS = [] as const;
/** Zoom of one notch of a wheel. */
const WHEEL_ZOOM = 0.0016;
const SIZED_TOOLS = new Set(['point', 'stroke', 'keep']);

/** The picture with its hints, and the pointer over it. */
export function Viewer({ clip }: { readonly clip: Clip }): ReactNode {
  const editor = useEditor();
  const stage = useRef<HTMLDivElement>(null);
  const size = useSize(stage);
  const [pointer, setPointer] = useState<ScreenPoint | null>(null);
  const middle = useRef<ScreenPoint | null>(null);
  const frame = useSession((session) => session.frame);
  const live = useSession((session) => session.live);
  const view = useSession((session) => session.view);
  const tool = useSession((session) => session.tool);
  const radius = useSession((session) => session.radius);
  const selected = useSession((session) => session.selected);
  const showHints = useSession((session) => session.showHints);
  const compare = useSession((session) => session.compare);
  const playing = useSession((session) => session.speed !== 0);
  const kept = useDocument((document) => keyframeAt(document, clip.id, frame)?.hints ?? NO_HINTS);
  const swatches = useDocument((document) => document.swatches);
  const busy = useStore(editor.painter.store, (paintings) => paintings.busy);
  const failed = useStore(editor.painter.store, (paintings) => paintings.failed);

  useLayoutEffect(() => { editor.session.setState({ viewer: size }); }, [editor, size]);
  useInterrupts();
  const placement = placePicture(clip.picture, size, view);
  const hints = live !== null && live.clipId === clip.id && live.frame === frame ? live.hints : kept;

  const screenOf = (event: { readonly clientX: number; readonly clientY: number }): ScreenPoint => {
    const box = stage.current?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  };

  function hear(kind: 'down' | 'move' | 'up', event: PointerEvent): void {
    const screen = screenOf(event);
    const at = toImage(screen, placement);
    if (kind === 'down' && tool !== 'pan' && !isInside(at)) return;
    editor.tools[tool].handle({ kind, at: clampToImage(at), screen, over: showHints ? hintUnder(hints, screen, placement) : undefined, pressure: event.pressure });
  }

  function onDown(event: PointerEvent<HTMLDivElement>): void {
    event.currentTarget.setPointerCapture(event.pointerId);
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    if (event.button === 1) {
      middle.current = screenOf(event);
      event.preventDefault();
    } else if (event.button === 0) {
      if (playing) editor.playback.pause();
      hear('down', event);
    }
  }
  function onMove(event: PointerEvent<HTMLDivElement>): void {
    const screen = screenOf(event);
    const at = toImage(screen, placement);
    setPointer(screen);
    editor.session.setState({ cursor: isInside(at) ? clampToImage(at) : null });
    const from = middle.current;
    if (from === null) hear('move', event);
    else {
      editor.session.setState(({ view: now, viewer }) => ({ view: panBy(clip.picture, viewer, now, { x: screen.x - from.x, y: screen.y - from.y }) }));
      middle.current = screen;
    }
  }
  function onUp(event: PointerEvent<HTMLDivElement>): void {
    if (event.button === 1) middle.current = null;
    else hear('up', event);
  }
  function onWheel(event: WheelEvent): void {
    const factor = Math.exp(-event.deltaY * WHEEL_ZOOM);
    editor.session.setState(({ view: now, viewer }) => ({ view: zoomAround(clip.picture, viewer, now, { at: screenOf(event), factor }) }));
  }

  const ring = pointer !== null && SIZED_TOOLS.has(tool) ? { ...pointer, radius: radiusOnScreen(tool === 'keep' ? radius * 2 : radius, placement) } : undefined;
  return (
    <div
      className="stage" ref={stage} data-testid="stage" style={{ cursor: editor.tools[tool].cursor }}
      onPointerDown={onDown} onPointerMove={onMove} onPointerUp={onUp} onWheel={onWheel}
      onPointerLeave={() => {
        setPointer(null);
        editor.session.setState({ cursor: null });
      }}
      onPointerCancel={() => { editor.tools[tool].handle({ kind: 'interrupt' }); }}
    >
      <Picture clip={clip} />
      {size.width > 0 ? <HintOverlay size={size} placement={placement} hints={showHints && !playing ? hints : NO_HINTS} swatches={swatches} selected={selected} ring={ring} /> : null}
      {compare === 'wipe' ? <Wipe placement={placement} /> : null}
      {busy ? <div className="wait" role="status">Colouring…</div> : null}
      {failed !== null && !busy ? <Uncoloured why={failed} /> : null}
    </div>
  );
}

/** The frame's colour could not be made: it stands gray, or in the colour it had before. */
function Uncoloured({ why }: { readonly why: string }): ReactNode {
  const { painter } = useEditor();
  return (
    <div className="wait" role="alert" onPointerDown={(event) => { event.stopPropagation(); }}>
      <span>This frame could not be coloured. {why}</span> <Button onClick={() => { painter.retry(); }}>Try again</Button>
    </div>
  );
}

/** Another window takes the focus: the gesture in hand is taken back. */
function useInterrupts(): void {
  const editor = useEditor();
  useEffect(() => {
    const interrupt = (): void => { editor.tool().handle({ kind: 'interrupt' }); };
    window.addEventListener('blur', interrupt);
    return () => { window.removeEventListener('blur', interrupt); };
  }, [editor]);
}
