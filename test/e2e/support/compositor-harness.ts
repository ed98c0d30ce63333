import { type ComposedPicture, createCompositor } from '../../../src/renderer/features/viewer/compositor.ts';
import type { ScreenGamut } from '../../../src/renderer/ui/screen-gamut.ts';
import type { ColourCoding } from '../../../src/shared/colour/coding.ts';
import type { Layers, LayerShare } from '../../../src/shared/model/layer.ts';
import { layerTableOf } from '../../../src/shared/model/layer-table.ts';
import type { AbPlane } from '../../../src/shared/model/ab-plane.ts';

export interface HarnessFrame {
  readonly width: number;
  readonly height: number;
  /** 8-bit full-range luma, row by row. */
  readonly luma: readonly number[];
  readonly coding: ColourCoding;
  readonly layers: Layers;
  /** The masks that limit layers. */
  readonly masks?: LayerShare['masks'];
  /** What the canvas holds: sRGB unless said. */
  readonly screen?: ScreenGamut | undefined;
  readonly plane: { readonly width: number; readonly height: number; readonly samples: readonly number[] };
  /** Of the whole picture, 0 … 1; then the overlay of low confidence is shown. */
  readonly confidence?: number;
}

declare global {
  interface Window {
    composeFrame(frame: HarnessFrame): Promise<readonly number[]>;
  }
}

/** Draws one frame with the viewer's compositor at one device pixel per sample. @returns R, G, B of each pixel, from the top left */
window.composeFrame = async ({ width, height, luma, plane, layers, masks, coding, screen = 'srgb', confidence }) => {
  const canvas = new OffscreenCanvas(width, height);
  const compositor = createCompositor(canvas);
  const gray = new ImageData(Uint8ClampedArray.from({ length: 4 * width * height }, (_, index) => (index % 4 === 3 ? 255 : luma[index >> 2]!)), width, height);
  const shown: AbPlane = { width: plane.width, height: plane.height, samples: Int16Array.from(plane.samples) };
  compositor.setPicture('shown', { luma: await createImageBitmap(gray, { colorSpaceConversion: 'none' }), plane: shown, confidence: confidence === undefined ? undefined : { width: 1, height: 1, values: new Uint8Array([Math.round(255 * confidence)]) }, layers: layerTableOf([{ layers, weight: 1, masks }], { width, height }) });
  const whole = { left: 0, top: 0, width, height };
  const picture: ComposedPicture = { slot: 'shown', place: whole, pane: whole, rotation: 0, coding, coloured: true, overlays: { lowConfidence: confidence !== undefined, uncoloured: false, clipped: false } };
  compositor.draw({ pictures: [picture], surround: [0, 0, 0], ratio: 1, screen });
  const gl = canvas.getContext('webgl2')!;
  const rgba = new Uint8Array(4 * width * height);
  gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, rgba);
  if (gl.drawingBufferColorSpace !== screen) throw new Error(`The canvas holds ${gl.drawingBufferColorSpace}.`);
  const failure = gl.getError();
  if (failure !== gl.NO_ERROR) throw new Error(`WebGL error ${failure}.`);
  compositor.dispose();
  // WebGL counts rows from the bottom.
  return Array.from({ length: 3 * width * height }, (_, index) => {
    const pixel = Math.floor(index / 3);
    return rgba[4 * ((height - 1 - Math.floor(pixel / width)) * width + (pixel % width)) + (index % 3)]!;
  });
};
