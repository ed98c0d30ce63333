import { highlightMap, shownLight } from './highlights.ts';
import { labCurve, labCurveInverse, labCurveSlope, type Triple } from './lab.ts';
import { type MatrixName, lumaCoefficients } from './luma.ts';
import { type Primaries, primaries, type PrimariesName, times } from './primaries.ts';
import { type CurveName, type TransferCurve, transferCurve } from './transfer.ts';

/** Meaning of a Y′CbCr or R′G′B′ signal. Range and depth belong to its code values: `SampleCoding`. */
export interface ColourCoding {
  readonly matrix: MatrixName;
  readonly primaries: PrimariesName;
  readonly curve: CurveName;
}

/** The default coding of a matrix: BT.709 primaries, shown by the sRGB curve. */
export function plainCoding(matrix: MatrixName): ColourCoding {
  return { matrix, primaries: 'bt709', curve: 'display' };
}

/** ffmpeg's names of tags. Others count as BT.709 primaries and the display curve. */
const PRIMARIES_OF_TAG: Readonly<Record<string, PrimariesName>> = {
  bt709: 'bt709', bt470m: 'bt470m', bt470bg: 'bt601-625', smpte170m: 'bt601-525', smpte240m: 'bt601-525', film: 'film', bt2020: 'bt2020',
  smpte428: 'xyz', smpte428_1: 'xyz', smpte431: 'p3-dci', smpte432: 'p3-d65',
};
const CURVE_OF_TAG: Readonly<Record<string, CurveName>> = {
  bt470m: 'gamma22', gamma22: 'gamma22', bt470bg: 'gamma28', gamma28: 'gamma28', bt1886: 'bt1886', linear: 'linear', smpte2084: 'pq', 'arib-std-b67': 'hlg', cineon: 'cineon',
  log: 'log100', log100: 'log100', log_sqrt: 'log316', log316: 'log316', smpte428: 'gamma26', smpte428_1: 'gamma26',
};

/** H.273 tables 2 and 3. BT.1886 and Cineon have no number of their own. */
const H273_PRIMARIES = { bt709: 1, bt470m: 4, 'bt601-625': 5, 'bt601-525': 6, film: 8, bt2020: 9, xyz: 10, 'p3-dci': 11, 'p3-d65': 12 } as const satisfies Record<PrimariesName, number>;
const H273_TRANSFERS: Partial<Record<CurveName, number>> = { display: 13, gamma22: 4, gamma28: 5, linear: 8, log100: 9, log316: 10, pq: 16, hlg: 18 };

/** Numbers by which an image says its coding; `undefined` where there are none. */
export function h273Codes({ primaries: name, curve }: Pick<ColourCoding, 'primaries' | 'curve'>): { readonly primaries: number; readonly transfer: number } | undefined {
  const transfer = H273_TRANSFERS[curve];
  return transfer === undefined ? undefined : { primaries: H273_PRIMARIES[name], transfer };
}

export interface TaggedPicture {
  readonly matrix: MatrixName;
  readonly primaries?: string | undefined;
  readonly transfer?: string | undefined;
  readonly pixelFormat?: string | undefined;
  /** Curve by which linear floats are read as codes; see `isLinearFloat`. */
  readonly floatCurve?: CurveName | undefined;
}

/** Linear floats have no codes; they are read as 16-bit codes of this curve, which is finer than half floats over the whole range. */
const FLOAT_CURVE: CurveName = 'pq';

/** Whether a picture's samples are floats in linear light, as OpenEXR's are. */
export function isLinearFloat({ pixelFormat, transfer }: Pick<TaggedPicture, 'pixelFormat' | 'transfer'>): boolean {
  return transfer === 'linear' && /f(16|32)(le|be)?$/.test(pixelFormat ?? '');
}

/** The coding of a picture's codes as they are read, by its tags or the user's override of them. */
export function colourCoding(picture: TaggedPicture): ColourCoding {
  return {
    matrix: picture.matrix,
    primaries: PRIMARIES_OF_TAG[picture.primaries ?? ''] ?? 'bt709',
    curve: isLinearFloat(picture) ? picture.floatCurve ?? FLOAT_CURVE : CURVE_OF_TAG[picture.transfer ?? ''] ?? 'display',
  };
}

/** Whether a coding is not for viewing as it is, so that a display picture had to be chosen. */
export function isSceneCoding({ curve }: Pick<ColourCoding, 'curve'>): boolean {
  return transferCurve(curve).white !== undefined;
}

/** Primaries of SD and HD, whose gamuts are nearly one. */
const USUAL_PRIMARIES: ReadonlySet<PrimariesName> = new Set(['bt709', 'bt601-525', 'bt601-625']);

/** Whether a coding has another gamut than SD and HD video for viewing. */
export function isUnusual({ primaries: name, curve }: Pick<ColourCoding, 'primaries' | 'curve'>): boolean {
  return curve !== 'display' || !USUAL_PRIMARIES.has(name);
}

