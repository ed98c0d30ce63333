import { basename, join } from 'node:path';
import { assertNever } from '../../../shared/errors/assert-never.ts';
import type { DeliveryCodec } from '../../../shared/model/delivery.ts';
import { soundFilters } from '../decode/sound-filters.ts';
import { partialPath } from '../partial-path.ts';
import { ENCODER_NAMES, isImageCodec, type AudioSource, type EncodePlan } from './encode-plan.ts';

export interface EncodeArgumentOptions {
  /** Major version of the ffmpeg that will run; before 6 it cannot tell a rotation, see `writeMovRotation`. */
  readonly ffmpegMajor?: number;
}

/** Decoding of compressed sound begins so much earlier than the cut, so that its decoder has settled. */
const AUDIO_PREROLL_SECONDS = 10;

/**
 * The whole command line after `ffmpeg` for a plan: raw frames come in on stdin (as they are, or in the wrapper of
 * `rawMatroska` when each has a time of its own), the partial file is written.
 */
export function encodeArguments(plan: EncodePlan, options: EncodeArgumentOptions = {}): readonly string[] {
  const audio = isImageCodec(plan.codec) ? undefined : plan.audio;
  const modernRotation = (options.ffmpegMajor ?? Infinity) >= 6;
  return [
    '-hide_banner', '-nostats', '-loglevel', 'warning', '-y',
    ...(audio === undefined ? [] : ['-copyts']),
    ...videoInput(plan, modernRotation),
    ...(audio === undefined ? [] : audioInput(audio, plan.codec)),
    '-map', '0:v:0',
    ...(audio === undefined ? ['-an'] : ['-map', '1:a?']),
    '-fps_mode', 'passthrough',
    '-vf', videoFilters(plan).join(','),
    ...codecArguments(plan),
    ...colourArguments(plan),
    ...(audio === undefined ? [] : audioArguments(audio, plan.codec)),
    ...metadataArguments(plan),
    ...containerArguments(plan),
    outputPath(plan),
  ];
}

/** Where ffmpeg writes until all is well: `name.partial.mov`, or images in the folder `name.partial`. */
export function outputPath(plan: Pick<EncodePlan, 'codec' | 'outPath'>): string {
  return isImageCodec(plan.codec) ? join(partialPath(plan.outPath), `${basename(plan.outPath).replaceAll('%', '%%')}_%06d.${plan.codec === 'png' ? 'png' : 'tif'}`) : partialPath(plan.outPath);
}

function videoInput(plan: EncodePlan, modernRotation: boolean): readonly string[] {
  // ffmpeg counts rotation counter-clockwise here; without autorotation the rotation is only tagged, not applied.
  // Images stay as stored: few readers of sequences heed an orientation tag, and those that do would not agree with the rest.
  const rotation = plan.rotation !== 0 && modernRotation && !isImageCodec(plan.codec) ? ['-display_rotation:v:0', String(-plan.rotation), '-noautorotate'] : [];
  if (plan.timestamps !== undefined) return [...rotation, '-f', 'matroska', '-i', 'pipe:0'];
  return [...rotation, '-f', 'rawvideo', '-pixel_format', plan.pixelFormat, '-video_size', `${plan.width}x${plan.height}`, '-framerate', `${plan.rate.num}/${plan.rate.den}`, '-i', 'pipe:0'];
}

function videoFilters(plan: EncodePlan): readonly string[] {
  const { colour, scan } = plan;
  const fields = scan === 'interlaced-top-first' ? ':field_mode=tff' : scan === 'interlaced-bottom-first' ? ':field_mode=bff' : '';
  return [
    ...evenSize(plan),
    `setparams=range=${colour.range}:color_primaries=${colour.primaries}:color_trc=${colour.transfer}:colorspace=${colour.matrix}${fields}`,
    `setsar=${plan.sampleAspect.num}/${plan.sampleAspect.den}`,
  ];
}

/** 4:2:0 in H.264 and H.265 has even sizes only; an odd picture gets its last row or column once more. */
function evenSize(plan: EncodePlan): readonly string[] {
  if (plan.codec !== 'h264' && plan.codec !== 'h265') return [];
  const right = plan.width % 2;
  const bottom = plan.height % 2;
  return right + bottom === 0 ? [] : [`pad=${plan.width + right}:${plan.height + bottom}:0:0`, `fillborders=right=${right}:bottom=${bottom}:mode=smear`];
}

function codecArguments(plan: EncodePlan): readonly string[] {
  const encoder = ['-c:v', ENCODER_NAMES[plan.codec]];
  const interlaced = plan.scan !== undefined && plan.scan !== 'progressive' ? ['-flags', '+ilme+ildct'] : [];
  switch (plan.codec) {
    case 'prores-422hq': return [...encoder, '-profile:v', 'hq', '-vendor', 'apl0', '-pix_fmt', 'yuv422p10le', ...interlaced];
    case 'prores-4444': return [...encoder, '-profile:v', '4444', '-vendor', 'apl0', '-pix_fmt', 'yuv444p10le', ...interlaced];
    case 'h264': return [...encoder, '-preset', 'medium', '-crf', '14', '-profile:v', 'high', '-pix_fmt', 'yuv420p', ...interlaced];
    case 'h265': return [...encoder, '-preset', 'medium', '-crf', '14', '-pix_fmt', plan.pixelFormat, '-tag:v', 'hvc1', '-x265-params', 'log-level=error'];
    case 'ffv1': return [...encoder, '-level', '3', '-coder', '1', '-context', '1', '-g', '1', '-slices', plan.width * plan.height < 320 * 240 ? '4' : '16', '-slicecrc', '1', '-pix_fmt', plan.pixelFormat];
    case 'png': return [...encoder, '-pred', 'up', '-pix_fmt', plan.pixelFormat === 'rgb48le' ? 'rgb48be' : 'rgb24'];
    case 'tiff': return [...encoder, '-compression_algo', 'deflate', '-pix_fmt', plan.pixelFormat];
    default: return assertNever(plan.codec);
  }
}

