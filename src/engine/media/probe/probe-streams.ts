import { clipPath } from '../../../shared/model/clip.ts';
import type { Rate } from '../../../shared/model/frame.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { type ClipTracks, tracksOf } from '../../../shared/model/clip-tracks.ts';
import { parseJsonInput } from '../../../shared/errors/parse.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { rememberFileFacts } from './file-facts.ts';
import { choosePicture } from './cover-picture.ts';
import { Probed } from './probed.ts';
import { clipTracks } from './probe-tracks.ts';
import { inputArguments, partsName, type SourceOfFrames } from './media-source.ts';
import { assertMediaSource } from './media-path.ts';
import { runFfprobe } from '../ffmpeg/spawn-tool.ts';

/** The picture stream of a source, as ffprobe reports it. */
export interface VideoStream {
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  readonly pixelFormat: string;
  readonly sampleAspect: Rate;
  /** Clockwise rotation for viewing, in degrees as stored; 0 by default. */
  readonly rotation: number;
  readonly range: string | undefined;
  readonly matrix: string | undefined;
  readonly primaries: string | undefined;
  readonly transfer: string | undefined;
  readonly fieldOrder: string | undefined;
  /** Frame rates stated by the container, most reliable first. */
  readonly claimedRates: readonly Rate[];
  readonly timeBase: Rate;
  /** A transport or program stream. */
  readonly isStreamed: boolean;
  /** The container stores no times (AVI): a packet's is its place among those that were read. */
  readonly isCounted: boolean;
  /** Seconds, as the container claims. */
  readonly claimedDuration: number | undefined;
  readonly claimedFrames: number | undefined;
  /** Index in the file where it is not the first stream with pictures; see `Clip.videoStream`. */
  readonly streamIndex: number | undefined;
}

interface AudioTrack {
  readonly codec: string;
  readonly sampleRate: number;
  readonly channels: number;
  readonly language?: string | undefined;
  readonly title?: string | undefined;
  readonly isDefault: boolean;
  readonly isForced: boolean;
}

export interface ProbedStreams {
  readonly video: VideoStream;
  readonly audio: readonly AudioTrack[];
  /** All streams besides the picture, including sound. */
  readonly tracks: ClipTracks;
  readonly timecode: string | undefined;
  readonly reelName: string | undefined;
  readonly formatName: string;
}

const probedFiles = rememberFileFacts<Probed>();

