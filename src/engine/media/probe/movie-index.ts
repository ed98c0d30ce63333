import { type FileHandle, open } from 'node:fs/promises';
import { PacketCollector, type PacketScan } from './packet-scan.ts';

/** A movie box above this size is not read into memory. */
const MOST_INDEX_BYTES = 256 << 20;

/** Ten days of 60 frames a second: a larger count is damage. */
const MOST_SAMPLES = 52_000_000;

/**
 * The packets of the video track of an MP4 or MOV file, from the sample tables of its index (ISO/IEC 14496-12, QuickTime File Format), without reading
 * the packets themselves. Times are those that ffmpeg gives: composition times less the start of the edit. `undefined` for other containers and for
 * what is not told in this simple way (fragments, several edits or pictures tracks, an edit that hides frames, a damaged index): the packets tell then.
 * @throws errors of reading the file
 */
export async function readMovieIndex(path: string): Promise<PacketScan | undefined> {
  const file = await open(path, 'r');
  try {
    const movie = await movieBox(file);
    if (movie === undefined) return undefined;
    const [track, ...others] = boxes(movie).filter(({ type }) => type === 'trak').filter((each) => handlerOf(each.body) === 'vide');
    if (track === undefined || others.length > 0 || child(movie, 'mvex') !== undefined) return undefined;
    return packetsOf(track.body, movieTimescale(movie));
  } catch (error) {
    // A table that is cut off.
    if (error instanceof RangeError) return undefined;
    throw error;
  } finally {
    await file.close();
  }
}

interface Box {
  readonly type: string;
  readonly body: Buffer;
}

/** Walks over the boxes of the file, of which only the heads are read. A file that does not begin like a movie is left after its first box. */
async function movieBox(file: FileHandle): Promise<Buffer | undefined> {
  const { size: end } = await file.stat();
  const head = Buffer.alloc(16);
  for (let at = 0; at + 8 <= end;) {
    await file.read(head, 0, 16, at);
    const type = head.toString('latin1', 4, 8);
    const short = head.readUInt32BE(0);
    const [headBytes, size] = short === 1 ? [16, Number(head.readBigUInt64BE(8))] : [8, short === 0 ? end - at : short];
    if (!TOP_LEVEL.has(type) || size < headBytes || type === 'moof') return undefined;
    if (type === 'moov') {
      if (size > MOST_INDEX_BYTES || at + size > end) return undefined;
      const body = Buffer.alloc(size - headBytes);
      await file.read(body, 0, body.length, at + headBytes);
      return body;
    }
    at += size;
  }
  return undefined;
}

const TOP_LEVEL: ReadonlySet<string> = new Set(['ftyp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot', 'uuid', 'moof', 'meta', 'udta']);

/** The boxes within a box, as far as they are whole. */
function boxes(body: Buffer): readonly Box[] {
  const found: Box[] = [];
  for (let at = 0; at + 8 <= body.length;) {
    const size = body.readUInt32BE(at);
    if (size < 8 || at + size > body.length) break;
    found.push({ type: body.toString('latin1', at + 4, at + 8), body: body.subarray(at + 8, at + size) });
    at += size;
  }
  return found;
}

function child(body: Buffer, ...path: readonly string[]): Buffer | undefined {
  return path.reduce<Buffer | undefined>((within, type) => within && boxes(within).find((box) => box.type === type)?.body, body);
}

function handlerOf(track: Buffer): string | undefined {
  return child(track, 'mdia', 'hdlr')?.toString('latin1', 8, 12);
}

/** Units per second of `mvhd` and `mdhd`, whose fields before it are longer in version 1. */
function timescaleOf(header: Buffer): number {
  return header.readUInt32BE(header[0] === 1 ? 20 : 12);
}

function movieTimescale(movie: Buffer): number {
  const header = child(movie, 'mvhd');
  return header === undefined ? 0 : timescaleOf(header);
}

/** The part of the track's time that is shown. */
interface Edit {
  readonly start: number;
  readonly end: number;
}

/** `undefined` for edits that do more than begin somewhere. */
function editOf(track: Buffer, timescale: number, movieUnits: number): Edit | undefined {
  const list = child(track, 'edts', 'elst');
  if (list === undefined) return { start: 0, end: Infinity };
  const isLong = list[0] === 1;
  if (list.readUInt32BE(4) !== 1 || movieUnits === 0) return undefined;
  const duration = isLong ? Number(list.readBigUInt64BE(8)) : list.readUInt32BE(8);
  const start = isLong ? Number(list.readBigInt64BE(16)) : list.readInt32BE(12);
  const rate = list.readInt32BE(isLong ? 24 : 16);
  if (start < 0 || rate !== 0x10000) return undefined;
  // The duration is rounded to the movie's units.
  return { start, end: duration === 0 ? Infinity : start + ((duration + 1) * timescale) / movieUnits };
}

function packetsOf(track: Buffer, movieUnits: number): PacketScan | undefined {
  const header = child(track, 'mdia', 'mdhd');
  const table = child(track, 'mdia', 'minf', 'stbl');
  const [durations, sizes] = table === undefined ? [] : [child(table, 'stts'), child(table, 'stsz')];
  if (header === undefined || table === undefined || durations === undefined || sizes === undefined) return undefined;
  const edit = editOf(track, timescaleOf(header), movieUnits);
  const count = sizes.readUInt32BE(8);
  if (edit === undefined || count === 0 || count > MOST_SAMPLES) return undefined;
  const equalSize = sizes.readUInt32BE(4);
  const steps = runs(durations, 'unsigned');
  const offsetTable = child(table, 'ctts');
  const offsets = offsetTable === undefined ? undefined : runs(offsetTable, 'signed');
  const keys = keySamples(child(table, 'stss'));

  const collector = new PacketCollector();
  let decodeTime = 0;
  for (let sample = 0; sample < count; sample++) {
    const duration = steps.next();
    const time = decodeTime + (offsets?.next() ?? 0);
    decodeTime += duration;
    if (time < edit.start || time >= edit.end) return undefined;
    collector.add({ pts: time - edit.start, duration, size: equalSize === 0 ? sizes.readUInt32BE(12 + 4 * sample) : equalSize, key: keys?.has(sample + 1) ?? true, hidden: false });
  }
  return { ...collector.finish(), isFromIndex: true };
}

/** Reads a table of runs (`stts`, `ctts`), one value a sample. @throws RangeError past its end */
function runs(table: Buffer, sign: 'signed' | 'unsigned'): { next(): number } {
  let [at, left, value] = [8, 0, 0];
  return {
    next: () => {
      while (left === 0) {
        left = table.readUInt32BE(at);
        value = sign === 'signed' ? table.readInt32BE(at + 4) : table.readUInt32BE(at + 4);
        at += 8;
      }
      left--;
      return value;
    },
  };
}

/** Numbers of the samples, from 1, at which decoding can begin; `undefined` where all are. */
function keySamples(table: Buffer | undefined): ReadonlySet<number> | undefined {
  return table === undefined ? undefined : new Set(Array.from({ length: table.readUInt32BE(4) }, (_, entry) => table.readUInt32BE(8 + 4 * entry)));
}
