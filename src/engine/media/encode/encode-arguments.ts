import { join } from 'node:path';
import { codecRecord, type DeliveryCodec, encoderArguments, encoderOf } from '../../../shared/model/delivery-codecs.ts';
import { assertNever } from '../../../shared/errors/assert-never.ts';
import { soundFilters } from '../decode/sound-filters.ts';
import { optionTransfer, filterTransfer } from './colour-names.ts';
import type { AudioSource, EncodePlan } from './encode-plan.ts';
import { hasTrackInputs, trackArguments, trackInputs, trackMaps } from './track-arguments.ts';

interface EncodeArgumentOptions {
  /** Major version of the ffmpeg to run; before 6 it cannot write a rotation, see `writeMovRotation`. */
  readonly ffmpegMajor?: number;
  /** The encoders that it has; the codec's first one when left out. */
  readonly encoders?: ReadonlySet<string>;
  /** The picture is joined from encoded pieces and not encoded again. */
  readonly joined?: JoinedVideo;
}

/** Encoded pieces of the picture, in order. */
export interface JoinedVideo {
  /** A list for ffmpeg's concat demuxer; see `joinList`. */
  readonly listPath: string;
  /** Name of the encoder, as the pieces have it. */
  readonly encoderTag: string | undefined;
  /** Frames by which the first is decoded before it is shown, where frames are coded out of order. */
  readonly delay: number;
}

/** Decoding of compressed sound begins so much earlier than the cut, so that its decoder has settled. */
const AUDIO_PREROLL_SECONDS = 10;

/**
 * The whole command line after `ffmpeg` for a plan: raw frames come in on stdin (as they are, or in the wrapper of
 * `rawMatroska` when each has a time of its own), the file or the images at `outPath` go out.
 */
export function encodeArguments(plan: EncodePlan, options: EncodeArgumentOptions = {}): readonly string[] {
  const audio = plan.audio === undefined || keptTracks(plan.audio, plan.codec).length === 0 ? undefined : plan.audio;
  const firstTrackInput = audio === undefined ? 1 : 2;
  const modernRotation = (options.ffmpegMajor ?? Infinity) >= 6;
  const { joined } = options;
  return [
    '-hide_banner', '-nostats', '-loglevel', 'warning', '-y',
    ...(audio === undefined && !hasTrackInputs(plan) && joined === undefined ? [] : ['-copyts']),
    ...videoInput(plan, modernRotation, joined),
    ...(audio === undefined ? [] : audioInput(audio, plan.codec)),
    ...trackInputs(plan),
    '-map', '0:v:0',
    ...(audio === undefined ? ['-an'] : keptTracks(audio, plan.codec).flatMap((index) => ['-map', `1:a:${index}`])),
    ...trackMaps(plan, firstTrackInput),
    ...(joined === undefined ? encodedVideo(plan, options) : joinedVideo(plan, joined)),
    ...(audio === undefined ? [] : audioArguments(audio, plan.codec)),
    ...trackArguments(plan, firstTrackInput, audio === undefined ? [] : keptTracks(audio, plan.codec).map((index) => audio.tracks[index]!)),
    ...(joined?.encoderTag === undefined ? [] : ['-metadata:s:v:0', `encoder=${joined.encoderTag}`]),
    ...containerArguments(plan),
    ...endArguments(plan, audio),
    outputPath(plan),
  ];
}

/** Sound that is copied ends with the packet in which the last picture does. */
function endArguments({ codec, lastSecond }: EncodePlan, audio: AudioSource | undefined): readonly string[] {
  const end = Math.min(lastSecond ?? Infinity, audio !== undefined && isAudioCopied(audio, codec) ? audio.durationSeconds : Infinity);
  return end === Infinity ? [] : ['-t', seconds(end)];
}

/** Digits of an image's number where none were chosen. */
const IMAGE_DIGITS = 6;

