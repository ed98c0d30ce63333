import { codecRecord } from '../../../shared/model/delivery-codecs.ts';
import type { DeliveryCodec } from '../../../shared/model/delivery.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { runFfmpeg } from '../ffmpeg/spawn-tool.ts';

/** The coded pictures of a file, without decoding them. */
interface PacketHashes {
  /** Of what a decoder is told before the first packet; absent where the file has none. */
  readonly header?: string;
  /** Size and hash (MurmurHash3, 128 bit) of each packet, in the order in which they are decoded. */
  readonly packets: readonly string[];
}

/** An MP4 may keep parameter sets beside its packets or in them; joining changes that. In a byte stream they are always in them. */
const BYTE_STREAMS: Readonly<Record<string, string>> = { 'H.264': 'h264_mp4toannexb', 'H.265': 'hevc_mp4toannexb' };

/** Reads all packets of a file's pictures and hashes each. @throws AppError `file.*`, `ffmpeg.*`; AbortError */
export async function packetHashes(path: string, codec: DeliveryCodec, { tools, signal }: { readonly tools: FfmpegTools; readonly signal?: AbortSignal | undefined }): Promise<PacketHashes> {
  const filter = BYTE_STREAMS[codecRecord(codec).family];
  const out = await runFfmpeg(tools, ['-v', 'error', '-i', `file:${path}`, '-map', '0:V:0', '-c', 'copy', ...(filter === undefined ? [] : ['-bsf:v', filter]), '-f', 'framehash', '-hash', 'murmur3', '-'], { signal, context: { action: 'read', path } });
  return parseFrameHashes(out.toString('utf8'));
}

/** Pure. Lines `stream, dts, pts, duration, size, hash` of ffmpeg's framehash muxer, and `#extradata stream, size, hash`. */
export function parseFrameHashes(text: string): PacketHashes {
  let header: string | undefined;
  const packets: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('#extradata')) header = line.split(',').slice(1).map((field) => field.trim()).join(':');
    else if (line !== '' && !line.startsWith('#')) packets.push(line.split(',').slice(4, 6).map((field) => field.trim()).join(':'));
  }
  return { ...(header === undefined ? {} : { header }), packets };
}
