import { srgbToLab } from '../../shared/colour/srgb.ts';
import type { ChromaAb } from '../../shared/model/hint.ts';

interface EyeDropper {
  open(): Promise<{ readonly sRGBHex: string }>;
}

/** The browser's own eyedropper for the whole screen, where supported (EyeDropper API). */
function screenEyeDropper(): (new () => EyeDropper) | undefined {
  return (window as unknown as { readonly EyeDropper?: new () => EyeDropper }).EyeDropper;
}

export function canPickFromScreen(): boolean {
  return screenEyeDropper() !== undefined;
}

let isPicking = false;

/** The colour (hex) that is picked anywhere on the screen; `undefined` where none is: Escape, or the eyedropper is open already. */
export async function pickScreenColour(): Promise<string | undefined> {
  const Dropper = screenEyeDropper();
  if (Dropper === undefined || isPicking) return undefined;
  isPicking = true;
  try {
    return (await new Dropper().open()).sRGBHex;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined;
    throw error;
  } finally {
    isPicking = false;
  }
}

/** Pictures that are not sampled: controls, scopes, the timeline, and the viewer, which samples by itself. */
const NOT_PICTURES = '.stage, .timeline, .disc, .scopes';

/** Colour of a still, reference or poster under the pointer; `undefined` where there is none. */
export function colourUnderPointer(event: Pick<MouseEvent, 'target' | 'clientX' | 'clientY'>): ChromaAb | undefined {
  const { target } = event;
  if (!(target instanceof HTMLImageElement || target instanceof HTMLCanvasElement) || target.closest(NOT_PICTURES) !== null) return undefined;
  const [width, height] = target instanceof HTMLImageElement ? [target.naturalWidth, target.naturalHeight] : [target.width, target.height];
  const box = target.getBoundingClientRect();
  const { objectFit } = getComputedStyle(target);
  // "cover" and "contain" keep the picture's aspect and centre it in its box.
  const scales = [box.width / width, box.height / height] as const;
  const [scaleX, scaleY] = objectFit === 'cover' ? [Math.max(...scales), Math.max(...scales)] : objectFit === 'contain' ? [Math.min(...scales), Math.min(...scales)] : scales;
  const x = Math.floor((event.clientX - box.left - (box.width - width * scaleX) / 2) / scaleX);
  const y = Math.floor((event.clientY - box.top - (box.height - height * scaleY) / 2) / scaleY);
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (context === null || x < 0 || y < 0 || x >= width || y >= height) return undefined;
  context.drawImage(target, x, y, 1, 1, 0, 0, 1, 1);
  const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
  const [, abA, abB] = srgbToLab(r! / 255, g! / 255, b! / 255);
  return [abA, abB];
}
