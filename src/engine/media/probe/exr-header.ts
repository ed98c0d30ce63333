import type { Size } from '../../../shared/model/working-size.ts';

/** The parts of an OpenEXR header that are used. */
export interface ExrHeader {
  readonly size: Size;
  /** Offset of each block of lines in the file, as far as the table was read. */
  readonly offsets: readonly number[];
  /** x and y of red, green, blue and white, if stated. */
  readonly chromaticities: readonly number[] | undefined;
}

/** Lines of a block, by the number of the compression: none, RLE, ZIPS, ZIP, PIZ, PXR24, B44, B44A, DWAA, DWAB. */
const BLOCK_LINES = [1, 1, 1, 16, 32, 16, 32, 32, 32, 256] as const;
/** Flags of the version field: tiles, deep data, several parts. Their tables are laid out in other ways. */
const OTHER_LAYOUTS = 0x200 | 0x800 | 0x1000;

/** Reads an OpenEXR header (openexr.com, *File Layout*). `undefined` where it is not of the plain kind, or not whole in what was read. Pure. */
export function readExrHeader(head: Buffer): ExrHeader | undefined {
  if (head.length < 9 || (head.readUInt32LE(4) & OTHER_LAYOUTS) !== 0) return undefined;
  let at = 8;
  let lines: number | undefined;
  let size: Size | undefined;
  let chromaticities: readonly number[] | undefined;
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
    at = value + bytes;
  }
  if (lines === undefined || size === undefined) return undefined;
  const table = at + 1;
  const count = Math.min(Math.ceil(size.height / lines), Math.floor((head.length - table) / 8));
  return { size, chromaticities, offsets: Array.from({ length: Math.max(0, count) }, (_, index) => Number(head.readBigUInt64LE(table + index * 8))) };
}

function textAt(head: Buffer, at: number): string | undefined {
  const end = head.indexOf(0, at);
  return end === -1 ? undefined : head.toString('latin1', at, end);
}
