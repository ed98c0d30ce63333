/** Colours that a canvas of the viewer is drawn in. Both have the white of D65 and the curve of sRGB, so that grays are the same codes. */
export type ScreenGamut = 'srgb' | 'display-p3';

/** Matches where the screen shows about all of P3. */
const P3_SCREEN = '(color-gamut: p3)';

/** P3 where the screen that the window is on has it and the browser can draw in it. */
export function screenGamut(): ScreenGamut {
  return window.matchMedia(P3_SCREEN).matches && 'drawingBufferColorSpace' in WebGL2RenderingContext.prototype ? 'display-p3' : 'srgb';
}

/** Calls back when the window comes to a screen of another gamut. Returns an unsubscribe function. */
export function onScreenGamut(changed: () => void): () => void {
  const list = window.matchMedia(P3_SCREEN);
  list.addEventListener('change', changed);
  return () => { list.removeEventListener('change', changed); };
}
