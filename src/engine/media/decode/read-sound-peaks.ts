import type { Clip } from '../../../shared/model/clip.ts';
import { clipPath } from '../../../shared/model/clip.ts';
import type { SoundPeaks } from '../../../shared/model/sound-peaks.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { failUnlessDone, startFfmpeg, throwIfAborted } from '../ffmpeg/spawn-tool.ts';
import { inputArguments } from '../probe/media-source.ts';
import { readTimestamps } from '../probe/probe-clip.ts';
import { soundFilters } from './sound-filters.ts';

/** Samples a second that are looked at: a drawing shows the loudness, not what lies above 4 kHz. */
const RATE = 8000;
const CHANNELS = 2;
/** Buckets a second: a bucket is an eighth of a frame of film. */
const PER_SECOND = 200;

/** The parts of a stream of interleaved samples become peaks as they come, so that memory does not grow with the sound. */
export function createPeakCounter({ rate, channels, perSecond }: { readonly rate: number; readonly channels: number; readonly perSecond: number }): { add(samples: Int16Array): void; peaks(): SoundPeaks } {
  const perBucket = (rate / perSecond) * channels;
  let values = new Int8Array(2 * 4096);
  let [buckets, inBucket, low, high] = [0, 0, 0, 0];
  const toByte = (sample: number): number => Math.max(-127, Math.round((sample / 32768) * 127));
  function close(): void {
    if (2 * buckets === values.length) {
      const longer = new Int8Array(2 * values.length);
      longer.set(values);
      values = longer;
    }
    values[2 * buckets] = toByte(low);
    values[2 * buckets + 1] = toByte(high);
    buckets += 1;
    [inBucket, low, high] = [0, 0, 0];
  }
  return {
    add(samples) {
      for (const sample of samples) {
        if (sample < low) low = sample;
        else if (sample > high) high = sample;
        inBucket += 1;
        if (inBucket === perBucket) close();
      }
    },
    peaks() {
      if (inBucket > 0) close();
      return { perSecond, values: values.slice(0, 2 * buckets) };
    },
  };
}

/**
 * Peaks of a clip's first sound track, from its first frame on; silence where the track has none. Runs at a lower priority than other work.
 * @throws AppError `file.*`, `ffmpeg.failed`, `ffmpeg.stalled`; AbortError
 */
export async function readSoundPeaks(clip: Clip, tools: FfmpegTools, options: { readonly signal?: AbortSignal } = {}): Promise<SoundPeaks> {
  const { pts, timeBase, parts } = await readTimestamps(clip, tools, options);
  const toSeconds = (units: number): number => (units * timeBase.num) / timeBase.den;
  const filters = soundFilters({ startSeconds: toSeconds(pts[0]!), parts: parts?.map(({ shift }) => ({ shiftSeconds: toSeconds(shift) })) });
  throwIfAborted(options.signal);
  const tool = startFfmpeg(tools, [
    '-hide_banner', '-nostats', '-loglevel', 'warning', '-copyts', ...inputArguments(clip), '-map', '0:a:0', '-vn', '-sn', '-dn',
    '-af', filters, '-ac', String(CHANNELS), '-ar', String(RATE), '-f', 's16le', 'pipe:1',
  ], { signal: options.signal, background: true });
  const counter = createPeakCounter({ rate: RATE, channels: CHANNELS, perSecond: PER_SECOND });
  let rest: Buffer = Buffer.alloc(0);
  tool.stdout.on('data', (chunk: Buffer) => {
    // A chunk may end within a sample; a copy begins at an even address.
    const bytes = Buffer.concat([rest, chunk]);
    const whole = bytes.byteLength - (bytes.byteLength % 2);
    counter.add(new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + whole)));
    rest = bytes.subarray(whole);
  });
  const end = await tool.ended;
  throwIfAborted(options.signal);
  failUnlessDone(end, tool, { action: 'read', path: clipPath(clip) });
  return counter.peaks();
}
