import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useMemo, useRef } from 'react';
import type { ColourCoding } from '../../../shared/colour/coding.ts';
import { gamutMap } from '../../../shared/colour/gamut.ts';
import type { ChromaAb } from '../../../shared/model/hint.ts';
import { GAMUT_REACH, gamutImage } from './gamut-image.ts';
import { discReach } from './lifted-colour.ts';

const SIDE_PX = 150;

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

/** Colours of the gamut at a lightness, a to the right and b up. Drag to choose one, Escape cancels; arrow keys move by one unit. */
export function GamutDisc({ lightness, coding, ab, onPick, onDrop }: GamutDiscProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const reach = useMemo(() => discReach(lightness, GAMUT_REACH, coding), [lightness, coding]);
  const disc = useRef<HTMLDivElement>(null);
  const dragging = useRef<number | null>(null);
  useEffect(() => {
    const request = requestAnimationFrame(() => { if (canvas.current !== null) drawDisc(canvas.current, { lightness, reach, coding }); });
    return () => { cancelAnimationFrame(request); };
  }, [lightness, reach, coding]);

  function at(event: PointerEvent<HTMLElement>): ChromaAb {
    const box = event.currentTarget.getBoundingClientRect();
    const a = ((event.clientX - box.left) / box.width - 0.5) * 2 * reach;
    const b = (0.5 - (event.clientY - box.top) / box.height) * 2 * reach;
    const [, insideA, insideB] = gamutMap(lightness, a, b, coding);
    return [insideA, insideB];
  }
  function drop(): void {
    if (dragging.current === null) return;
    disc.current?.releasePointerCapture(dragging.current);
    dragging.current = null;
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
        onPick(at(event), { settled: false });
      }}
      onPointerMove={(event) => { if (dragging.current !== null) onPick(at(event), { settled: false }); }}
      onPointerUp={(event) => {
        if (dragging.current === null) return;
        dragging.current = null;
        onPick(at(event), { settled: true });
        // After a mouse drag the focus is dropped, so that keyboard shortcuts work.
        event.currentTarget.blur();
      }}
      onPointerCancel={drop}
    >
      <canvas ref={canvas} width={SIDE_PX} height={SIDE_PX} />
      <i style={{ left: `${100 * (0.5 + ab[0] / (2 * reach))}%`, top: `${100 * (0.5 - ab[1] / (2 * reach))}%` }} />
    </div>
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
