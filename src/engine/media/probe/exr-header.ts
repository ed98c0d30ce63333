import { open } from 'node:fs/promises';
import type { Rate } from '../../../shared/model/frame.ts';
import { rateOfNumber, reduceRate } from '../../../shared/model/known-rate.ts';
import type { Size } from '../../../shared/model/working-size.ts';

/** The parts of an OpenEXR header that are used. */
export interface ExrHeader {
  readonly size: Size;
  /** Offset of each block of lines in the file, as far as the table was read; empty for tiles and several parts. */
  readonly offsets: readonly number[];
  /** x and y of red, green, blue and white, if stated. */
  readonly chromaticities: readonly number[] | undefined;
  /** `framesPerSecond`, if stated. */
  readonly rate: Rate | undefined;
}

/** Lines of a block, by the number of the compression: none, RLE, ZIPS, ZIP, PIZ, PXR24, B44, B44A, DWAA, DWAB. */
const BLOCK_LINES = [1, 1, 1, 16, 32, 16, 32, 32, 32, 256] as const;
/** Flags of the version field: tiles, deep data, several parts. Their tables are laid out in other ways. */
const OTHER_LAYOUTS = 0x200 | 0x800 | 0x1000;

/** A header is a few hundred bytes; programs add metadata of their own. */
const HEAD_BYTES = 1 << 20;
const MAGIC = 0x01312f76;
const MOST_RATE = 1000;

/** The rate in the header of an OpenEXR file; `undefined` where it states none, and for other files. @throws the system's error when the file cannot be read */
export async function readExrRate(path: string): Promise<Rate | undefined> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return bytesRead >= 4 && buffer.readUInt32LE(0) === MAGIC ? readExrHeader(buffer.subarray(0, bytesRead))?.rate : undefined;
  } finally {
    await file.close();
  }
}

/** Reads an OpenEXR header (openexr.com, *File Layout*); of several parts that of the first. `undefined` where it is not whole in what was read. Pure. */
export function readExrHeader(head: Buffer): ExrHeader | undefined {
  if (head.length < 9) return undefined;
  const isPlain = (head.readUInt32LE(4) & OTHER_LAYOUTS) === 0;
  let at = 8;
  let lines: number | undefined;
  let size: Size | undefined;
  let chromaticities: readonly number[] | undefined;
  let rate: Rate | undefined;
  while (at < head.length && head[at] !== 0) {
    const name = textAt(head, at);
    const type = name === undefined ? undefined : textAt(head, at + name.length + 1);
    if (name === undefined || type === undefined) return undefined;
    const value = at + name.length + type.length + 6;
    if (value > head.length) return undefined;
    const bytes = head.readInt32LE(value - 4);
    if (bytes < 0 || value + bytes > head.length) return undefined;
    if (name === 'compression') lines = BLOCK_LINES[head[value]!];
    if (name === 'dataWindow' && bytes >= 16) size = { width: head.readInt32LE(value + 8) - head.readInt32LE(value) + 1, height: head.readInt32LE(value + 12) - head.readInt32LE(value + 4) + 1 };
    if (name === 'chromaticities' && bytes === 32) chromaticities = Array.from({ length: 8 }, (_, index) => head.readFloatLE(value + 4 * index));
    if (name === 'framesPerSecond' && bytes === 8) rate = rateOf(head.readInt32LE(value), head.readUInt32LE(value + 4));
    at = value + bytes;
  }
  if (lines === undefined || size === undefined) return undefined;
  const table = at + 1;
  const count = !isPlain ? 0 : Math.min(Math.ceil(size.height / lines), Math.floor((head.length - table) / 8));
  return { size, chromaticities, rate, offsets: Array.from({ length: Math.max(0, count) }, (_, index) => Number(head.readBigUInt64LE(table + index * 8))) };
}

/** 23.976 is 24000/1001, whatever its numerator. */
function rateOf(num: number, den: number): Rate | undefined {
  if (num <= 0 || den === 0 || num < den || num > MOST_RATE * den) return undefined;
  const usual = rateOfNumber(num / den);
  return usual?.den === 1001 ? usual : reduceRate({ num, den });
}

function textAt(head: Buffer, at: number): string | undefined {
  const end = head.indexOf(0, at);
  return end === -1 ? undefined : head.toString('latin1', at, end);
}
