import { open, type FileHandle } from 'node:fs/promises';
import { type ExrHeader, readExrHeader } from './exr-header.ts';
import type { Size } from '../../../shared/model/working-size.ts';

/** Format, size and completeness of an image file, read from its first and last bytes without decoding it. */
export interface ImageHeader {
  /** Name of the format by its signature, independent of the file's name; `undefined` when unknown. */
  readonly format: string | undefined;
  readonly size: Size | undefined;
  readonly bytes: number;
  /** The file ends before the image does. */
  readonly isCutOff: boolean;
}

const HEAD_BYTES = 1 << 16;
const TAIL_BYTES = 1 << 10;

interface Head {
  readonly bytes: Buffer;
  readonly tail: Buffer;
  readonly fileBytes: number;
}

interface Format {
  readonly name: string;
  readonly matches: (head: Buffer) => boolean;
  readonly size?: (head: Buffer) => Size | undefined;
  readonly isCutOff?: (head: Head) => boolean;
}

const starts = (signature: string) => (head: Buffer): boolean => head.toString('latin1', 0, signature.length) === signature;
const size = (width: number, height: number): Size => ({ width, height });
const UNDEFINED = 0xffffffff;

function word(head: Buffer, at: number, isLittle: boolean): number | undefined {
  if (at + 4 > head.length) return undefined;
  return isLittle ? head.readUInt32LE(at) : head.readUInt32BE(at);
}

/** A header that states the length of its file. */
function endsBefore({ bytes, fileBytes }: Head, at: number, isLittle: boolean): boolean {
  const told = word(bytes, at, isLittle);
  return told !== undefined && told !== 0 && told !== UNDEFINED && told > fileBytes;
}

/** Signatures, sizes and ends: PNG (ISO/IEC 15948), JPEG (ITU-T T.81), TIFF 6.0, DPX (SMPTE 268M), Cineon, BMP, OpenEXR, JPEG 2000, WebP, Netpbm, SGI. */
const FORMATS: readonly Format[] = [
  {
    name: 'PNG', matches: starts('\x89PNG\r\n\x1a\n'), size: (head) => (head.length < 24 ? undefined : size(head.readUInt32BE(16), head.readUInt32BE(20))),
    isCutOff: ({ tail }) => !tail.includes('IEND'),
  },
  { name: 'JPEG', matches: starts('\xff\xd8\xff'), size: jpegSize, isCutOff: ({ tail }) => !tail.includes(Buffer.from([0xff, 0xd9])) },
  { name: 'TIFF', matches: (head) => starts('II*\0')(head) || starts('MM\0*')(head) || starts('II+\0')(head), size: tiffSize },
  { name: 'DPX', matches: (head) => starts('SDPX')(head) || starts('XPDS')(head), size: dpxSize, isCutOff: (head) => endsBefore(head, 16, starts('XPDS')(head.bytes)) },
  { name: 'Cineon', matches: (head) => starts('\x80\x2a\x5f\xd7')(head) || starts('\xd7\x5f\x2a\x80')(head), isCutOff: (head) => endsBefore(head, 20, starts('\xd7')(head.bytes)) },
  {
    name: 'BMP', matches: starts('BM'), size: (head) => (head.length < 26 ? undefined : size(head.readInt32LE(18), Math.abs(head.readInt32LE(22)))),
    isCutOff: (head) => endsBefore(head, 2, true),
  },
  { name: 'OpenEXR', matches: starts('\x76\x2f\x31\x01'), size: (head) => readExrHeader(head)?.size, isCutOff: isExrCutOff },
  { name: 'JPEG 2000', matches: (head) => starts('\0\0\0\x0cjP  ')(head) || starts('\xff\x4f\xff\x51')(head) },
  {
    name: 'WebP', matches: (head) => starts('RIFF')(head) && head.toString('latin1', 8, 12) === 'WEBP',
    isCutOff: ({ bytes, fileBytes }) => bytes.length >= 12 && bytes.readUInt32LE(4) + 8 > fileBytes,
  },
  { name: 'Netpbm', matches: (head) => /^P[1-7]\s/.test(head.toString('latin1', 0, 3)) },
  { name: 'SGI', matches: starts('\x01\xda') },
];

/** ffmpeg decodes a cut-off OpenEXR file without a word. The table of offsets says where each block of lines begins, and each block how long it is. */
function isExrCutOff({ bytes, fileBytes }: Head): boolean {
  const header: ExrHeader | undefined = readExrHeader(bytes);
  return header !== undefined && header.offsets.some((offset) => offset === 0 || offset + 8 > fileBytes);
}

/** Reads the header and the end of an image file (two short reads). Throws the system's error when the file cannot be read. */
export async function readImageHeader(path: string): Promise<ImageHeader> {
  const file = await open(path, 'r');
  try {
    const { size: fileBytes } = await file.stat();
    const bytes = await readAt(file, 0, HEAD_BYTES);
    const tail = await readAt(file, Math.max(0, fileBytes - TAIL_BYTES), TAIL_BYTES);
    const format = FORMATS.find(({ matches }) => matches(bytes));
    return { format: format?.name, size: format?.size?.(bytes), bytes: fileBytes, isCutOff: format?.isCutOff?.({ bytes, tail, fileBytes }) ?? false };
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** Size in the frame header, which stands behind segments of any length (tables, thumbnails, profiles). */
function jpegSize(head: Buffer): Size | undefined {
  for (let at = 2; at + 9 < head.length && head[at] === 0xff; at += 2 + head.readUInt16BE(at + 2)) {
    const marker = head[at + 1]!;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return size(head.readUInt16BE(at + 7), head.readUInt16BE(at + 5));
  }
  return undefined;
}

/** Tags 256 and 257 of the first directory, where it lies in what was read. */
function tiffSize(head: Buffer): Size | undefined {
  const isLittle = head[0] === 0x49;
  const short = (at: number): number => (isLittle ? head.readUInt16LE(at) : head.readUInt16BE(at));
  const directory = word(head, 4, isLittle);
  if (head[2] === 0x2b || directory === undefined || directory + 2 > head.length) return undefined;
  const found = new Map<number, number>();
  for (let entry = 0, at = directory + 2; entry < short(directory) && at + 12 <= head.length; entry++, at += 12) {
    found.set(short(at), short(at + 2) === 3 ? short(at + 8) : word(head, at + 8, isLittle)!);
  }
  const [width, height] = [found.get(256), found.get(257)];
  return width === undefined || height === undefined ? undefined : size(width, height);
}

function dpxSize(head: Buffer): Size | undefined {
  const isLittle = starts('XPDS')(head);
  const [width, height] = [word(head, 772, isLittle), word(head, 776, isLittle)];
  return width === undefined || height === undefined ? undefined : size(width, height);
}
