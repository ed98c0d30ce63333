import { readFile, writeFile } from 'node:fs/promises';
import type { Rate } from '../../../shared/model/frame.ts';

/** Fields of a DPX header besides the picture (SMPTE 268M). */
interface DpxHeader {
  /** Transfer and primaries by ffmpeg's names, and `cineon`; others are written as unspecified video. */
  readonly transfer: string | undefined;
  readonly primaries: string | undefined;
  readonly rate: Rate;
  /** `HH:MM:SS:FF`, or `;FF`. */
  readonly timecode: string | undefined;
}

const OFFSET = { image: 4, fileSize: 16, industryLength: 28, creator: 160, transfer: 801, colorimetric: 802, elementData: 808, filmRate: 1724, timecode: 1920, televisionRate: 1940 } as const;
const CREATOR_BYTES = 100;
/** Ends of the generic header, and of those for film and television after it. */
const GENERIC_END = 1664;
const HEADERS_END = 2048;
const UNDEFINED = 0xff;
const UNSPECIFIED_VIDEO = 4;
const TRANSFERS: Readonly<Record<string, number>> = { cineon: 1, linear: 2, bt709: 6, smpte170m: 8, bt470bg: 7 };
const COLORIMETRY: Readonly<Record<string, number>> = { bt709: 6, bt470bg: 7, smpte170m: 8 };

/**
 * Writes into a DPX file what ffmpeg leaves out, or states wrongly: it writes no film and television headers, and calls every picture
 * linear. @throws what the file system throws
 */
export async function writeDpxHeader(path: string, header: DpxHeader): Promise<void> {
  await writeFile(path, withDpxHeader(await readFile(path), header));
}

/** Pure. @param file a whole DPX file */
export function withDpxHeader(file: Buffer, { transfer, primaries, rate, timecode }: DpxHeader): Buffer {
  const isBigEndian = file.toString('latin1', 0, 4) === 'SDPX';
  const imageAt = isBigEndian ? file.readUInt32BE(OFFSET.image) : file.readUInt32LE(OFFSET.image);
  const grown = Math.max(0, HEADERS_END - imageAt);
  const out = Buffer.concat([file.subarray(0, Math.min(imageAt, GENERIC_END)), Buffer.alloc(grown, UNDEFINED), file.subarray(Math.min(imageAt, GENERIC_END))]);
  const word = (at: number, value: number): void => { if (isBigEndian) out.writeUInt32BE(value, at); else out.writeUInt32LE(value, at); };
  const float = (at: number, value: number): void => { if (isBigEndian) out.writeFloatBE(value, at); else out.writeFloatLE(value, at); };
  if (grown > 0) {
    for (const at of [OFFSET.image, OFFSET.elementData]) word(at, HEADERS_END);
    word(OFFSET.industryLength, HEADERS_END - GENERIC_END);
    word(OFFSET.fileSize, out.length);
  }
  out.fill(0, OFFSET.creator, OFFSET.creator + CREATOR_BYTES);
  out.write('Tintype', OFFSET.creator, 'latin1');
  out[OFFSET.transfer] = TRANSFERS[transfer ?? ''] ?? UNSPECIFIED_VIDEO;
  out[OFFSET.colorimetric] = transfer === 'cineon' ? 1 : COLORIMETRY[primaries ?? ''] ?? UNSPECIFIED_VIDEO;
  for (const at of [OFFSET.filmRate, OFFSET.televisionRate]) float(at, rate.num / rate.den);
  if (timecode !== undefined) word(OFFSET.timecode, Number.parseInt(timecode.replaceAll(/\D/g, ''), 16));
  return out;
}
