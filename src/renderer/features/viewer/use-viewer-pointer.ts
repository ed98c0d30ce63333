import { type MouseEvent, type PointerEvent, type RefObject, useRef } from 'react';
import type { Hint } from '../../../shared/model/hint.ts';
import { isColourHint, isPathHint } from '../../../shared/model/hint-kinds.ts';
import { openMenu } from '../../editor/context-target.ts';
import { useEditor } from '../../editor/editor-context.ts';
import type { Session } from '../../session/session-store.ts';
import { clampToImage, isInside, panBy, type ScreenPoint, toImage, toPane, zoomAround } from '../../session/view.ts';
import { penWidth } from '../../tools/pen-width.ts';
import { isByKey } from '../../ui/context-menu.tsx';
import { useWheel } from '../../ui/use-wheel.ts';
import { focusHexField } from '../palette/colour-field.tsx';
import { hintAt } from './hint-at.ts';
import { type Ground, maskAt, pointerAt } from './pointer-at.ts';
import type { RingHandle } from './size-ring.tsx';
import { gripUnder } from './use-path-grips.ts';

/** Zoom factor of one wheel notch. */
const WHEEL_ZOOM = 0.0016;

interface ViewerParts {
  readonly ground: Ground;
  readonly stage: RefObject<HTMLDivElement | null>;
  /** Follows the pointer. */
  readonly ring: RefObject<RingHandle | null>;
  /** Those that can be dragged and locked ones: a menu can unlock them. */
  readonly shownHints: readonly Hint[];
}

type PointerHandler = (event: PointerEvent<HTMLDivElement>) => void;
interface ViewerHandlers {
  readonly onPointerDown: PointerHandler;
  readonly onPointerMove: PointerHandler;
  readonly onPointerUp: PointerHandler;
  readonly onPointerLeave: PointerHandler;
  readonly onPointerCancel: PointerHandler;
  readonly onDoubleClick: (event: MouseEvent) => void;
  readonly onContextMenu: (event: MouseEvent) => void;
}

/** Pointer events of the viewer: passes them to the current tool, pans with the middle button, zooms with the wheel. */
export function useViewerPointer({ ground, shownHints, stage, ring }: ViewerParts): ViewerHandlers {
  const { clip, pane, placement, hints, grips } = ground;
  const editor = useEditor();
  const middle = useRef<ScreenPoint | null>(null);
  const { session } = editor;

  const onStage = (event: { readonly clientX: number; readonly clientY: number }): ScreenPoint => {
    const box = stage.current?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  };

  function hear(kind: 'down' | 'move' | 'up', event: Pick<globalThis.PointerEvent, 'clientX' | 'clientY' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'pointerType' | 'pressure' | 'tiltX' | 'tiltY'>): void {
    const place = onStage(event);
    const tool = editor.tool();
    if (kind === 'down' && tool.id !== 'pan' && !isInside(toImage(toPane(place, pane), placement))) return;
    tool.handle({ kind, ...pointerAt(editor, ground, place), magnetic: event.shiftKey, extends: event.shiftKey || event.ctrlKey || event.metaKey, adds: event.altKey, penWidth: penWidth(event) });
  }

  /** The path part that a press here would drag. */
  function pathPointUnder(under: Hint | undefined, event: { readonly clientX: number; readonly clientY: number; readonly altKey: boolean }): Session['pathPointUnder'] {
    if (editor.tool().id === 'mask') {
      const { handle } = pointerAt(editor, ground, onStage(event));
      return handle === undefined ? null : handle.onOutline === undefined ? handle.index : 'new';
    }
    if (editor.tool().id !== 'move') return null;
    return gripUnder(grips, toPane(onStage(event), pane), placement)?.index ?? (event.altKey && under !== undefined && isPathHint(under) ? 'new' : null);
  }

  useWheel(stage, (event) => {
    const factor = Math.exp(-event.deltaY * WHEEL_ZOOM);
    session.setState(({ view: now }) => ({ view: zoomAround(clip.picture, pane.size, now, { at: toPane(onStage(event), pane), factor }) }));
  });

  return {
    onPointerDown(event) {
      event.currentTarget.setPointerCapture(event.pointerId);
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      if (event.button === 1) {
        middle.current = onStage(event);
        event.preventDefault();
      } else if (event.button === 0) {
        if (session.getState().speed !== 0) editor.playback.pause();
        hear('down', event);
      }
    },
    onPointerMove(event) {
      const place = onStage(event);
      const at = toImage(toPane(place, pane), placement);
      ring.current?.moveTo(place);
      const under = hintAt(hints, toPane(place, pane), placement);
      session.setState({ cursor: isInside(at) ? clampToImage(at) : null, under: under?.id ?? null, pathPointUnder: pathPointUnder(under, event) });
      const from = middle.current;
      if (from === null) {
        // A pen sends more events than there are refreshes: coalesced events are used, so that its whole path is kept.
        const all = event.nativeEvent.getCoalescedEvents();
        for (const each of all.length === 0 ? [event.nativeEvent] : all) hear('move', each);
      } else {
        session.setState(({ view: now }) => ({ view: panBy(clip.picture, pane.size, now, { x: place.x - from.x, y: place.y - from.y }) }));
        middle.current = place;
      }
    },
    onPointerUp(event) {
      if (event.button === 1) middle.current = null;
      else if (event.button === 0) hear('up', event);
    },
    onPointerLeave() {
      ring.current?.moveTo(undefined);
      session.setState({ cursor: null, under: null, pathPointUnder: null });
    },
    // The two clicks have selected the hint; if they moved nothing, the double click adds a point to a path. The colour of another hint is typed.
    onDoubleClick({ clientX, clientY }) {
      if (editor.tool().id !== 'move') return;
      const under = hintAt(hints, toPane(onStage({ clientX, clientY }), pane), placement);
      if (under !== undefined && isColourHint(under) && !isPathHint(under)) {
        focusHexField();
        return;
      }
      for (const kind of ['down', 'up'] as const) hear(kind, { clientX, clientY, shiftKey: false, ctrlKey: false, metaKey: false, altKey: true, pointerType: 'mouse', pressure: 0.5, tiltX: 0, tiltY: 0 });
    },
    onContextMenu(event) {
      if (isByKey(event)) return;
      const screen = toPane(onStage(event), pane);
      const hint = hintAt(shownHints, screen, placement);
      const mask = hint === undefined ? maskAt(editor, ground, onStage(event))?.maskId : undefined;
      event.preventDefault();
      openMenu(editor, { ...(hint !== undefined ? { id: 'hint', target: hint.id } : mask !== undefined ? { id: 'mask', target: mask } : { id: 'picture', target: '' }), x: event.clientX, y: event.clientY });
    },
    onPointerCancel() { editor.tool().handle({ kind: 'interrupt' }); },
  };
}
