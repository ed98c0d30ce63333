import { type DragEvent, type ReactNode, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import type { Clip } from '../../../shared/model/clip.ts';
import { isColourHint } from '../../../shared/model/hint-kinds.ts';
import type { ClipId } from '../../../shared/model/ids.ts';
import { keyframeAt, shotAt } from '../../document/project-mirror.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { type Session, visibleHints } from '../../session/session-store.ts';
import { isInside, placePicture, resultPane, type ScreenPoint, toImage, toPane } from '../../session/view.ts';
import type { Tool } from '../../tools/tool.ts';
import { Button } from '../../ui/button.tsx';
import { useSize } from '../../ui/use-size.ts';
import { useLasting } from '../../ui/use-lasting.ts';
import { useToastPlace } from '../../ui/use-toast-place.ts';
import { MaskOverlay } from '../masks/mask-overlay.tsx';
import { ComparedWith } from './compared-with.tsx';
import { Crosshair } from './crosshair.tsx';
import { Guides } from './guides.tsx';
import { HintOverlay } from './hint-overlay.tsx';
import { swatchDrop } from '../palette/dragged-swatch.ts';
import { FaultPlace } from '../quality/fault-place.tsx';
import { Picture } from './picture.tsx';
import { pointerAt } from './pointer-at.ts';
import { shownColour } from './shown-frame.ts';
import { type RingHandle, SizeRing } from './size-ring.tsx';
import { useFullScreen } from './use-full-screen.ts';
import { useHintDial } from './use-hint-dial.ts';
import { usePathGrips } from './use-path-grips.ts';
import { useViewerPointer } from './use-viewer-pointer.ts';
import { ViewerFoot } from './viewer-foot.tsx';
import { Wipe } from './wipe.tsx';

const NO_HINTS = [] as const;

/** The picture with its hints; handles the pointer. */
export function Viewer({ clip }: { readonly clip: Clip }): ReactNode {
  const editor = useEditor();
  const stage = useRef<HTMLDivElement>(null);
  const ring = useRef<RingHandle>(null);
  const size = useSize(stage);
  const frame = useSession((session) => session.frame);
  const live = useSession((session) => session.live);
  const view = useSession((session) => session.view);
  const tool = useSession((session) => session.tool);
  const isOverHint = useSession((session) => session.under !== null);
  const pathPointUnder = useSession((session) => session.pathPointUnder);
  const lockedHints = useSession((session) => session.lockedHints);
  const hiddenHints = useSession((session) => session.hiddenHints);
  const overlays = useSession((session) => session.overlays);
  const compare = useSession((session) => session.compare);
  // On another page a press does not paint.
  const isPainting = useSession((session) => session.page === 'colour');
  const playing = useSession((session) => session.speed !== 0);
  const kept = useDocument((document) => keyframeAt(document, clip.id, frame)?.hints ?? NO_HINTS);
  const groups = useDocument((document) => shotAt(document, clip.id, frame)?.hintGroups);
  const swatches = useDocument((document) => document.swatches);

  useLayoutEffect(() => { editor.session.setState({ viewer: size }); }, [editor, size]);
  useToastPlace(stage, { size, footPx: FOOT_PX });
  useInterrupts();
  useFullScreen(stage);
  const pane = resultPane(size, compare === 'sideBySide');
  const placement = placePicture(clip.picture, pane.size, view);
  const hints = live !== null && live.clipId === clip.id && live.frame === frame ? live.hints : kept;
  const shownHints = useMemo(() => (playing ? NO_HINTS : visibleHints(hints, { overlays, hiddenHints })), [playing, hints, overlays, hiddenHints]);
  const takenHints = useMemo(() => shownHints.filter(({ id }) => !lockedHints.has(id)), [shownHints, lockedHints]);
  const grips = usePathGrips(takenHints, clip.picture.height / clip.picture.width);
  const dial = useHintDial(takenHints, groups, placement);
  const ground = { clip, pane, placement, hints: takenHints, grips, dial };
  const handlers = useViewerPointer({ ground, shownHints, stage, ring });
  const screenOf = ({ currentTarget, clientX, clientY }: DragEvent): ScreenPoint => {
    const { left, top } = currentTarget.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  const drop = swatchDrop(editor, (swatch, event) => {
    const { over, at } = pointerAt(editor, ground, screenOf(event));
    if (over !== undefined && isColourHint(over)) editor.edits.linkTo(swatch, [over.id]);
    else editor.edits.placeSwatch(swatch, at);
  }, (event) => isInside(toImage(toPane(screenOf(event), pane), placement)));
  return (
    <div className="stage" ref={stage} data-testid="stage" style={{ cursor: isPainting ? cursorOf(editor.tools[tool], { isOverHint, pathPointUnder }) : 'default' }} {...(isPainting ? { ...handlers, ...drop } : {})}>
      <Picture clip={clip} />
      {size.width > 0 ? (
        <div className="pane" style={{ left: pane.left, width: pane.size.width }}>
          <Guides placement={placement} />
          <MaskOverlay clip={clip} size={pane.size} placement={placement} />
          <HintOverlay size={pane.size} placement={placement} hints={shownHints} swatches={swatches} groups={groups} grips={grips} dial={dial} />
          <FaultPlace placement={placement} />
          {isPainting ? <Crosshair ground={ground} /> : null}
        </div>
      ) : null}
      <SizeRing ref={ring} placement={placement} />
      {compare === 'wipe' ? <Wipe placement={placement} viewer={size} /> : null}
      {compare === 'wipe' || compare === 'sideBySide' ? <ComparedWith /> : null}
      <ColourBadge clipId={clip.id} frame={frame} />
      <ViewerFoot clip={clip} />
      <PaintingNotice />
    </div>
  );
}

function cursorOf({ cursor, onHint }: Tool, { isOverHint, pathPointUnder }: { readonly isOverHint: boolean; readonly pathPointUnder: Session['pathPointUnder'] }): string {
  if (pathPointUnder !== null) return pathPointUnder === 'new' ? 'copy' : 'crosshair';
  return isOverHint && onHint === 'takes' ? 'move' : cursor;
}

/** Height of what the viewer says at its own foot, CSS px. */
const FOOT_PX = 30;

const BADGES = {
  draft: { label: 'Draft', title: 'This colour was read straight from the nearest keyframes. Propagating the shot replaces it; it is not delivered.' },
  stale: { label: 'Stale', title: 'This colour was made with earlier hints. It stays until you propagate the shot again.' },
} as const;

/** Badge: the frame shows a draft, or colour made under earlier hints. */
function ColourBadge({ clipId, frame }: { readonly clipId: ClipId; readonly frame: number }): ReactNode {
  const editor = useEditor();
  useStore(editor.project);
  useStore(editor.painter.store);
  useStore(editor.session, ({ speed }) => speed === 0);
  const kind = useStore(editor.colours, () => badgeOf(shownColour(editor, { clipId, frame })));
  return kind === undefined ? null : <div className="colour-badge" data-kind={kind} role="status" title={BADGES[kind].title}>{BADGES[kind].label}</div>;
}

function badgeOf(shown: ReturnType<typeof shownColour>): keyof typeof BADGES | undefined {
  return shown?.draft === true ? 'draft' : shown?.stale === true ? 'stale' : undefined;
}

/** Colour that comes sooner is not announced. */
const WORTH_TELLING_MS = 300;

/** That the frame is being coloured, where that takes a while, or why it could not be. A component of its own, so that the viewer is not rendered for it. */
function PaintingNotice(): ReactNode {
  const { painter } = useEditor();
  const busy = useStore(painter.store, (paintings) => paintings.busy);
  const failed = useStore(painter.store, (paintings) => paintings.failed);
  const isLong = useLasting(busy, WORTH_TELLING_MS);
  if (busy) return isLong ? <div className="wait" role="status">Colouring…</div> : null;
  return failed === null ? null : <Uncoloured why={failed} />;
}

/** Badge: the frame's colour could not be made; it shows gray or its earlier colour. */
function Uncoloured({ why }: { readonly why: string }): ReactNode {
  const { painter } = useEditor();
  return (
    <div className="wait" role="alert" onPointerDown={(event) => { event.stopPropagation(); }} onDoubleClick={(event) => { event.stopPropagation(); }}>
      <span>This frame could not be coloured. {why}</span> <Button onClick={() => { painter.retry(); }}>Try again</Button>
    </div>
  );
}

/** Another window took the focus: the current gesture is cancelled. */
function useInterrupts(): void {
  const editor = useEditor();
  useEffect(() => {
    const interrupt = (): void => { editor.tool().handle({ kind: 'interrupt' }); };
    window.addEventListener('blur', interrupt);
    return () => { window.removeEventListener('blur', interrupt); };
  }, [editor]);
}
