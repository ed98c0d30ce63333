import type { ImageRgb, ToLinear } from '../../../shared/colour/image-rgb.ts';
import { type Matrix3, relativeToD65 } from '../../../shared/colour/primaries.ts';
import type { Triple } from '../../../shared/colour/lab.ts';

/* ICC.1:2010 (profile version 4.3); version 2 differs in the text of the description alone. All numbers are big-endian. */

const HEADER_BYTES = 128;
/** White of the profile connection space, D50. */
const PCS_WHITE: Triple = [0.9642, 1, 0.8249];

/** Colour profile of an image. `rgb` is absent for profiles that are not a matrix and curves: tables, CMYK, Lab. */
export interface IccProfile {
  readonly name: string;
  readonly rgb?: ImageRgb;
}

/** Reads a profile; `undefined` where the bytes are none. Pure, and never throws: what is cut off or out of bounds counts as absent. */
export function readIccProfile(bytes: Buffer): IccProfile | undefined {
  if (bytes.length < HEADER_BYTES + 4 || bytes.toString('latin1', 36, 40) !== 'acsp') return undefined;
  try {
    const tags = readTags(bytes);
    const name = description(tags.get('desc')) || 'without a name';
    const rgb = bytes.toString('latin1', 20, 24) === 'XYZ ' ? rgbOf(bytes.toString('latin1', 16, 20), tags, name) : undefined;
    return { name, ...(rgb === undefined ? {} : { rgb }) };
  } catch (error) {
    if (error instanceof RangeError) return { name: 'that cannot be read' };
    throw error;
  }
}

/** Tags beyond which no profile goes. */
const MOST_TAGS = 200;

function readTags(bytes: Buffer): ReadonlyMap<string, Buffer> {
  const count = Math.min(MOST_TAGS, bytes.readUInt32BE(HEADER_BYTES));
  return new Map(Array.from({ length: count }, (_, index) => {
    const at = HEADER_BYTES + 4 + 12 * index;
    const [offset, size] = [bytes.readUInt32BE(at + 4), bytes.readUInt32BE(at + 8)];
    return [bytes.toString('latin1', at, at + 4), bytes.subarray(offset, offset + size)] as const;
  }));
}

/** A matrix and curves, or one curve of gray. A profile that has tables too means them, and its matrix is a makeshift. */
function rgbOf(space: string, tags: ReadonlyMap<string, Buffer>, label: string): ImageRgb | undefined {
  if (tags.has('A2B0')) return undefined;
  if (space === 'GRAY') {
    const curve = curveOf(tags.get('kTRC'));
    return curve === undefined ? undefined : { label, toXyz: GRAY, curves: [curve, curve, curve] };
  }
  const columns = ['rXYZ', 'gXYZ', 'bXYZ'].map((tag) => xyzOf(tags.get(tag)));
  const curves = ['rTRC', 'gTRC', 'bTRC'].map((tag) => curveOf(tags.get(tag)));
  const [r, g, b] = columns;
  const [red, green, blue] = curves;
  if (space !== 'RGB ' || r === undefined || g === undefined || b === undefined || red === undefined || green === undefined || blue === undefined) return undefined;
  const matrix: Matrix3 = [[r[0], g[0], b[0]], [r[1], g[1], b[1]], [r[2], g[2], b[2]]];
  if (matrix.some((line) => line[0] + line[1] + line[2] <= 0)) return undefined;
  return { label, toXyz: relativeToD65(matrix, PCS_WHITE), curves: [red, green, blue] };
}

/** R′ = G′ = B′: only the diagonal's sum matters. Each channel gives a third of the light. */
const GRAY: Matrix3 = [[1 / 3, 1 / 3, 1 / 3], [1 / 3, 1 / 3, 1 / 3], [1 / 3, 1 / 3, 1 / 3]];

const fixed = (bytes: Buffer, at: number): number => bytes.readInt32BE(at) / 65_536;

function xyzOf(tag: Buffer | undefined): Triple | undefined {
  return tag === undefined || tag.length < 20 || tag.toString('latin1', 0, 4) !== 'XYZ ' ? undefined : [fixed(tag, 8), fixed(tag, 12), fixed(tag, 16)];
}

/** §10.5 curveType and §10.15 parametricCurveType. */
function curveOf(tag: Buffer | undefined): ToLinear | undefined {
  switch (tag?.toString('latin1', 0, 4)) {
    case 'curv': return sampledCurve(tag);
    case 'para': return parametricCurve(tag);
    default: return undefined;
  }
}

function sampledCurve(tag: Buffer): ToLinear {
  const count = tag.readUInt32BE(8);
  if (count === 0) return (signal) => signal;
  if (count === 1) {
    const gamma = tag.readUInt16BE(12) / 256;
    return (signal) => signal ** gamma;
  }
  if (12 + 2 * count > tag.length) throw new RangeError('The curve is cut off.');
  const at = (index: number): number => tag.readUInt16BE(12 + 2 * index) / 65_535;
  return (signal) => {
    const place = Math.min(1, Math.max(0, signal)) * (count - 1);
    const low = Math.min(count - 2, Math.floor(place));
    return at(low) + (at(low + 1) - at(low)) * (place - low);
  };
}

/** Parameters of each function type of §10.15, table 65. */
const PARAMETERS = [1, 3, 4, 5, 7] as const;

function parametricCurve(tag: Buffer): ToLinear | undefined {
  const type = tag.readUInt16BE(8);
  const count = PARAMETERS[type];
  if (count === undefined) return undefined;
  const [g = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = Array.from({ length: count }, (_, index) => fixed(tag, 12 + 4 * index));
  const power = (signal: number): number => Math.max(0, a * signal + b) ** g;
  switch (type) {
    case 0: return (signal) => signal ** g;
    case 1: return (signal) => (signal >= -b / a ? power(signal) : 0);
    case 2: return (signal) => (signal >= -b / a ? power(signal) + c : c);
    case 3: return (signal) => (signal >= d ? power(signal) : c * signal);
    default: return (signal) => (signal >= d ? power(signal) + e : c * signal + f);
  }
}

/** §10.13 multiLocalizedUnicodeType, or textDescriptionType of version 2. */
function description(tag: Buffer | undefined): string {
  if (tag === undefined || tag.length < 12) return '';
  if (tag.toString('latin1', 0, 4) === 'desc') return tag.toString('latin1', 12, 12 + tag.readUInt32BE(8)).replace(/\0.*$/s, '');
  if (tag.toString('latin1', 0, 4) !== 'mluc' || tag.readUInt32BE(8) === 0) return '';
  const [length, offset] = [tag.readUInt32BE(20), tag.readUInt32BE(24)];
  return Buffer.from(tag.subarray(offset, offset + length - (length % 2))).swap16().toString('utf16le').replace(/\0.*$/s, '');
}
