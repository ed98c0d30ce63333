import type { Clip } from '../../../shared/model/clip.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';

/** What must be known to name a clip to ffmpeg. */
export type SourceOfFrames = Pick<Clip, 'source' | 'rate'>;

/** The first picture stream that is no cover art. */
export const VIDEO_STREAM = 'V:0';

/**
 * Input arguments up to and with `-i`. `skip` begins a sequence so many frames later; it has no meaning for a file.
 */
export function inputArguments(clip: SourceOfFrames, options: { readonly skip?: number } = {}): readonly string[] {
  if (clip.source.kind === 'file') return ['-i', clip.source.path];
  return ['-f', 'image2', '-framerate', `${clip.rate.num}/${clip.rate.den}`, '-start_number', String(clip.source.firstNumber + (options.skip ?? 0)), '-i', clip.source.pattern];
}

/** Each decoded frame goes out exactly once, whatever its timestamp. ffmpeg 5.1 gave the option its present name. */
export function passthroughArguments(tools: Pick<FfmpegTools, 'version'>): readonly string[] {
  const match = /^n?(\d+)\.(\d+)/.exec(tools.version);
  const [major, minor] = match === null ? [Infinity, 0] : [Number(match[1]), Number(match[2])];
  return major < 5 || (major === 5 && minor < 1) ? ['-vsync', '0'] : ['-fps_mode', 'passthrough'];
}

/** Shared head of every decoding command: stored orientation, container timestamps, log lines of showinfo on stderr. */
export const DECODE_HEAD: readonly string[] = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'info', '-copyts', '-noautorotate'];
