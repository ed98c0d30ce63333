import type { Rate } from '../../../shared/model/frame.ts';
import type { FrameTimes } from './encode-plan.ts';

/**
 * Raw frames in a minimal Matroska stream (RFC 9559), so that each carries a time of its own on its way into ffmpeg through a
 * pipe. The clock counts nanoseconds, fine enough that any container's own clock is met exactly again.
 */
export interface RawMatroska {
  /** Comes before the first frame. */
  readonly header: Uint8Array;
  /** Comes before the bytes of each frame. */
  frameHead(index: number): Uint8Array;
}

interface RawMatroskaPicture {
  readonly pixelFormat: string;
  readonly width: number;
  readonly height: number;
  readonly frameBytes: number;
  readonly timestamps: FrameTimes;
}

const ID = { ebml: 0x1a45dfa3, docType: 0x4282, segment: 0x18538067, info: 0x1549a966, timestampScale: 0x2ad7b1, tracks: 0x1654ae6b, track: 0xae, trackNumber: 0xd7, trackUid: 0x73c5, trackType: 0x83, codecId: 0x86, video: 0xe0, pixelWidth: 0xb0, pixelHeight: 0xba, colourSpace: 0x2eb524, cluster: 0x1f43b675, clusterTimestamp: 0xe7, blockGroup: 0xa0, block: 0xa1, blockDuration: 0x9b } as const;

/** ffmpeg's four characters for raw formats (libavcodec/raw.c). */
function fourCharacters(pixelFormat: string): Uint8Array {
  if (pixelFormat === 'rgb24') return Uint8Array.from([0x52, 0x47, 0x42, 24]);
  if (pixelFormat === 'rgb48le') return Uint8Array.from([0x52, 0x47, 0x42, 48]);
  const match = /^yuv(420|422|444)p(?:(\d+)le)?$/.exec(pixelFormat);
  if (match === null) throw new Error(`No tag is known for raw ${pixelFormat}.`);
  if (match[2] === undefined) return Buffer.from(match[1] === '420' ? 'I420' : match[1] === '422' ? 'Y42B' : '444P', 'latin1');
  return Uint8Array.from([0x59, 0x33, match[1] === '420' ? 11 : match[1] === '422' ? 10 : 0, Number(match[2])]);
}

function idBytes(id: number): Buffer {
  const hex = id.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

/** Sizes are always written in eight bytes, the simplest of the allowed forms. */
function sizeBytes(size: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(size) | (1n << 56n));
  return bytes;
}

const UNKNOWN_SIZE = Buffer.from('01ffffffffffffff', 'hex');

function element(id: number, ...content: readonly Uint8Array[]): Buffer {
  const size = content.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([idBytes(id), sizeBytes(size), ...content]);
}

function unsigned(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return element(id, bytes);
}

/** Nanoseconds of a whole number of time base units, rounded; in integers, as products pass 2⁵³. */
function nanoseconds(units: number, timeBase: Rate): bigint {
  const den = BigInt(timeBase.den);
  return (2n * BigInt(units) * BigInt(timeBase.num) * 1_000_000_000n + den) / (2n * den);
}

export function rawMatroska(picture: RawMatroskaPicture): RawMatroska {
  const { timestamps } = picture;
  const { pts, timeBase } = timestamps;
  const start = pts[0] ?? 0;
  const header = Buffer.concat([
    element(ID.ebml, element(ID.docType, Buffer.from('matroska', 'latin1'))),
    idBytes(ID.segment), UNKNOWN_SIZE,
    element(ID.info, unsigned(ID.timestampScale, 1)),
    element(ID.tracks, element(ID.track,
      unsigned(ID.trackNumber, 1), unsigned(ID.trackUid, 1), unsigned(ID.trackType, 1), element(ID.codecId, Buffer.from('V_UNCOMPRESSED', 'latin1')),
      element(ID.video, unsigned(ID.pixelWidth, picture.width), unsigned(ID.pixelHeight, picture.height), element(ID.colourSpace, fourCharacters(picture.pixelFormat))))),
  ]);
  return {
    header,
    frameHead: (index) => {
      const time = nanoseconds(pts[index]! - start, timeBase);
      const length = index + 1 < pts.length ? pts[index + 1]! - pts[index]! : timestamps.lastDuration;
      const timestamp = unsigned(ID.clusterTimestamp, Number(time));
      const duration = unsigned(ID.blockDuration, Number(nanoseconds(length, timeBase)));
      // Track 1, time 0 after the cluster's, no flags. The duration comes first so that the frame's bytes end the cluster.
      const blockHead = Buffer.concat([idBytes(ID.block), sizeBytes(4 + picture.frameBytes), Buffer.from([0x81, 0, 0, 0])]);
      const groupSize = duration.length + blockHead.length + picture.frameBytes;
      const groupHead = Buffer.concat([idBytes(ID.blockGroup), sizeBytes(groupSize), duration, blockHead]);
      return Buffer.concat([idBytes(ID.cluster), sizeBytes(timestamp.length + groupHead.length + picture.frameBytes), timestamp, groupHead]);
    },
  };
}
