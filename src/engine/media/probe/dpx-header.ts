import { open } from 'node:fs/promises';
import type { Rate } from '../../../shared/model/frame.ts';
import { reduceRate } from '../../../shared/model/known-rate.ts';

/** Rate, timecode and coding in the header of a DPX file. */
interface DpxFacts {
  readonly rate: Rate | undefined;
  /** `HH:MM:SS:FF` of this image. */
  readonly timecode: string | undefined;
  /** By ffmpeg's names, and `cineon` for printing density; `undefined` where the header does not state it. */
  readonly transfer: string | undefined;
  readonly primaries: string | undefined;
}

const HEADER_BYTES = 2048;
/** Where the image begins; before the end of the headers, it has none of film and television. */
const IMAGE_OFFSET = 4;
/** Offsets of SMPTE 268M: frame rate of the film and of the television header, SMPTE timecode in binary-coded decimals. */
const FILM_RATE = 1724;
const TIMECODE = 1920;
const TELEVISION_RATE = 1940;
const UNDEFINED = 0xffffffff;
const CREATOR = { at: 160, bytes: 100 } as const;
const TRANSFER = 801;
const COLORIMETRY = 802;
/** SMPTE 268M table 5: printing density, linear, logarithmic, then video by its standards. */
const TRANSFERS: Readonly<Record<number, string>> = { 1: 'cineon', 2: 'linear', 3: 'cineon', 5: 'bt709', 6: 'bt709', 7: 'smpte170m', 8: 'smpte170m' };
const PRIMARIES: Readonly<Record<number, string>> = { 5: 'bt709', 6: 'bt709', 7: 'bt470bg', 8: 'smpte170m' };

/** Reads the header of a DPX file (SMPTE 268M); everything is optional there. `undefined` when it is no DPX file. */
export async function readDpxFacts(path: string): Promise<DpxFacts | undefined> {
  const file = await open(path, 'r');
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    const { bytesRead } = await file.read(header, 0, HEADER_BYTES, 0);
    const magic = header.toString('latin1', 0, 4);
    if (bytesRead < HEADER_BYTES || (magic !== 'SDPX' && magic !== 'XPDS')) return undefined;
    const isBigEndian = magic === 'SDPX';
    const float = (at: number): number => (isBigEndian ? header.readFloatBE(at) : header.readFloatLE(at));
    const imageAt = isBigEndian ? header.readUInt32BE(IMAGE_OFFSET) : header.readUInt32LE(IMAGE_OFFSET);
    const isWhole = imageAt >= HEADER_BYTES;
    const code = isBigEndian ? header.readUInt32BE(TIMECODE) : header.readUInt32LE(TIMECODE);
    // ffmpeg always writes "linear".
    const isSaid = !header.toString('latin1', CREATOR.at, CREATOR.at + CREATOR.bytes).startsWith('Lavc');
    return {
      rate: isWhole ? rateOf(float(TELEVISION_RATE)) ?? rateOf(float(FILM_RATE)) : undefined, timecode: isWhole ? timecodeOf(code) : undefined,
      transfer: isSaid || header[TRANSFER] !== 2 ? TRANSFERS[header[TRANSFER]!] : undefined, primaries: PRIMARIES[header[COLORIMETRY]!],
    };
  } finally {
    await file.close();
  }
}

/** A float close to a rate over 1001 means that rate. */
function rateOf(value: number): Rate | undefined {
  if (!Number.isFinite(value) || value < 1 || value > 1000) return undefined;
  const whole = Math.round(value);
  if (Math.abs(value - whole) < 0.0005) return { num: whole, den: 1 };
  const nominal = Math.ceil(value);
  if (Math.abs(value - (nominal * 1000) / 1001) < 0.01) return { num: nominal * 1000, den: 1001 };
  return reduceRate({ num: Math.round(value * 1000), den: 1000 });
}

function timecodeOf(code: number): string | undefined {
  if (code === UNDEFINED) return undefined;
  const pairs = [24, 16, 8, 0].map((shift) => ((code >>> shift) & 0xff).toString(16).padStart(2, '0'));
  const numbers = pairs.map(Number);
  if (numbers.some((number) => !Number.isInteger(number)) || numbers[0]! > 23 || numbers[1]! > 59 || numbers[2]! > 59) return undefined;
  // Many writers leave zeros when there is no timecode.
  return code === 0 ? undefined : pairs.join(':');
}