/** Output path for ffmpeg: the file, or a numbered pattern in the folder. */
function outputPath(plan: Pick<EncodePlan, 'codec' | 'outPath' | 'imageName' | 'padding'>): string {
  if (codecRecord(plan.codec).container !== 'images') return plan.outPath;
  const { prefix, suffix, padding } = imageNameParts(plan);
  // A percent sign anywhere in the path would be taken for the number.
  return `${join(plan.outPath, prefix).replaceAll('%', '%%')}%0${padding}d${suffix}`;
}

/** How the images of a plan for a folder are called and counted. */
export function imageNameParts({ codec, imageName = 'image', padding = IMAGE_DIGITS, firstNumber = 0 }: Pick<EncodePlan, 'codec' | 'imageName' | 'firstNumber' | 'padding'>): { readonly prefix: string; readonly suffix: string; readonly padding: number; readonly firstNumber: number } {
  return { prefix: `${imageName}_`, suffix: codecRecord(codec).extension, padding, firstNumber };
}

/** Names of the images that a plan for a folder writes. */
export function imageNames(plan: Pick<EncodePlan, 'codec' | 'imageName' | 'firstNumber' | 'padding'>, count: number): readonly string[] {
  const { prefix, suffix, padding, firstNumber } = imageNameParts(plan);
  return Array.from({ length: count }, (_, index) => `${prefix}${String(firstNumber + index).padStart(padding, '0')}${suffix}`);
}

function encodedVideo(plan: EncodePlan, options: EncodeArgumentOptions): readonly string[] {
  // The filter is of the film alone: a cover is copied.
  return ['-fps_mode', 'passthrough', '-filter:v:0', videoFilters(plan).join(','), ...codecArguments(plan, options), ...colourArguments(plan)];
}

/** Containers round times, and very short pieces are decoded with another delay: each frame is set back to its own times, counted at the film's rate. */
function joinedVideo({ rate: { num, den }, codec }: EncodePlan, { delay }: JoinedVideo): readonly string[] {
  const timeOf = (frame: string): string => `round(${frame}*${den}/${num}/TB)`;
  // ffmpeg's MXF writer looks for a rate that only encoding gives.
  const rate = codecRecord(codec).container === 'mxf' ? ['-r:v:0', `${num}/${den}`] : [];
  return ['-c:v:0', 'copy', ...rate, '-bsf:v:0', `setts=pts=${timeOf(`round(PTS*TB*${num}/${den})`)}:dts=${timeOf(`(N-${delay})`)}:duration=${timeOf('1')}`];
}

