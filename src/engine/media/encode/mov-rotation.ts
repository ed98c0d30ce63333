import { open, type FileHandle } from 'node:fs/promises';
import type { PictureFormat } from '../../../shared/model/clip.ts';

interface Box {
  readonly type: string;
  readonly start: number;
  /** Where the content begins, after the box's head. */
  readonly content: number;
  readonly end: number;
}

/** Display matrices of ISO/IEC 14496-12 §8.3.2 for clockwise turns: a, b, c, d in 16.16 fixed point. */
const TURNS = { 0: [1, 0, 0, 1], 90: [0, 1, -1, 0], 180: [-1, 0, 0, -1], 270: [0, -1, 1, 0] } as const;

/** Whether this ffmpeg has no way to say the rotation while it writes, so that it is written into the finished file. */
export function needsWrittenRotation(rotation: PictureFormat['rotation'], { codec, ffmpegMajor }: { readonly codec: { readonly keepsRotation: boolean }; readonly ffmpegMajor: number }): boolean {
  return rotation !== 0 && ffmpegMajor < 6 && codec.keepsRotation;
}

/**
 * Tells a player to turn the picture of a finished MOV or MP4, by the display matrix of its video track. ffmpeg before 6 has no way
 * to say it while encoding. @returns whether a video track was found.
 */
export async function writeMovRotation(path: string, rotation: PictureFormat['rotation']): Promise<boolean> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    const movie = (await boxes(file, 0, size)).find((box) => box.type === 'moov');
    if (movie === undefined) return false;
    for (const track of (await boxes(file, movie.content, movie.end)).filter((box) => box.type === 'trak')) {
      const parts = await boxes(file, track.content, track.end);
      const header = parts.find((box) => box.type === 'tkhd');
      const media = parts.find((box) => box.type === 'mdia');
      if (header === undefined || media === undefined || !(await isVideo(file, media))) continue;
      await writeMatrix(file, header, rotation);
      return true;
    }
    return false;
  } finally {
    await file.close();
  }
}

async function boxes(file: FileHandle, from: number, to: number): Promise<readonly Box[]> {
  const found: Box[] = [];
  const head = Buffer.alloc(16);
  for (let start = from; start + 8 <= to;) {
    await file.read(head, 0, 16, start);
    const short = head.readUInt32BE(0);
    const size = short === 1 ? Number(head.readBigUInt64BE(8)) : short === 0 ? to - start : short;
    if (size < 8) break;
    found.push({ type: head.toString('latin1', 4, 8), start, content: start + (short === 1 ? 16 : 8), end: start + size });
    start += size;
  }
  return found;
}

async function isVideo(file: FileHandle, media: Box): Promise<boolean> {
  const handler = (await boxes(file, media.content, media.end)).find((box) => box.type === 'hdlr');
  if (handler === undefined) return false;
  const kind = Buffer.alloc(4);
  await file.read(kind, 0, 4, handler.content + 8);
  return kind.toString('latin1') === 'vide';
}

async function writeMatrix(file: FileHandle, header: Box, rotation: PictureFormat['rotation']): Promise<void> {
  const head = Buffer.alloc(1);
  await file.read(head, 0, 1, header.content);
  // Version 1 has 64-bit times; the matrix follows times, ids, layer, group and volume.
  const at = header.content + (head[0] === 1 ? 52 : 40);
  const [a, b, c, d] = TURNS[rotation];
  const matrix = Buffer.alloc(36);
  [a * 65_536, b * 65_536, 0, c * 65_536, d * 65_536, 0, 0, 0, 0x40000000].forEach((value, index) => matrix.writeInt32BE(value, index * 4));
  await file.write(matrix, 0, 36, at);
}
