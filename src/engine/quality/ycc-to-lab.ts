import { type ColourCoding, colourModel, linearToLab } from '../../shared/colour/coding.ts';
import type { Triple } from '../../shared/colour/lab.ts';

/** The transfer curve as a table over what code values can mean: 0…1 and the room around it. */
const STEPS = 4096;
const LOWEST = -0.5;
const HIGHEST = 1.5;

/** Outside R′G′B′ by less than this comes of rounding and of codecs. */
const TOLERANCE = 0.02;

interface LabSample {
  readonly lab: Triple;
  readonly outside: boolean;
}

/** Y′ 0…1, Cb and Cr −½…½ → Lab as the viewer shows it, and whether the colour lies outside R′G′B′ 0…1. For loops over many samples. */
export function createYccToLab(coding: ColourCoding): (y: number, cb: number, cr: number) => LabSample {
  const model = colourModel(coding);
  const { kr, kg, kb } = model.weights;
  // Far beyond white some curves give no finite numbers; such values count as the end of the table.
  const linear = Float64Array.from({ length: STEPS + 2 }, (_, step) => model.curve.toLinear(Math.min(1.1, LOWEST + (step / STEPS) * (HIGHEST - LOWEST))));
  const linearOf = (value: number): number => {
    const at = Math.min(STEPS, Math.max(0, ((value - LOWEST) / (HIGHEST - LOWEST)) * STEPS));
    const low = Math.floor(at);
    return linear[low]! + (at - low) * (linear[low + 1]! - linear[low]!);
  };
  return (y, cb, cr) => {
    const r = y + 2 * (1 - kr) * cr;
    const b = y + 2 * (1 - kb) * cb;
    const g = (y - kr * r - kb * b) / kg;
    return { lab: linearToLab(model, linearOf(r), linearOf(g), linearOf(b)), outside: Math.min(r, g, b) < -TOLERANCE || Math.max(r, g, b) > 1 + TOLERANCE };
  };
}
