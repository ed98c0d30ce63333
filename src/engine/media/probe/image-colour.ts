import { open } from 'node:fs/promises';
import { readExrHeader } from './exr-header.ts';

/** What an image file says of its colour that ffprobe does not. Names are ffmpeg's. */
export interface ImageColour {
  readonly primaries?: string;
  readonly transfer?: string;
  /** What it says and is not applied. */
  readonly remark?: string;
}

const HEAD_BYTES = 1 << 16;

/** Colour chunks of a PNG, chromaticities of an OpenEXR file; nothing of others. @throws the system's error when the file cannot be read */
export async function readImageColour(path: string): Promise<ImageColour> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.subarray(0, bytesRead);
    if (head.toString('latin1', 1, 4) === 'PNG') return pngColour(head);
    return head.readUInt32LE(0) === EXR_MAGIC ? exrColour(readExrHeader(head)?.chromaticities) : {};
  } catch (error) {
    if (error instanceof RangeError) return {}; // shorter than any image: decoding says so
    throw error;
  } finally {
    await file.close();
  }
}

const EXR_MAGIC = 0x01312f76;

/** H.273 tables 2 and 3, those that the program reads. */
const PRIMARIES: Readonly<Record<number, string>> = { 1: 'bt709', 5: 'bt470bg', 6: 'smpte170m', 9: 'bt2020', 11: 'smpte431', 12: 'smpte432' };
const TRANSFERS: Readonly<Record<number, string>> = { 1: 'bt709', 4: 'bt470m', 5: 'bt470bg', 6: 'smpte170m', 8: 'linear', 13: 'iec61966-2-1', 14: 'bt2020-10', 15: 'bt2020-12', 16: 'smpte2084', 18: 'arib-std-b67' };
const SRGB: ImageColour = { primaries: 'bt709', transfer: 'iec61966-2-1' };

/** Gammas that are shown as they are, like sRGB: what writers put there for pictures for viewing. */
const VIEWING_GAMMA = [1.7, 2.7] as const;

/** PNG 3rd edition §4.3: cICP goes before iCCP, iCCP before sRGB, sRGB before gAMA. Pure. */
export function pngColour(head: Buffer): ImageColour {
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at + 12 <= head.length; at += 12 + head.readUInt32BE(at)) {
    const type = head.toString('latin1', at + 4, at + 8);
    if (type === 'IDAT') break;
    chunks.set(type, head.subarray(at + 8, at + 8 + head.readUInt32BE(at)));
  }
  const [cicp, icc, gamma] = [chunks.get('cICP'), chunks.get('iCCP'), chunks.get('gAMA')];
  if (cicp !== undefined && cicp.length >= 2) return cicpColour(cicp[0]!, cicp[1]!);
  if (icc !== undefined) return profileColour(icc.toString('latin1', 0, Math.max(0, icc.indexOf(0))));
  if (chunks.has('sRGB')) return SRGB;
  return gamma === undefined || gamma.length < 4 ? {} : gammaColour(gamma.readUInt32BE(0) / 100_000);
}

function cicpColour(primaries: number, transfer: number): ImageColour {
  const known = { ...(PRIMARIES[primaries] === undefined ? {} : { primaries: PRIMARIES[primaries] }), ...(TRANSFERS[transfer] === undefined ? {} : { transfer: TRANSFERS[transfer] }) };
  if (known.primaries !== undefined && known.transfer !== undefined) return known;
  return { ...known, remark: `The images say primaries ${primaries} and transfer ${transfer} (H.273), of which ${known.primaries === undefined && known.transfer === undefined ? 'neither is' : 'one is not'} known: the clip's coding can be set.` };
}

/** A profile's curves are not read; by name two are those of the program. */
function profileColour(name: string): ImageColour {
  if (/s-?RGB|IEC ?61966/i.test(name)) return SRGB;
  if (/display ?p3/i.test(name)) return { primaries: 'smpte432', transfer: 'iec61966-2-1' };
  return { remark: `The images carry the colour profile “${name || 'without a name'}”, which is not applied: they are read as sRGB. The clip's coding can be set.` };
}

function gammaColour(value: number): ImageColour {
  const gamma = value === 0 ? 0 : 1 / value;
  if (gamma >= VIEWING_GAMMA[0] && gamma <= VIEWING_GAMMA[1]) return {};
  if (Math.abs(gamma - 1) < 0.01) return { transfer: 'linear' };
  return { remark: `The images say a gamma of ${gamma.toFixed(2)}, which is not applied: they are read as sRGB. The clip's coding can be set.` };
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
