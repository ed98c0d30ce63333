import { open } from 'node:fs/promises';
import { colourModel, type ColourModel, colourCoding, isUnusual, plainCoding } from '../../../shared/colour/coding.ts';
import { type ImageRgb, rgbOfModel } from '../../../shared/colour/image-rgb.ts';
import { matrixOfChromaticities } from '../../../shared/colour/primaries.ts';
import { embeddedProfile, pngChunks } from './embedded-profile.ts';
import { readExrHeader } from './exr-header.ts';
import { type IccProfile, readIccProfile } from './icc-profile.ts';

/** Colour properties of an image file that ffprobe does not report. Names are ffmpeg's. */
export interface ImageColour {
  readonly primaries?: string;
  readonly transfer?: string;
  /** What it says and has no tag: it is not applied to a clip. */
  readonly remark?: string;
  /** What its R′G′B′ stand for, where the tags above do not say it. */
  readonly rgb?: ImageRgb;
}

const HEAD_BYTES = 1 << 20;

/** Colour chunks of a PNG, profiles of PNG, JPEG and TIFF, chromaticities of an OpenEXR file; nothing of others. @throws the system's error when the file cannot be read */
export async function readImageColour(path: string): Promise<ImageColour> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.subarray(0, bytesRead);
    if (head.readUInt32LE(0) === EXR_MAGIC) return exrColour(readExrHeader(head)?.chromaticities);
    const bytes = await embeddedProfile(file, head);
    const profile = bytes === undefined ? undefined : readIccProfile(bytes);
    if (head.toString('latin1', 1, 4) === 'PNG') return pngColour(head, profile);
    return profile === undefined ? {} : profileColour(profile);
  } catch (error) {
    if (error instanceof RangeError) return {}; // shorter than any image: decoding reports it
    throw error;
  } finally {
    await file.close();
  }
}

/**
 * What the R′G′B′ of a still stand for; `undefined` where they are shown as they are, like sRGB.
 * @throws the system's error when the file cannot be read
 */
export async function readImageRgb(path: string): Promise<ImageRgb | undefined> {
  const { rgb, primaries, transfer } = await readImageColour(path);
  if (rgb !== undefined) return rgb;
  const coding = colourCoding({ matrix: 'bt709', primaries, transfer });
  return isUnusual(coding) ? rgbOfModel(colourModel(coding)) : undefined;
}

const EXR_MAGIC = 0x01312f76;

/** H.273 tables 2 and 3, those that the program reads. */
const PRIMARIES: Readonly<Record<number, string>> = { 1: 'bt709', 4: 'bt470m', 5: 'bt470bg', 6: 'smpte170m', 8: 'film', 9: 'bt2020', 10: 'smpte428', 11: 'smpte431', 12: 'smpte432' };
const TRANSFERS: Readonly<Record<number, string>> = { 1: 'bt709', 4: 'bt470m', 5: 'bt470bg', 6: 'smpte170m', 8: 'linear', 9: 'log100', 10: 'log316', 13: 'iec61966-2-1', 14: 'bt2020-10', 15: 'bt2020-12', 16: 'smpte2084', 18: 'arib-std-b67' };
const SRGB: ImageColour = { primaries: 'bt709', transfer: 'iec61966-2-1' };
const SRGB_MODEL = colourModel(plainCoding('bt709'));

/** Gammas that are shown as they are, like sRGB: what writers put there for pictures for viewing. */
const VIEWING_GAMMA = [1.7, 2.7] as const;

/** PNG 3rd edition §4.3: cICP goes before iCCP, iCCP before sRGB, sRGB before gAMA and cHRM. Pure. */
export function pngColour(head: Buffer, profile?: IccProfile): ImageColour {
  const chunks = pngChunks(head);
  const [cicp, icc, gamma, chromaticities] = [chunks.get('cICP'), chunks.get('iCCP'), chunks.get('gAMA'), chunks.get('cHRM')];
  if (cicp !== undefined && cicp.length >= 2) return cicpColour(cicp[0]!, cicp[1]!);
  if (profile !== undefined) return profileColour(profile);
  if (icc !== undefined) return profileColour({ name: icc.toString('latin1', 0, Math.max(0, icc.indexOf(0))) });
  if (chunks.has('sRGB')) return SRGB;
  return gammaColour(gamma === undefined || gamma.length < 4 ? undefined : gamma.readUInt32BE(0) / 100_000, chromaticitiesOf(chromaticities));
}

function cicpColour(primaries: number, transfer: number): ImageColour {
  const known = { ...(PRIMARIES[primaries] === undefined ? {} : { primaries: PRIMARIES[primaries] }), ...(TRANSFERS[transfer] === undefined ? {} : { transfer: TRANSFERS[transfer] }) };
  if (known.primaries !== undefined && known.transfer !== undefined) return known;
  return { ...known, remark: `The images say primaries ${primaries} and transfer ${transfer} (H.273), of which ${known.primaries === undefined && known.transfer === undefined ? 'neither is' : 'one is not'} known: the clip's coding can be set.` };
}

/** Light of a gray of these signals, and where colours lie, within which two codings are one. */
const SAME_LIGHT = 0.004;
const SAME_XYZ = 0.004;
const SIGNALS = [0.1, 0.25, 0.5, 0.75, 0.9] as const;
/** Tags that a profile may be one with. */
const TAGGED = ['bt709', 'smpte432', 'bt2020', 'smpte170m', 'bt470bg'].flatMap((primaries) => ['iec61966-2-1', 'bt470m', 'bt470bg', 'linear'].map((transfer) => ({ primaries, transfer })));

