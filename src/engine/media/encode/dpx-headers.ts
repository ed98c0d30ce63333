import { open } from 'node:fs/promises';
import type { Rate } from '../../../shared/model/frame.ts';

/** What a DPX header says beside the picture (SMPTE 268M). */
export interface DpxHeader {
  /** Transfer and primaries in ffmpeg's words, and `cineon`; what has no code is written as unspecified video. */
  readonly transfer: string | undefined;
  readonly primaries: string | undefined;
  readonly rate: Rate;
  /** `HH:MM:SS:FF`, or `;FF`. */
  readonly timecode: string | undefined;
}

const OFFSET = { creator: 160, transfer: 801, colorimetric: 802, filmRate: 1724, timecode: 1920, televisionRate: 1940 } as const;
const CREATOR_BYTES = 100;
const UNSPECIFIED_VIDEO = 4;
const TRANSFERS: Readonly<Record<string, number>> = { cineon: 1, linear: 2, bt709: 6, smpte170m: 8, bt470bg: 7 };
const COLORIMETRY: Readonly<Record<string, number>> = { bt709: 6, bt470bg: 7, smpte170m: 8 };

/** Writes into the header of a DPX file what ffmpeg leaves out, or states wrongly: it calls every picture linear. @throws what the file system throws */
export async function writeDpxHeader(path: string, { transfer, primaries, rate, timecode }: DpxHeader): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const magic = Buffer.alloc(4);
    await file.read(magic, 0, 4, 0);
    const isBigEndian = magic.toString('latin1') === 'SDPX';
    const put = async (at: number, bytes: Buffer): Promise<void> => void (await file.write(bytes, 0, bytes.length, at));
    const word = (write: (into: Buffer) => void): Buffer => {
      const bytes = Buffer.alloc(4);
      write(bytes);
      return bytes;
    };
    const rateBytes = word((into) => (isBigEndian ? into.writeFloatBE(rate.num / rate.den) : into.writeFloatLE(rate.num / rate.den)));
    const creator = Buffer.alloc(CREATOR_BYTES);
    creator.write('Tintype', 'latin1');
    await put(OFFSET.creator, creator);
    await put(OFFSET.transfer, Buffer.from([TRANSFERS[transfer ?? ''] ?? UNSPECIFIED_VIDEO, transfer === 'cineon' ? 1 : COLORIMETRY[primaries ?? ''] ?? UNSPECIFIED_VIDEO]));
    await put(OFFSET.filmRate, rateBytes);
    await put(OFFSET.televisionRate, rateBytes);
    if (timecode !== undefined) {
      const digits = Number.parseInt(timecode.replaceAll(/\D/g, ''), 16);
      await put(OFFSET.timecode, word((into) => (isBigEndian ? into.writeUInt32BE(digits) : into.writeUInt32LE(digits))));
    }
  } finally {
    await file.close();
  }
}