/** The list of `JoinedVideo`: without the lengths given, each file's rounded length would move all later ones. */
export function joinList(pieces: readonly { readonly path: string; readonly frames: number }[], { num, den }: EncodePlan['rate']): string {
  const microseconds = (frames: number): number => Math.round((frames * den * 1e6) / num);
  let before = 0;
  return `ffconcat version 1.0\n${pieces.map(({ path, frames }) => {
    const length = microseconds(before + frames) - microseconds(before);
    before += frames;
    return `file '${path.replaceAll('\\', '/').replaceAll('\'', String.raw`'\''`)}'\nduration ${(length / 1e6).toFixed(6)}\n`;
  }).join('')}`;
}

function videoInput(plan: EncodePlan, modernRotation: boolean, joined: JoinedVideo | undefined): readonly string[] {
  // ffmpeg counts rotation counter-clockwise here; without autorotation the rotation is only tagged, not applied.
  // Images stay as stored: few readers of sequences heed an orientation tag, and those that do would not agree with the rest.
  const rotation = plan.rotation !== 0 && modernRotation && codecRecord(plan.codec).container !== 'images' ? ['-display_rotation:v:0', String(-plan.rotation), '-noautorotate'] : [];
  if (joined !== undefined) return [...rotation, '-f', 'concat', '-safe', '0', '-i', joined.listPath];
  if (plan.timestamps !== undefined) return [...rotation, '-f', 'matroska', '-i', 'pipe:0'];
  return [...rotation, '-f', 'rawvideo', '-pixel_format', plan.pixelFormat, '-video_size', `${plan.width}x${plan.height}`, '-framerate', `${plan.rate.num}/${plan.rate.den}`, '-i', 'pipe:0'];
}

function videoFilters(plan: EncodePlan): readonly string[] {
  const { colour, scan } = plan;
  const fields = scan === 'interlaced-top-first' ? ':field_mode=tff' : scan === 'interlaced-bottom-first' ? ':field_mode=bff' : '';
  return [
    `setparams=range=${colour.range}:color_primaries=${colour.primaries}:color_trc=${filterTransfer(colour.transfer)}:colorspace=${colour.matrix}${fields}`,
    // Without `max` the filter rounds to numbers up to 100; 16 bit are what H.264 and HEVC hold.
    `setsar=${plan.sampleAspect.num}/${plan.sampleAspect.den}:max=65535`,
  ];
}

function codecArguments(plan: EncodePlan, { encoders }: EncodeArgumentOptions): readonly string[] {
  const record = codecRecord(plan.codec);
  const encoder = (encoders === undefined ? undefined : encoderOf(plan.codec, encoders)) ?? record.encoders[0];
  const isInterlaced = plan.scan !== undefined && plan.scan !== 'progressive';
  return [...encoderArguments(encoder, plan, plan.choices), ...(isInterlaced && record.interlacedFlags ? ['-flags', '+ilme+ildct'] : [])];
}

function colourArguments(plan: EncodePlan): readonly string[] {
  const { colour } = plan;
  // The option calls the identity matrix "rgb", the filter "gbr".
  return ['-color_primaries', colour.primaries, '-color_trc', optionTransfer(colour.transfer), '-colorspace', colour.matrix === 'gbr' ? 'rgb' : colour.matrix, '-color_range', colour.range === 'full' ? 'pc' : 'tv'];
}

function containerArguments(plan: EncodePlan): readonly string[] {
  // The track's clock is the frames' own, so that each time is kept exactly.
  const clock = plan.timestamps === undefined ? plan.rate.num : Math.round(plan.timestamps.timeBase.den / plan.timestamps.timeBase.num);
  const timing = plan.timestamps === undefined ? [] : ['-enc_time_base', `1:${clock}`];
  const container = plan.wrapper ?? codecRecord(plan.codec).container;
  switch (container) {
    case 'mov': return [...timing, '-video_track_timescale', String(clock), '-movflags', '+write_colr', '-f', 'mov'];
    case 'mp4': return [...timing, '-video_track_timescale', String(clock), '-movflags', '+write_colr+faststart', ...(plan.timecode === undefined ? [] : ['-write_tmcd', '1']), '-f', 'mp4'];
    case 'matroska': return [...timing, '-f', 'matroska'];
    case 'mxf': return ['-f', 'mxf'];
    case 'images': return ['-f', 'image2', '-start_number', String(plan.firstNumber ?? 0)];
    default: return assertNever(container);
  }
}

/** What decides over the sound of a range, without its times. */
type SoundOfRange = Pick<AudioSource, 'tracks' | 'whole' | 'parts'>;

/** Whether the sound goes over untouched: nothing is cut and the container takes every track. */
export function isAudioCopied(audio: SoundOfRange, codec: DeliveryCodec): boolean {
  const { sound } = codecRecord(codec);
  return sound !== undefined && audio.whole === true && audio.parts === undefined && audio.tracks.length > 0 && audio.tracks.every((track) => sound.copied.includes(track.codec));
}

/** Places of the tracks that come out: all, but those with more channels than the encoder takes. */
export function keptTracks(audio: SoundOfRange, codec: DeliveryCodec): readonly number[] {
  const { sound } = codecRecord(codec);
  if (sound === undefined) return [];
  const all = [...audio.tracks.keys()];
  return isAudioCopied(audio, codec) || sound.wideEncoder !== undefined ? all : all.filter((index) => audio.tracks[index]!.channels <= sound.mostChannels);
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
  const { sound } = codecRecord(codec);
  if (sound === undefined) return [];
  const wide = keptTracks(audio, codec).flatMap((index, place) => (audio.tracks[index]!.channels > sound.mostChannels && sound.wideEncoder !== undefined ? [`-c:a:${place}`, sound.wideEncoder] : []));
  return ['-af', trim, '-c:a', sound.encoder, ...sound.encoderArguments, ...wide];
}