/** A profile as tags where it is one of theirs; else what its R′G′B′ stand for. A profile that is not read is known by its name. */
function profileColour({ name, rgb }: IccProfile): ImageColour {
  const told = `The images carry the colour profile “${name || 'without a name'}”`;
  if (rgb !== undefined) {
    const tags = TAGGED.find((each) => isSame(rgb, colourModel(colourCoding({ matrix: 'bt709', ...each }))));
    return tags ?? { rgb, remark: `${told}, for which there is no tag: as a clip they are read as sRGB. The clip's coding can be set.` };
  }
  if (/s-?RGB|IEC ?61966/i.test(name)) return SRGB;
  if (/display ?p3/i.test(name)) return { primaries: 'smpte432', transfer: 'iec61966-2-1' };
  return { remark: `${told}, which is not applied: they are read as sRGB. The clip's coding can be set.` };
}

function isSame({ toXyz, curves }: ImageRgb, { primaries, curve }: ColourModel): boolean {
  return curves.every((toLinear) => SIGNALS.every((signal) => Math.abs(toLinear(signal) - curve.toLinear(signal)) < SAME_LIGHT))
    && toXyz.every((line, index) => line.every((value, column) => Math.abs(value - primaries.toXyz[index]![column]!) < SAME_XYZ));
}

type Eight = readonly [number, number, number, number, number, number, number, number];

/** White first, then red, green, blue; in hundred-thousandths. As elsewhere here: red, green, blue, white. */
function chromaticitiesOf(chunk: Buffer | undefined): Eight | undefined {
  if (chunk === undefined || chunk.length < 32) return undefined;
  const at = (index: number): number => chunk.readUInt32BE(4 * index) / 100_000;
  return [at(2), at(3), at(4), at(5), at(6), at(7), at(0), at(1)];
}

function gammaColour(value: number | undefined, chromaticities: Eight | undefined): ImageColour {
  const gamma = value === undefined || value === 0 ? undefined : 1 / value;
  const isViewing = gamma === undefined || (gamma >= VIEWING_GAMMA[0] && gamma <= VIEWING_GAMMA[1]);
  const primaries = chromaticities === undefined ? undefined : exrColour(chromaticities).primaries;
  const isPlain = chromaticities === undefined || primaries === 'bt709';
  if (isPlain && isViewing) return {};
  const isLinear = gamma !== undefined && Math.abs(gamma - 1) < 0.01;
  if ((isPlain || primaries !== undefined) && (isViewing || isLinear)) return { ...(primaries === undefined ? {} : { primaries }), ...(isLinear ? { transfer: 'linear' } : { transfer: 'iec61966-2-1' }) };
  const toLinear = isViewing ? SRGB_MODEL.curve.toLinear : (signal: number): number => signal ** gamma;
  const toXyz = chromaticities === undefined ? SRGB_MODEL.primaries.toXyz : matrixOf(chromaticities);
  const label = `${isViewing ? '' : `gamma ${gamma.toFixed(2)}`}${isPlain ? '' : ' primaries of its own'}`.trim();
  return { rgb: { label, toXyz, curves: [toLinear, toLinear, toLinear] }, remark: `The images say ${isPlain ? `a gamma of ${gamma!.toFixed(2)}` : 'primaries that are not known'}, for which there is no tag: as a clip they are read as sRGB. The clip's coding can be set.` };
}

function matrixOf([rx, ry, gx, gy, bx, by, wx, wy]: Eight): ImageRgb['toXyz'] {
  return matrixOfChromaticities({ red: [rx, ry], green: [gx, gy], blue: [bx, by], white: [wx, wy] });
}

/** x and y of red, green, blue, white. */
const KNOWN: Readonly<Record<string, readonly number[]>> = {
  bt709: [0.64, 0.33, 0.3, 0.6, 0.15, 0.06, 0.3127, 0.329], bt2020: [0.708, 0.292, 0.17, 0.797, 0.131, 0.046, 0.3127, 0.329],
  smpte432: [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.3127, 0.329], smpte431: [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.314, 0.351],
};
const OTHERS: Readonly<Record<string, readonly number[]>> = {
  'ACES (AP0)': [0.7347, 0.2653, 0, 1, 0.0001, -0.077, 0.32168, 0.33767], 'ACEScg (AP1)': [0.713, 0.293, 0.165, 0.83, 0.128, 0.044, 0.32168, 0.33767],
};
const CHROMATICITY_TOLERANCE = 0.002;

/** Pure. */
export function exrColour(chromaticities: readonly number[] | undefined): ImageColour {
  if (chromaticities === undefined) return {};
  const isOf = (known: readonly number[]): boolean => known.every((value, index) => Math.abs(value - chromaticities[index]!) <= CHROMATICITY_TOLERANCE);
  const primaries = Object.entries(KNOWN).find(([, known]) => isOf(known))?.[0];
  if (primaries !== undefined) return { primaries };
  const name = Object.entries(OTHERS).find(([, known]) => isOf(known))?.[0] ?? `red ${chromaticities.slice(0, 2).map((value) => value.toFixed(3)).join(', ')}`;
  return { remark: `The images have primaries that are not known (${name}): they are read as BT.709. The clip's coding can be set.` };
}
