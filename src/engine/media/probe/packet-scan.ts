import { clipPath } from '../../../shared/model/clip.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { inputArguments, videoStream, type SourceOfFrames } from './media-source.ts';
import { assertMediaSource } from './media-path.ts';
import { failIfStopped, failUnlessDone, startFfprobe, throwIfAborted } from '../ffmpeg/spawn-tool.ts';

/** The packets of a video stream, read without decoding. Times in the stream's time base. */
export interface PacketScan {
  /** All packets that hold something, also those an edit list hides. */
  readonly count: number;
  /** Packets an edit list hides. */
  readonly hidden: number;
  /** Times of the packets to be shown, ascending; `undefined` when some have none, two are equal, or the clock restarts. */
  readonly shownPts: Float64Array | undefined;
  /** Times of keyframes, rising. */
  readonly seekPoints: Float64Array;
  readonly everyPacketIsKey: boolean;
  /** Of the packet shown last; 0 when the container does not give it. */
  readonly lastDuration: number;
  /** As the file's index tells, which may differ from its packets; see `readMovieIndex`. */
  readonly isFromIndex?: true;
}

interface Packet {
  readonly pts: number | undefined;
  readonly duration: number;
  readonly size: number;
  readonly key: boolean;
  readonly hidden: boolean;
}

/** One line of `ffprobe -show_entries packet=… -of compact=p=0`. */
export function parsePacketLine(line: string): Packet | undefined {
  const fields = new Map(line.split('|').map((part) => {
    const at = part.indexOf('=');
    return [part.slice(0, at), part.slice(at + 1)] as const;
  }));
  const flags = fields.get('flags');
  if (flags === undefined) return undefined;
  const pts = Number(fields.get('pts'));
  const duration = Number(fields.get('duration'));
  const size = Number(fields.get('size'));
  return { pts: Number.isFinite(pts) ? pts : undefined, duration: Number.isFinite(duration) ? duration : 0, size: Number.isFinite(size) ? size : 0, key: flags.includes('K'), hidden: flags.includes('D') };
}

/** Reads every packet of the video stream. @throws AppError when the file cannot be read; AbortError. */
export async function scanPackets(source: SourceOfFrames, tools: FfmpegTools, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<PacketScan> {
  throwIfAborted(options.signal);
  await assertMediaSource(source.source);
  const tool = startFfprobe(tools, ['-v', 'error', '-select_streams', videoStream(source), '-show_entries', 'packet=pts,duration,size,flags', '-of', 'compact=p=0', ...inputArguments(source)], { signal: options.signal });
  const collector = new PacketCollector();
  let pending = '';
  tool.stdout.setEncoding('utf8');
  tool.stdout.on('data', (text: string) => {
    const lines = (pending + text).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) collector.add(parsePacketLine(line.trim()));
  });
  const end = await tool.ended;
  throwIfAborted(options.signal);
  collector.add(parsePacketLine(pending.trim()));
  const context = { action: 'read', path: clipPath(source) } as const;
  if (collector.count === 0) failUnlessDone(end, tool, context);
  failIfStopped(end, tool, context);
  return collector.finish();
}

/** Makes a scan of packets in the order in which they are stored. */
export class PacketCollector {
  count = 0;
  private hidden = 0;
  private keys = 0;
  private timeless = false;
  private restarts = false;
  private readonly shown: number[] = [];
  private readonly keyTimes: number[] = [];
  private lastShown = -Infinity;
  private lastDuration = 0;

  add(packet: Packet | undefined): void {
    // In AVI an empty packet means "same as before" and decodes to nothing.
    if (packet === undefined || packet.size === 0) return;
    this.count++;
    if (packet.key) this.keys++;
    if (packet.key && packet.pts !== undefined) {
      // Keyframes are stored in the order in which they are shown: the clock restarts.
      if (packet.pts <= (this.keyTimes.at(-1) ?? -Infinity)) this.restarts = true;
      this.keyTimes.push(packet.pts);
    }
    if (packet.hidden) this.hidden++;
    else if (packet.pts === undefined) this.timeless = true;
    else {
      this.shown.push(packet.pts);
      if (packet.pts > this.lastShown) [this.lastShown, this.lastDuration] = [packet.pts, packet.duration];
    }
  }

  finish(): PacketScan {
    const times = Float64Array.from(this.shown).sort();
    const distinct = times.every((value, index) => index === 0 || value > times[index - 1]!);
    return {
      count: this.count,
      hidden: this.hidden,
      shownPts: this.timeless || this.restarts || !distinct || times.length === 0 ? undefined : times,
      seekPoints: Float64Array.from(this.keyTimes).sort(),
      everyPacketIsKey: this.keys === this.count,
      lastDuration: this.lastDuration,
    };
  }
}
