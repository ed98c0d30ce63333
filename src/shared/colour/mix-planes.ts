import { resampleChannel, resamplePlane } from '../../shared/colour/resample.ts';
import type { AbPlane } from '../../shared/model/ab-plane.ts';
import type { Size } from '../../shared/model/working-size.ts';

interface WeightedPlane {
  readonly plane: AbPlane;
  readonly weight: number;
}

/** Chroma of shots mixed as their pictures are, at the size of the largest; a single plane of share 1 is returned unchanged. */
export function mixPlanes(planes: readonly WeightedPlane[]): AbPlane | undefined {
  const [first] = planes;
  if (first === undefined) return undefined;
  if (planes.length === 1 && first.weight === 1) return first.plane;
  const largest = planes.reduce((best, { plane }) => (plane.width > best.width ? plane : best), first.plane);
  const samples = new Int16Array(largest.samples.length);
  const sized = planes.map(({ plane, weight }) => ({ plane: resamplePlane(plane, largest), weight }));
  for (let index = 0; index < samples.length; index++) samples[index] = Math.round(sized.reduce((sum, { plane, weight }) => sum + plane.samples[index]! * weight, 0));
  return { width: largest.width, height: largest.height, samples };
}

/** Confidence of such a mix, at the first one's size: the mean weighted by the shares. */
export function mixConfidences(maps: readonly { readonly plane: Size; readonly confidence: Uint8Array; readonly weight: number }[]): { readonly width: number; readonly height: number; readonly values: Uint8Array } | undefined {
  const [first] = maps;
  if (first === undefined) return undefined;
  const { width, height } = first.plane;
  const sized = maps.map(({ plane, confidence, weight }) => ({ values: resampleChannel(Float32Array.from(confidence), plane, { width, height }), weight }));
  return { width, height, values: Uint8Array.from({ length: width * height }, (_, index) => Math.round(sized.reduce((sum, { values, weight }) => sum + values[index]! * weight, 0))) };
}
