import type { MatrixName } from '../../../shared/colour/luma.ts';
import { SKIN_ANGLE, vectorTargets } from './scope-counts.ts';
import type { ScopeImage, ScopeKind } from './scope-image.ts';
import type { Size } from '../../../shared/model/working-size.ts';

const LINE = '#ffffff24';
const STRONGER = '#ffffff3d';
const WORDS = '#8f8f8f';
const MARGIN_PX = 8;
/** Margin on the left of waveforms for the level labels, CSS px. */
const LEVELS_PX = 26;
const LEVELS = [0, 25, 50, 75, 100] as const;

interface ScopeView extends Size {
  readonly kind: ScopeKind;
  readonly matrix: MatrixName;
  /** Trace; `undefined` until it is computed. */
  readonly trace: CanvasImageSource | undefined;
}

/** A scope: graticule, then the trace over it. Lengths in CSS px. */
export function drawScope(context: CanvasRenderingContext2D, view: ScopeView): void {
  context.clearRect(0, 0, view.width, view.height);
  context.lineWidth = 1;
  context.font = '10px Inter, "Segoe UI", "Liberation Sans", sans-serif';
  if (view.kind === 'vectorscope') drawVectorscope(context, view);
  else drawLevels(context, view);
}

function drawVectorscope(context: CanvasRenderingContext2D, { width, height, matrix, trace }: ScopeView): void {
  const radius = Math.min(width, height) / 2 - MARGIN_PX;
  const [x, y] = [Math.round(width / 2) + 0.5, Math.round(height / 2) + 0.5];
  context.strokeStyle = LINE;
  for (const share of [1, 0.5]) {
    context.beginPath();
    context.arc(x, y, radius * share, 0, 2 * Math.PI);
    context.stroke();
  }
  line(context, [x - radius, y], [x + radius, y]);
  line(context, [x, y - radius], [x, y + radius]);
  context.strokeStyle = STRONGER;
  const skin = (SKIN_ANGLE * Math.PI) / 180;
  line(context, [x, y], [x + radius * Math.cos(skin), y - radius * Math.sin(skin)]);
  context.fillStyle = WORDS;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const target of vectorTargets(matrix)) {
    const [atX, atY] = [x + radius * target.x, y - radius * target.y];
    context.strokeRect(Math.round(atX) - 2.5, Math.round(atY) - 2.5, 6, 6);
    const far = 1 + 11 / Math.max(1, Math.hypot(atX - x, atY - y));
    context.fillText(target.label, x + (atX - x) * far, y + (atY - y) * far);
  }
  if (trace !== undefined) context.drawImage(trace, x - radius, y - radius, 2 * radius, 2 * radius);
}

function drawLevels(context: CanvasRenderingContext2D, { kind, width, height, trace }: ScopeView): void {
  const box = { left: kind === 'histogram' ? MARGIN_PX : LEVELS_PX, top: MARGIN_PX, right: width - MARGIN_PX, bottom: height - (kind === 'histogram' ? 16 : MARGIN_PX) };
  context.strokeStyle = LINE;
  context.fillStyle = WORDS;
  for (const level of LEVELS) {
    if (kind === 'histogram') {
      const x = Math.round(box.left + ((box.right - box.left) * level) / 100) + 0.5;
      line(context, [x, box.top], [x, box.bottom]);
      context.textAlign = level === 0 ? 'left' : level === 100 ? 'right' : 'center';
      context.textBaseline = 'alphabetic';
      context.fillText(String(level), x, height - 4);
    } else {
      const y = Math.round(box.bottom - ((box.bottom - box.top) * level) / 100) + 0.5;
      line(context, [box.left, y], [box.right, y]);
      context.textAlign = 'right';
      context.textBaseline = 'middle';
      context.fillText(String(level), box.left - 5, y);
    }
  }
  if (trace !== undefined) context.drawImage(trace, box.left, box.top, box.right - box.left, box.bottom - box.top);
}

function line(context: CanvasRenderingContext2D, [fromX, fromY]: readonly [number, number], [toX, toY]: readonly [number, number]): void {
  context.beginPath();
  context.moveTo(fromX, fromY);
  context.lineTo(toX, toY);
  context.stroke();
}

/** The trace as an image that can be drawn at any size. */
export function traceOf({ pixels, width, height }: ScopeImage): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(new ImageData(pixels, width, height), 0, 0);
  return canvas;
}
