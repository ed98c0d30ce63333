import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { runFfmpeg } from '../ffmpeg/spawn-tool.ts';
import { DECODE_HEAD, inputArguments, videoStream } from '../probe/media-source.ts';
import { findClip } from '../probe/probe-clip.ts';
import { probePicture } from '../probe/probe-picture.ts';
import { probeStreams, type VideoStream } from '../probe/probe-streams.ts';
import { isReadWhole } from '../probe/source-packets.ts';
import { JPEG_OUTPUT, proxySize, viewFilters } from './view-filters.ts';

const ANY_RATE = { num: 24, den: 1 } as const;
const TURNS = { 0: [], 90: ['transpose=clock'], 180: ['hflip', 'vflip'], 270: ['transpose=cclock'] } as const satisfies Record<0 | 90 | 180 | 270, readonly string[]>;

/** A film with fewer samples, by what its container claims, is decoded whole in a fraction of a second. */
const QUICK_SAMPLES = 1e8;

interface FirstPictureOptions {
  readonly signal?: AbortSignal | undefined;
  readonly largeBytes?: number;
  /** Default: `QUICK_SAMPLES`. */
  readonly quickSamples?: number;
}

/**
 * The first frame of a film that takes more than a moment to probe, to look at meanwhile: a gray JPEG within 1280 × 720, upright, with square samples.
 * `undefined` for films that are probed in a moment, for image sequences, and where no frame decodes.
 * @throws AppError as `findClip` and `probeStreams`, `ffmpeg.failed`; AbortError
 */
export async function readFirstPicture(path: string, tools: FfmpegTools, options: FirstPictureOptions = {}): Promise<Uint8Array | undefined> {
  const { source } = await findClip(path);
  const film = { source, rate: ANY_RATE };
  if (source.kind !== 'file') return undefined;
  const { video } = await probeStreams(film, tools, options);
  if (claimedSamples(video) < (options.quickSamples ?? QUICK_SAMPLES) && !await isReadWhole(film, options)) return undefined;
  const chosen = { ...film, ...(video.streamIndex === undefined ? {} : { videoStream: video.streamIndex }) };
  // The header's word on fields will do: a still picture is shown as it is stored.
  const { picture } = probePicture(video, []);
  const jpeg = await runFfmpeg(tools, [...DECODE_HEAD, ...inputArguments(chosen), '-map', `0:${videoStream(chosen)}`, '-frames:v', '1', '-vf', uprightFilters(picture, video).join(','), ...JPEG_OUTPUT, 'pipe:1'], { signal: options.signal, context: { action: 'read', path: source.path } });
  return jpeg.length === 0 ? undefined : jpeg;
}

/** Luma samples of all frames, as the container claims, which says only how long counting them will take; infinite where it claims nothing. */
function claimedSamples({ width, height, claimedFrames, claimedDuration, claimedRates: [rate = ANY_RATE] }: VideoStream): number {
  return width * height * (claimedFrames ?? ((claimedDuration ?? Infinity) * rate.num) / rate.den);
}

function uprightFilters(picture: ReturnType<typeof probePicture>['picture'], { sampleAspect: { num, den } }: Pick<VideoStream, 'sampleAspect'>): readonly string[] {
  const size = proxySize(picture);
  return [...viewFilters(picture, size), ...(num === den ? [] : [`scale=${Math.max(2, Math.round((size.width * num) / den))}:${size.height}`, 'setsar=1']), ...TURNS[picture.rotation]];
}
