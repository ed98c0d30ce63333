import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef } from 'react';
import { bringIntoGamut } from '../../../shared/colour/gamut.ts';
import { labToSrgb } from '../../../shared/colour/srgb.ts';
import type { ChromaAb } from '../../../shared/model/hint.ts';

const SIDE_PX = 150;
/** Lab units from the middle to the edge: sRGB's largest chroma at one lightness fits. */
const REACH = 108;
const DRAWN = 150;

/** Colours that exist at a lightness, laid out by a (right) and b (up). Drag to take one; arrows move by one unit. */
export function GamutDisc({ lightness, ab, onPick }: { readonly lightness: number; readonly ab: ChromaAb; readonly onPick: (ab: ChromaAb, settled: boolean) => void }): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => { if (canvas.current !== null) drawDisc(canvas.current, lightness); }, [lightness]);

  function at(event: PointerEvent<HTMLElement>): ChromaAb {
    const box = event.currentTarget.getBoundingClientRect();
    const a = ((event.clientX - box.left) / box.width - 0.5) * 2 * REACH;
    const b = (0.5 - (event.clientY - box.top) / box.height) * 2 * REACH;
    const [, insideA, insideB] = bringIntoGamut(lightness, a, b);
    return [insideA, insideB];
  }
  function onKey(event: KeyboardEvent): void {
    const step = event.shiftKey ? 5 : 1;
    const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onPick([ab[0] + by[0]!, ab[1] + by[1]!], true);
  }
  return (
    <div
      className="disc" role="application" tabIndex={0} data-testid="gamut-disc" aria-label={`Colour disc, a ${ab[0].toFixed(0)}, b ${ab[1].toFixed(0)}; arrow keys change it`} onKeyDown={onKey}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        onPick(at(event), false);
      }}
      onPointerMove={(event) => { if (event.currentTarget.hasPointerCapture(event.pointerId)) onPick(at(event), false); }}
      onPointerUp={(event) => { onPick(at(event), true); }}
    >
      <canvas ref={canvas} width={DRAWN} height={DRAWN} />
      <i style={{ left: SIDE_PX * (0.5 + ab[0] / (2 * REACH)), top: SIDE_PX * (0.5 - ab[1] / (2 * REACH)) }} />
    </div>
  );
}

function drawDisc(canvas: HTMLCanvasElement, lightness: number): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const image = context.createImageData(DRAWN, DRAWN);
  for (let y = 0; y < DRAWN; y++) {
    for (let x = 0; x < DRAWN; x++) {
      const [r, g, b] = labToSrgb(lightness, ((x + 0.5) / DRAWN - 0.5) * 2 * REACH, (0.5 - (y + 0.5) / DRAWN) * 2 * REACH);
      if (r < 0 || g < 0 || b < 0 || r > 1 || g > 1 || b > 1) continue;
      image.data.set([r * 255, g * 255, b * 255, 255], (y * DRAWN + x) * 4);
    }
  }
  context.putImageData(image, 0, 0);
  context.fillStyle = '#ffffff26';
  context.fillRect(0, DRAWN / 2, DRAWN, 1);
  context.fillRect(DRAWN / 2, 0, 1, DRAWN);
}
