import type { ColourCoding } from '../../../shared/colour/coding.ts';
import type { AbPlane } from '../../../shared/model/ab-plane.ts';
import type { LayerTable } from '../../../shared/model/layer-table.ts';
import { scopeFrame } from './scope-frame.ts';
import { type ScopeImage, scopeImage, type ScopeKind } from './scope-image.ts';

export interface ScopeQuestion {
  readonly kind: ScopeKind;
  /** Luma at the size that is counted; the worker closes it. */
  readonly luma: ImageBitmap;
  readonly plane: AbPlane | undefined;
  readonly layers: LayerTable | undefined;
  readonly coding: ColourCoding;
}
export type ScopeAnswer = ScopeImage;

/** Counts scopes outside the window's thread, so that pointer events are not delayed. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ScopeQuestion>) => void) | null;
  postMessage(answer: ScopeAnswer, transfer: readonly Transferable[]): void;
}
const scope = globalThis as unknown as WorkerScope;

scope.onmessage = ({ data: { kind, luma, plane, layers, coding } }) => {
  const { width, height } = luma;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('This browser draws nothing in a worker.');
  context.drawImage(luma, 0, 0);
  luma.close();
  const { data } = context.getImageData(0, 0, width, height);
  const y = Float32Array.from({ length: width * height }, (_, index) => data[4 * index]! / 255);
  const image = scopeImage(kind, scopeFrame(y, { width, height }, { plane, layers, coding }));
  scope.postMessage(image, [image.pixels.buffer]);
};