/** @throws AppError `media.notVideo`, `media.noVideoStream`, `file.*`; AbortError. */
export async function probeStreams(source: SourceOfFrames, tools: FfmpegTools, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<ProbedStreams> {
  const path = clipPath(source);
  await assertMediaSource(source.source);
  const probe = async (): Promise<Probed> => {
    const answer = await runFfprobe(tools, ['-v', 'error', '-show_streams', '-show_chapters', '-show_format', '-of', 'json', ...inputArguments(source)], { signal: options.signal, context: { action: 'read', path } });
    return parseJsonInput(Probed, answer.toString('utf8'), 'The answer of ffprobe');
  };
  const probed = source.source.kind === 'file' ? await probedFiles(path, `${tools.ffprobePath} ${partsName(source)}`, probe) : await probe();
  const formatName = probed.format?.format_name ?? '';
  // ffmpeg draws plain text as a picture.
  if (formatName === 'tty') throw new AppError('media.notVideo', `"${path}" is a text file, not a movie.`);
  const streams = probed.streams ?? [];
  const pictures = streams.filter((stream) => stream.codec_type === 'video').map((stream) => ({
    stream, index: stream.index, codec: stream.codec_name, isAttached: stream.disposition?.['attached_pic'] === 1,
    claimedDuration: claimedSeconds(stream.duration, stream.tags), claimedFrames: claimedFrames(stream.nb_frames),
  }));
  const chosen = source.videoStream === undefined ? choosePicture(pictures) : pictures.find(({ index }) => index === source.videoStream);
  if (chosen === undefined) {
    const isCover = pictures.length > 0 && source.videoStream === undefined;
    throw new AppError('media.noVideoStream', isCover ? `"${path}" contains only a cover picture besides its sound, no video.` : `"${path}" has no video stream.`);
  }
  const video = chosen.stream;
  if (video.codec_name === undefined || video.width === undefined || video.height === undefined || video.width === 0 || video.height === 0 || video.pix_fmt === undefined) {
    throw new AppError('media.notVideo', `The picture of "${path}" cannot be decoded by this ffmpeg.`, { details: JSON.stringify(video) });
  }
  const tracks = clipTracks(streams, video.index, { chapters: probed.chapters ?? [], tags: probed.format?.tags ?? {} });
  const allTags = [video.tags, ...streams.map((stream) => stream.tags), probed.format?.tags];
  return {
    video: {
      codec: video.codec_name, width: video.width, height: video.height, pixelFormat: video.pix_fmt,
      sampleAspect: parseRatio(video.sample_aspect_ratio, ':') ?? { num: 1, den: 1 },
      rotation: clockwiseTurn(video.side_data_list, video.tags),
      range: told(video.color_range), matrix: told(video.color_space), primaries: told(video.color_primaries), transfer: told(video.color_transfer),
      fieldOrder: told(video.field_order),
      claimedRates: [parseRatio(video.r_frame_rate, '/'), parseRatio(video.avg_frame_rate, '/')].filter((rate) => rate !== undefined),
      timeBase: parseRatio(video.time_base, '/') ?? { num: 1, den: 90_000 },
      isStreamed: formatName === 'mpegts' || formatName === 'mpeg',
      isCounted: formatName === 'avi',
      claimedDuration: chosen.claimedDuration,
      claimedFrames: chosen.claimedFrames,
      streamIndex: chosen === pictures.find(({ isAttached }) => !isAttached) ? undefined : chosen.index,
    },
    audio: tracksOf(tracks, 'sound').map(({ codec, sampleRate, channels, language, title, isDefault, isForced }) => ({ codec, sampleRate: sampleRate ?? 48_000, channels: channels ?? 2, language, title, isDefault, isForced })),
    tracks,
    timecode: allTags.map((tags) => tagOf(tags, 'timecode')).find((text) => text !== undefined && /^\d\d:\d\d:\d\d[:;.]\d{2,3}$/.test(text)),
    reelName: allTags.map((tags) => tagOf(tags, 'reel_name')).find((text) => text !== undefined && text.trim() !== ''),
    formatName,
  };
}

function told(value: string | undefined): string | undefined {
  return value === undefined || value === 'unknown' || value === 'unspecified' || value === 'reserved' ? undefined : value;
}

/** Matroska writes its tags in capitals, others in small letters. */
function tagOf(tags: Readonly<Record<string, string>> | undefined, name: string): string | undefined {
  return Object.entries(tags ?? {}).find(([key]) => key.toLowerCase() === name)?.[1].trim();
}

function claimedFrames(text: string | undefined): number | undefined {
  return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text);
}

/** `24000/1001`, `16:11`; `undefined` for 0/0 and the like. */
function parseRatio(text: string | undefined, separator: '/' | ':'): Rate | undefined {
  const [num, den] = (text ?? '').split(separator).map(Number);
  return num === undefined || den === undefined || !Number.isSafeInteger(num) || !Number.isSafeInteger(den) || num <= 0 || den <= 0 ? undefined : { num, den };
}

/** ffprobe gives the turn of the display matrix counter-clockwise; the old tag gave it clockwise. */
function clockwiseTurn(sideData: readonly { readonly rotation?: number | undefined }[] | undefined, tags: Readonly<Record<string, string>> | undefined): number {
  const counter = sideData?.find((each) => each.rotation !== undefined)?.rotation;
  const clockwise = counter === undefined ? Number(tags?.['rotate'] ?? 0) : -counter;
  return Number.isFinite(clockwise) ? ((clockwise % 360) + 360) % 360 : 0;
}

/** Matroska keeps a stream's duration in a tag, `00:01:02.500000000`. */
function claimedSeconds(duration: string | undefined, tags: Readonly<Record<string, string>> | undefined): number | undefined {
  const plain = Number(duration);
  if (duration !== undefined && Number.isFinite(plain) && plain > 0) return plain;
  const tag = Object.entries(tags ?? {}).find(([name]) => name === 'DURATION' || name.startsWith('DURATION-'))?.[1];
  const match = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(tag ?? '');
  return match === null ? undefined : Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]);
}