/**
 * Names what of a coding changes the gray that a code stands for, or the colours that hints can have; empty for SD and HD for viewing. Part
 * of the key of what is made from luma.
 */
export function workingCodingName({ primaries: name, curve }: Pick<ColourCoding, 'primaries' | 'curve'>): string {
  // Named where highlights are rolled off: gray was made with them cut off before.
  return isUnusual({ primaries: name, curve }) ? `${name} ${curve}${highlightMap(curve) === undefined ? '' : ' rolled off'}` : '';
}

/** For users: `BT.2020 primaries, PQ`. */
export function codingLabel({ primaries: name, curve }: Pick<ColourCoding, 'primaries' | 'curve'>): string {
  return `${primaries(name).label} primaries, ${transferCurve(curve).label}`;
}

/** Name of a coding's gamut for users. */
export function gamutLabel({ primaries: name }: Pick<ColourCoding, 'primaries'>): string {
  return name === 'bt709' ? 'sRGB' : primaries(name).label;
}

/** A coding with its matrices and curve. */
export interface ColourModel {
  readonly coding: ColourCoding;
  readonly primaries: Primaries;
  readonly curve: TransferCurve;
  readonly weights: { readonly kr: number; readonly kg: number; readonly kb: number };
  /** Linear light of signal 0 and 1: the range of a channel. */
  readonly lowest: number;
  readonly highest: number;
}

const models = new Map<string, ColourModel>();

export function codingKey({ matrix, primaries: name, curve }: ColourCoding): string {
  return `${matrix} ${name} ${curve}`;
}

export function colourModel(coding: ColourCoding): ColourModel {
  const key = codingKey(coding);
  const known = models.get(key);
  if (known !== undefined) return known;
  const curve = transferCurve(coding.curve);
  const model: ColourModel = { coding, primaries: primaries(coding.primaries), curve, weights: lumaCoefficients(coding.matrix), lowest: curve.toLinear(0), highest: curve.toLinear(1) };
  models.set(key, model);
  return model;
}

/** Lab (D65) → linear light of a coding's primaries, not clipped. */
export function labToLinear(model: ColourModel, lightness: number, a: number, b: number): Triple {
  const fy = (lightness + 16) / 116;
  return times(model.primaries.toRgb, [labCurveInverse(fy + a / 500), labCurveInverse(fy), labCurveInverse(fy - b / 200)]);
}

/** d/dL of {@link labToLinear} at fixed a and b. */
export function labToLinearSlope(model: ColourModel, lightness: number, a: number, b: number): Triple {
  const fy = (lightness + 16) / 116;
  return times(model.primaries.toRgb, [labCurveSlope(fy + a / 500) / 116, labCurveSlope(fy) / 116, labCurveSlope(fy - b / 200) / 116]);
}

/** Linear light of a coding's primaries → Lab (D65). */
export function linearToLab(model: ColourModel, r: number, g: number, b: number): Triple {
  const [x, y, z] = times(model.primaries.toXyz, [r, g, b]);
  const [fx, fy, fz] = [labCurve(x), labCurve(y), labCurve(z)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

/** Encoded R′G′B′ of a coding → Lab (D65). */
export function signalToLab(model: ColourModel, r: number, g: number, b: number): Triple {
  return linearToLab(model, model.curve.toLinear(r), model.curve.toLinear(g), model.curve.toLinear(b));
}

/** Lightness L of the gray of a luma signal. Above 100 for HDR highlights. */
export function lightnessOfSignal(model: Pick<ColourModel, 'curve'>, signal: number): number {
  return 116 * labCurve(model.curve.toLinear(signal)) - 16;
}

/** Lightness L of a luma signal in the display picture, where highlights are rolled off. */
export function shownLightness(curve: CurveName, signal: number): number {
  return 116 * labCurve(shownLight(curve)(signal)) - 16;
}

const GRAY_STEPS = 4096;

/** Luma signal of a coding → signal of the display picture (sRGB), 0…1, by a table; for the viewer's gray pictures. */
export function displayGray({ curve }: Pick<ColourCoding, 'curve'>): (signal: number) => number {
  const toLight = shownLight(curve);
  const { toSignal } = transferCurve('display');
  const table = Float32Array.from({ length: GRAY_STEPS + 2 }, (_, step) => Math.min(1, toSignal(Math.max(0, toLight(Math.min(1, step / GRAY_STEPS))))));
  return (signal) => {
    const at = Math.max(0, Math.min(GRAY_STEPS, signal * GRAY_STEPS));
    const low = Math.floor(at);
    return table[low]! + (table[low + 1]! - table[low]!) * (at - low);
  };
}

/** Signal of the display picture → luma signal of a coding: the inverse of {@link displayGray}, exact. */
export function signalOfDisplayGray({ curve }: Pick<ColourCoding, 'curve'>, gray: number): number {
  if (curve === 'display') return gray;
  const shown = transferCurve('display').toLinear(gray);
  return transferCurve(curve).toSignal(highlightMap(curve)?.toLight(shown) ?? shown);
}
