import { AB_UNIT, type AbPlane } from '../model/ab-plane.ts';
import { type ColourCoding, colourModel, isSceneCoding, isUnusual, labToLinear, plainCoding, signalToLab } from './coding.ts';
import { convertedRgb, type ImageRgb } from './image-rgb.ts';
import { chromaScale, lumaScale, rgbToYcc, type SampleCoding, yccToRgb } from './luma.ts';
import type { Triple } from './lab.ts';
import { srgbToLab } from './srgb.ts';

interface StillChromaOptions {
  /** Coding of the clip that the still is a keyframe of. */
  readonly colour: ColourCoding;
  readonly coding: SampleCoding;
  /** Y′ codes of the keyframe, at the still's size and in `coding`; the still's own luma when left out. */
  readonly luma?: Uint8Array | Uint16Array;
  /** What the still's R′G′B′ stand for, where it says so; else see `signalOfStill`. */
  readonly rgb?: ImageRgb;
}

/** Difference in codes within which a still's luma counts as the frame's, rounded in the still's file. */
const SAME_LUMA_CODES = 2;

/**
 * Chroma of an approved colour still, such that delivery reproduces it to the code: its R′G′B′ are converted to Y′CbCr codes of the
 * clip's coding, as an encoder does, and each sample's ab is computed from *those codes*. The plain Lab chroma of the still belongs to an
 * unrounded luma; combined with the rounded luma some Cb and Cr would differ by a code.
 * @param still encoded R′G′B′, 16 bits full range, interleaved
 */
export function stillChroma(given: { readonly width: number; readonly height: number; readonly samples: Uint16Array }, options: StillChromaOptions): AbPlane {
  const { coding, colour, rgb } = options;
  // Straight to what the clip holds: its gamut may be wider than sRGB.
  const still = rgb === undefined ? given : { ...given, samples: convertedRgb(given.samples, rgb, colourModel(isStillsOwn(colour) ? plainCoding(colour.matrix) : colour)) };
  const { matrix } = colour;
  const model = colourModel(colour);
  const toSignal = rgb === undefined ? signalOfStill(colour) : (each: Triple): Triple => each;
  const count = still.width * still.height;
  if (options.luma !== undefined && options.luma.length !== count) throw new RangeError(`A still of ${still.width}×${still.height} does not fit a frame of ${options.luma.length} samples.`);
  const yScale = lumaScale(coding);
  const cScale = chromaScale(coding);
  const samples = new Int16Array(2 * count);
  const snap = (chroma: number): number => Math.round(chroma * cScale.scale) / cScale.scale;
  const toSample = (value: number): number => Math.max(-32768, Math.min(32767, Math.round(value * AB_UNIT)));
  for (let index = 0; index < count; index++) {
    const [y, cb, cr] = rgbToYcc(...toSignal([still.samples[3 * index]! / 65535, still.samples[3 * index + 1]! / 65535, still.samples[3 * index + 2]! / 65535]), matrix);
    const ownCode = Math.round(y * yScale.scale) + yScale.offset;
    const frameCode = options.luma?.[index] ?? ownCode;
    const code = Math.abs(frameCode - ownCode) <= SAME_LUMA_CODES ? frameCode : ownCode;
    const snappedCb = snap(cb);
    const snappedCr = snap(cr);
    if (snappedCb === 0 && snappedCr === 0) continue;
    const [, a, b] = signalToLab(model, ...yccToRgb((code - yScale.offset) / yScale.scale, snappedCb, snappedCr, matrix));
    samples[index] = toSample(a);
    samples[count + index] = toSample(b);
  }
  return { width: still.width, height: still.height, samples };
}

/**
 * R′G′B′ of a still → those of the clip. Stills of SD and HD for viewing hold the film's own R′G′B′, as every program exports them; of wide
 * gamut, HDR and logarithmic film they are sRGB pictures.
 */
function signalOfStill(colour: ColourCoding): (rgb: Triple) => Triple {
  if (isStillsOwn(colour)) return (rgb) => rgb;
  const model = colourModel(colour);
  return (rgb) => {
    const [r, g, b] = labToLinear(model, ...srgbToLab(...rgb));
    return [model.curve.toSignal(r), model.curve.toSignal(g), model.curve.toSignal(b)];
  };
}

/** SD and HD for viewing: the R′G′B′ of a still are taken for the film's own. */
export function isStillsOwn(colour: ColourCoding): boolean {
  return !isSceneCoding(colour) && !isUnusual({ primaries: colour.primaries, curve: 'display' });
}
