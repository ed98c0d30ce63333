import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { ColourCoding } from '../../../shared/colour/coding.ts';
import { gamutMap } from '../../../shared/colour/gamut.ts';
import type { ChromaAb } from '../../../shared/model/hint.ts';
import { discMarks, type DiscPlace } from './disc-marks.ts';
import { GAMUT_REACH, gamutImage } from './gamut-image.ts';
import { discReach } from './lifted-colour.ts';

const SIDE_PX = 150;
/** From the middle of the cross to the ends of its arms. */
const CROSS_PX = 4;

interface GamutDiscProps {
  readonly lightness: number;
  /** The clip's gamut. */
  readonly coding: ColourCoding;
  readonly ab: ChromaAb;
  /** Called during the drag (preview) and on release (saved). */
  readonly onPick: (ab: ChromaAb, options: { readonly settled: boolean }) => void;
  /** The drag was cancelled. */
  readonly onDrop: () => void;
}

/**
 * Colours of the gamut at a lightness, a to the right and b up. Drag to choose one, Escape cancels; arrow keys move by one unit. A colour outside the gamut is a cross,
 * with a line to the nearest one of its hue, which is obtained instead.
 */
export function GamutDisc({ lightness, coding, ab, onPick, onDrop }: GamutDiscProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const reach = useMemo(() => discReach(lightness, GAMUT_REACH, coding), [lightness, coding]);
  const disc = useRef<HTMLDivElement>(null);
  const dragging = useRef<number | null>(null);
  /** The colour under the pointer during a drag, which may be outside the gamut. */
  const [dragged, setDragged] = useState<ChromaAb | null>(null);
  const { obtained, wanted } = useMemo(() => discMarks(dragged ?? ab, { lightness, reach, coding }), [dragged, ab, lightness, reach, coding]);
  useEffect(() => {
    const request = requestAnimationFrame(() => { if (canvas.current !== null) drawDisc(canvas.current, { lightness, reach, coding }); });
    return () => { cancelAnimationFrame(request); };
  }, [lightness, reach, coding]);

  function pick(event: PointerEvent<HTMLElement>, settled: boolean): void {
    const box = event.currentTarget.getBoundingClientRect();
    const a = ((event.clientX - box.left) / box.width - 0.5) * 2 * reach;
    const b = (0.5 - (event.clientY - box.top) / box.height) * 2 * reach;
    const [, insideA, insideB] = gamutMap(lightness, a, b, coding);
    setDragged(settled ? null : [a, b]);
    onPick([insideA, insideB], { settled });
  }
  function drop(): void {
    if (dragging.current === null) return;
    disc.current?.releasePointerCapture(dragging.current);
    dragging.current = null;
    setDragged(null);
    disc.current?.blur();
    onDrop();
  }
  function onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && dragging.current !== null) {
      event.stopPropagation();
      drop();
      return;
    }
    const step = event.shiftKey ? 5 : 1;
    const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onPick([ab[0] + by[0]!, ab[1] + by[1]!], { settled: true });
  }
  return (
    <div
      ref={disc} className="disc" role="application" tabIndex={0} data-testid="gamut-disc" aria-label={`Colour disc, a ${ab[0].toFixed(0)}, b ${ab[1].toFixed(0)}; arrow keys change it`} onKeyDown={onKey}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        dragging.current = event.pointerId;
        pick(event, false);
      }}
      onPointerMove={(event) => { if (dragging.current !== null) pick(event, false); }}
      onPointerUp={(event) => {
        if (dragging.current === null) return;
        dragging.current = null;
        pick(event, true);
        // After a mouse drag the focus is dropped, so that keyboard shortcuts work.
        event.currentTarget.blur();
      }}
      onPointerCancel={drop}
    >
      <canvas ref={canvas} width={SIDE_PX} height={SIDE_PX} />
      {wanted === undefined ? null : <OutsideMark from={wanted} to={obtained} />}
      <i style={{ left: `${100 * obtained[0]}%`, top: `${100 * obtained[1]}%` }} />
    </div>
  );
}

/** The line is drawn twice, so that it can be seen on light and dark colours. */
function OutsideMark({ from: [x, y], to }: { readonly from: DiscPlace; readonly to: DiscPlace }): ReactNode {
  const [left, top] = [x * SIDE_PX, y * SIDE_PX];
  const cross = `M${left - CROSS_PX} ${top - CROSS_PX}l${2 * CROSS_PX} ${2 * CROSS_PX}m0 ${-2 * CROSS_PX}l${-2 * CROSS_PX} ${2 * CROSS_PX}`;
  const line = `M${left} ${top}L${to[0] * SIDE_PX} ${to[1] * SIDE_PX}`;
  return (
    <svg viewBox={`0 0 ${SIDE_PX} ${SIDE_PX}`} aria-hidden="true" data-testid="outside-gamut">
      <path className="under" d={`${line}${cross}`} />
      <path className="line" d={line} />
      <path d={cross} />
    </svg>
  );
}

function drawDisc(canvas: HTMLCanvasElement, { lightness, reach, coding }: { readonly lightness: number; readonly reach: number; readonly coding: ColourCoding }): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.putImageData(new ImageData(gamutImage(lightness, SIDE_PX, { reach, coding }), SIDE_PX, SIDE_PX), 0, 0);
  context.fillStyle = '#ffffff26';
  context.fillRect(0, SIDE_PX / 2, SIDE_PX, 1);
  context.fillRect(SIDE_PX / 2, 0, 1, SIDE_PX);
}
