import { extname } from 'node:path';
import type { Clip } from '../../../shared/model/clip.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { bridgedInput } from '../ffmpeg/bridged-input.ts';
import { isImagePath } from './image-sequence.ts';

/** What must be known to name a clip to ffmpeg. */
export type SourceOfFrames = Pick<Clip, 'source' | 'rate' | 'videoStream' | 'unreadable' | 'damaged'>;

/** ffmpeg's specifier of a source's picture stream: the one that was chosen, else the first that is no cover art. */
export function videoStream({ videoStream: index }: Pick<SourceOfFrames, 'videoStream'>): string {
  return index === undefined ? 'V:0' : String(index);
}

/**
 * Decoding a damaged film. What decoders of several threads make up for damage depends on which of them is ahead: of H.264, MPEG-2 or ProRes it is
 * other each time, with slices as threads, too. The smoothing of what was made up (`-ec deblock`, a default) reads what was left in memory, so it
 * depends on where decoding began.
 */
const SAME_EACH_TIME: readonly string[] = ['-threads', '1', '-ec', 'guess_mvs'];

/**
 * Input arguments up to and with `-i`. `skip` begins a sequence so many frames later; it has no meaning for a file.
 */
export function inputArguments(clip: SourceOfFrames, options: { readonly skip?: number | undefined } = {}): readonly string[] {
  return [...(clip.damaged === undefined ? [] : SAME_EACH_TIME), ...namedInput(clip, options.skip ?? 0)];
}

function namedInput(clip: SourceOfFrames, skip: number): readonly string[] {
  if (clip.source.kind === 'file') return clip.unreadable === undefined ? fileInput(clip.source.path) : ['-i', inputName(clip.source.path, clip.unreadable)];
  return ['-f', 'image2', '-pattern_type', 'sequence', '-framerate', `${clip.rate.num}/${clip.rate.den}`, '-start_number', String(clip.source.firstNumber + skip), '-i', clip.source.pattern];
}

/** ffmpeg's name of a film's file: of one that cannot be read in parts, of what can be read of it. */
export function inputName(path: string, unreadable: Clip['unreadable']): string {
  return unreadable === undefined || unreadable.length === 0 ? `file:${path}` : bridgedInput(path, unreadable);
}

/** Tells apart what is read of a file with and without its unreadable parts. */
export function partsName({ unreadable = [] }: Pick<Clip, 'unreadable'>): string {
  return unreadable.map(({ from, to }) => `${from}-${to}`).join(' ');
}

/** Names the content of a file by how it is read: of one without faults, by the content alone. */
export function readName(content: string, clip: Pick<Clip, 'unreadable' | 'damaged'>): string {
  const parts = partsName(clip);
  return `${content}${parts === '' ? '' : ` without ${parts}`}${clip.damaged === undefined ? '' : ' on one thread'}`;
}

/** Input arguments for one file, whatever its name: no scheme (`concat:…`) and no number pattern (`%03d`) is seen in it. */
export function fileInput(path: string): readonly string[] {
  const looksLikePattern = isImagePath(path) && path.includes('%') && extname(path).toLowerCase() !== '.webp';
  return looksLikePattern ? ['-f', 'image2', '-pattern_type', 'none', '-i', path] : ['-i', `file:${path}`];
}

/** Every decoded frame is written exactly once, whatever its timestamp. The option has its present name since ffmpeg 5.1. */
export function passthroughArguments(tools: Pick<FfmpegTools, 'version'>): readonly string[] {
  const match = /^n?(\d+)\.(\d+)/.exec(tools.version);
  const [major, minor] = match === null ? [Infinity, 0] : [Number(match[1]), Number(match[2])];
  return major < 5 || (major === 5 && minor < 1) ? ['-vsync', '0'] : ['-fps_mode', 'passthrough'];
}

/** Shared head of every decoding command: stored orientation, container timestamps, log lines of showinfo on stderr. */
export const DECODE_HEAD: readonly string[] = ['-hide_banner', '-nostats', '-loglevel', 'info', '-copyts', '-noautorotate'];
