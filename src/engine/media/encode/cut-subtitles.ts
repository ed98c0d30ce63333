import type { Clip } from '../../../shared/model/clip.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { runFfmpeg } from '../ffmpeg/spawn-tool.ts';
import { BRIDGED_INPUT } from '../ffmpeg/bridged-input.ts';
import { inputName } from '../probe/media-source.ts';

/** Seconds of the file's clock. */
export interface Stretch {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/**
 * The text of a track of subtitles, or of the closed captions in the picture stream, in a stretch of a file, as SubRip or ASS. Frame 0 of the
 * stretch comes to 0; what begins before the stretch or ends after it is cut there.
 * @throws AppError `file.*`, `ffmpeg.failed`; AbortError
 */
export async function readSubtitles(clip: Pick<Clip, 'source' | 'unreadable'>, track: { readonly stream: number | 'captions'; readonly format: 'srt' | 'ass' }, stretch: Stretch, tools: FfmpegTools, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<string> {
  if (clip.source.kind !== 'file') throw new Error('A sequence of images has no subtitles.');
  const { path } = clip.source;
  const name = inputName(path, clip.unreadable);
  const input = track.stream === 'captions' ? ['-f', 'lavfi', '-i', captionSource(clip.unreadable === undefined ? path : name), '-map', '0:s'] : ['-i', name, '-map', `0:${track.stream}`];
  const text = await runFfmpeg(tools, ['-v', 'error', '-copyts', ...input, '-c:s', track.format, '-f', track.format, '-'], { signal: options.signal, context: { action: 'read', path } });
  return track.format === 'srt' ? cutSubRip(text.toString('utf8'), stretch) : cutAss(text.toString('utf8'), stretch);
}

/**
 * A source of ffmpeg's filters that decodes a film and puts out its captions as a track (ffmpeg-filters, *movie*; ffmpeg-devices, *lavfi*). The
 * name is escaped for the option, then for the graph; nothing but files is opened.
 */
function captionSource(name: string): string {
  const escaped = name.replace(/[\\':]/g, String.raw`\$&`).replace(/[\\'[\],;]/g, String.raw`\$&`);
  return `movie=filename=${escaped}:format_opts=protocol_whitelist=${name.startsWith(BRIDGED_INPUT) ? String.raw`file\,concat\,subfile` : 'file'}[out+subcc]`;
}

const SUBRIP_TIMES = /^(-?\d+):(\d\d):(\d\d)[,.](\d{3}) --> (-?\d+):(\d\d):(\d\d)[,.](\d{3})/;

/** Pure. The cues of a stretch, renumbered. */
function cutSubRip(text: string, stretch: Stretch): string {
  const cues = text.replaceAll('\r\n', '\n').split(/\n{2,}(?=\d+\n-?\d+:\d\d:\d\d[,.]\d{3} --> )/).flatMap((cue) => {
    const lines = cue.trim().split('\n');
    const at = lines.findIndex((line) => SUBRIP_TIMES.test(line));
    const [from, to] = at === -1 ? [] : secondsOf(SUBRIP_TIMES.exec(lines[at]!)!, 1000);
    const cut = from === undefined || to === undefined ? undefined : cutTo(from, to, stretch);
    return cut === undefined ? [] : [`${subRipTime(cut.from)} --> ${subRipTime(cut.to)}\n${lines.slice(at + 1).join('\n')}`];
  });
  return cues.map((cue, index) => `${index + 1}\n${cue}\n`).join('\n');
}

const ASS_TIMES = /^(Dialogue: *[^,]*,)(\d+):(\d\d):(\d\d)\.(\d\d),(\d+):(\d\d):(\d\d)\.(\d\d)(,.*)$/;

/** Pure. The events of a stretch; styles stay. */
function cutAss(text: string, stretch: Stretch): string {
  return text.split(/\r?\n/).flatMap((line) => {
    const match = ASS_TIMES.exec(line);
    if (match === null) return line.startsWith('Dialogue:') ? [] : [line];
    const [, head, ...rest] = match;
    const [from, to] = secondsOf(['', ...rest], 100);
    const cut = from === undefined || to === undefined ? undefined : cutTo(from, to, stretch);
    return cut === undefined ? [] : [`${head!}${assTime(cut.from)},${assTime(cut.to)}${rest.at(-1)!}`];
  }).join('\n');
}

/** Hours, minutes, seconds and a fraction, twice, from place 1 on. */
function secondsOf(match: readonly string[], fraction: number): readonly number[] {
  const at = (place: number): number => Number(match[place]) * 3600 + Number(match[place + 1]) * 60 + Number(match[place + 2]) + Number(match[place + 3]) / fraction;
  return [at(1), at(5)];
}

function cutTo(from: number, to: number, { startSeconds, endSeconds }: Stretch): { readonly from: number; readonly to: number } | undefined {
  if (to <= startSeconds || from >= endSeconds) return undefined;
  return { from: Math.max(from, startSeconds) - startSeconds, to: Math.min(to, endSeconds) - startSeconds };
}

function subRipTime(seconds: number): string {
  return clockTime(Math.round(seconds * 1000), 1000, { digits: 3, mark: ',', hours: 2 });
}

function assTime(seconds: number): string {
  return clockTime(Math.round(seconds * 100), 100, { digits: 2, mark: '.', hours: 1 });
}

function clockTime(units: number, perSecond: number, { digits, mark, hours }: { readonly digits: number; readonly mark: string; readonly hours: number }): string {
  const seconds = Math.floor(units / perSecond);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(Math.floor(seconds / 3600)).padStart(hours, '0')}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${mark}${String(units % perSecond).padStart(digits, '0')}`;
}
