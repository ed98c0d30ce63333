import { decodePass } from '../decode/decode-pass.ts';
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

/**
 * The first frame of a film that is read whole when it is probed, to look at meanwhile: a gray JPEG within 1280 × 720, upright, with square samples.
 * `undefined` for films that are probed in a moment, for image sequences, and where no frame decodes.
 * @throws AppError as `findClip` and `probeStreams`, `ffmpeg.failed`; AbortError
 */
export async function readFirstPicture(path: string, tools: FfmpegTools, options: { readonly signal?: AbortSignal | undefined; readonly largeBytes?: number } = {}): Promise<Uint8Array | undefined> {
  const { source } = await findClip(path);
  const film = { source, rate: ANY_RATE };
  if (source.kind !== 'file' || !await isReadWhole(film, options)) return undefined;
  const { video } = await probeStreams(film, tools, options);
  const chosen = { ...film, ...(video.streamIndex === undefined ? {} : { videoStream: video.streamIndex }) };
  const { shown } = await decodePass(chosen, tools, { signal: options.signal, frames: 1 });
  if (shown.length === 0) return undefined;
  return runFfmpeg(tools, [...DECODE_HEAD, ...inputArguments(chosen), '-map', `0:${videoStream(chosen)}`, '-frames:v', '1', '-vf', uprightFilters(probePicture(video, shown).picture, video).join(','), ...JPEG_OUTPUT, 'pipe:1'], { signal: options.signal, context: { action: 'read', path: source.path } });
}

function uprightFilters(picture: ReturnType<typeof probePicture>['picture'], { sampleAspect: { num, den } }: Pick<VideoStream, 'sampleAspect'>): readonly string[] {
  const size = proxySize(picture);
  return [...viewFilters(picture, size), ...(num === den ? [] : [`scale=${Math.max(2, Math.round((size.width * num) / den))}:${size.height}`, 'setsar=1']), ...TURNS[picture.rotation]];
}