function colourArguments(plan: EncodePlan): readonly string[] {
  const { colour } = plan;
  // The option calls the identity matrix "rgb", the filter "gbr".
  return ['-color_primaries', colour.primaries, '-color_trc', colour.transfer, '-colorspace', colour.matrix === 'gbr' ? 'rgb' : colour.matrix, '-color_range', colour.range === 'full' ? 'pc' : 'tv'];
}

function metadataArguments(plan: EncodePlan): readonly string[] {
  const entries = Object.entries(plan.metadata ?? {}).flatMap(([key, value]) => ['-metadata', `${key}=${value}`]);
  return ['-map_metadata', '-1', '-map_chapters', '-1', ...entries, ...(plan.timecode === undefined || isImageCodec(plan.codec) ? [] : ['-timecode', plan.timecode])];
}

function containerArguments(plan: EncodePlan): readonly string[] {
  // The track's clock is the frames' own, so that each time is kept exactly.
  const clock = plan.timestamps === undefined ? plan.rate.num : Math.round(plan.timestamps.timeBase.den / plan.timestamps.timeBase.num);
  const timing = plan.timestamps === undefined ? [] : ['-enc_time_base', `1:${clock}`];
  switch (plan.codec) {
    case 'prores-422hq': case 'prores-4444': return [...timing, '-video_track_timescale', String(clock), '-movflags', '+write_colr', '-f', 'mov'];
    case 'h264': case 'h265': return [...timing, '-video_track_timescale', String(clock), '-movflags', '+write_colr+faststart', ...(plan.timecode === undefined ? [] : ['-write_tmcd', '1']), '-f', 'mp4'];
    case 'ffv1': return [...timing, '-f', 'matroska'];
    case 'png': case 'tiff': return ['-f', 'image2', '-start_number', String(plan.firstNumber ?? 0)];
    default: return assertNever(plan.codec);
  }
}

/** Codecs that a container holds as they are. */
const COPIED: Readonly<Record<Exclude<DeliveryCodec, 'png' | 'tiff'>, ReadonlySet<string>>> = {
  'prores-422hq': new Set(['pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_s16be', 'pcm_s24be', 'pcm_f32le', 'aac', 'alac', 'ac3']),
  'prores-4444': new Set(['pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_s16be', 'pcm_s24be', 'pcm_f32le', 'aac', 'alac', 'ac3']),
  h264: new Set(['aac', 'mp3', 'ac3', 'eac3', 'alac']),
  h265: new Set(['aac', 'mp3', 'ac3', 'eac3', 'alac']),
  ffv1: new Set(['aac', 'mp3', 'ac3', 'eac3', 'flac', 'opus', 'vorbis', 'pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le', 'alac', 'dts']),
};

/** Whether the sound goes over untouched: nothing is cut and the container takes every track. */
export function isAudioCopied(audio: AudioSource, codec: DeliveryCodec): boolean {
  return !isImageCodec(codec) && audio.whole === true && audio.parts === undefined && audio.tracks !== undefined && audio.tracks.length > 0 && audio.tracks.every((track) => COPIED[codec].has(track.codec));
}

function seconds(value: number): string {
  return value.toFixed(9);
}

function audioInput(audio: AudioSource, codec: DeliveryCodec): readonly string[] {
  // Frame 0 of the delivery is at 0; the sound is moved by as much.
  if (isAudioCopied(audio, codec)) return ['-itsoffset', seconds(-audio.startSeconds), '-i', audio.path];
  const from = audio.startSeconds - AUDIO_PREROLL_SECONDS;
  return [...(from > 0 && audio.parts === undefined ? ['-seek_timestamp', '1', '-noaccurate_seek', '-ss', seconds(from)] : []), '-i', audio.path];
}

function audioArguments(audio: AudioSource, codec: DeliveryCodec): readonly string[] {
  if (isAudioCopied(audio, codec)) return ['-c:a', 'copy'];
  const trim = soundFilters({ startSeconds: audio.startSeconds, endSeconds: audio.startSeconds + audio.durationSeconds, parts: audio.parts });
  switch (codec) {
    case 'prores-422hq': case 'prores-4444': return ['-af', trim, '-c:a', 'pcm_s24le'];
    case 'h264': case 'h265': return ['-af', trim, '-c:a', 'aac', '-b:a', '256k'];
    case 'ffv1': return ['-af', trim, '-c:a', 'flac'];
    case 'png': case 'tiff': return [];
    default: return assertNever(codec);
  }
}
