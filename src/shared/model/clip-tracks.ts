import { z } from 'zod';

/** Streams of a clip's file besides the picture stream that is coloured, as ffprobe reports them. */
export const ClipTrack = z.object({
  kind: z.enum(['sound', 'subtitles', 'picture', 'cover', 'attachment', 'data']),
  /** Index of the stream in the file. */
  stream: z.number().int().min(0),
  /** ffmpeg's name of the codec, or of the kind of data. */
  codec: z.string(),
  language: z.string().optional(),
  title: z.string().optional(),
  isDefault: z.boolean(),
  isForced: z.boolean(),
  /** Sound only. */
  channels: z.number().int().min(0).optional(),
  /** ffmpeg's name, `5.1(side)`; absent when the file does not state the layout. */
  layout: z.string().optional(),
  sampleRate: z.number().int().positive().optional(),
  /** Covers and attachments only: as the file names them. */
  fileName: z.string().optional(),
  mimeType: z.string().optional(),
});
export type ClipTrack = z.infer<typeof ClipTrack>;

/** Times are seconds of the file's own clock. */
export const Chapter = z.object({ startSeconds: z.number(), endSeconds: z.number(), title: z.string().optional() });
export type Chapter = z.infer<typeof Chapter>;

/** All tracks besides the picture. */
export const ClipTracks = z.object({
  tracks: z.array(ClipTrack).readonly(),
  chapters: z.array(Chapter).readonly(),
  /** Metadata of the file, without what describes the container itself. */
  metadata: z.record(z.string(), z.string()).readonly(),
  /** Closed captions (EIA-608/708) inside the picture stream. */
  hasClosedCaptions: z.boolean(),
});
export type ClipTracks = z.infer<typeof ClipTracks>;

export const NO_TRACKS: ClipTracks = { tracks: [], chapters: [], metadata: {}, hasClosedCaptions: false };

/** Tracks of one kind, in the order of the file. */
export function tracksOf({ tracks }: Pick<ClipTracks, 'tracks'>, kind: ClipTrack['kind']): readonly ClipTrack[] {
  return tracks.filter((track) => track.kind === kind);
}

/** Label of a track: `PCM 16 bit, stereo, 48 kHz, eng, “Commentary”`. */
export function trackWords(track: ClipTrack): string {
  const sound = track.kind !== 'sound' ? [] : [
    ...(track.layout !== undefined || track.channels === undefined ? (track.layout === undefined ? [] : [track.layout]) : [track.channels === 1 ? 'mono' : `${track.channels} channels`]),
    ...(track.sampleRate === undefined ? [] : [`${track.sampleRate / 1000} kHz`]),
  ];
  return [codecWords(track.codec), ...sound, ...(track.language === undefined ? [] : [track.language]), ...(track.title === undefined ? [] : [`“${track.title}”`]), ...(track.fileName === undefined ? [] : [track.fileName])].join(', ');
}

const CODEC_WORDS: Readonly<Record<string, string>> = {
  aac: 'AAC', ac3: 'AC-3', eac3: 'E-AC-3', mp2: 'MPEG layer 2', mp3: 'MP3', flac: 'FLAC', alac: 'ALAC', opus: 'Opus', vorbis: 'Vorbis', dts: 'DTS', truehd: 'TrueHD',
  subrip: 'SubRip', ass: 'ASS', ssa: 'SSA', mov_text: 'QuickTime text', webvtt: 'WebVTT', dvd_subtitle: 'DVD pictures', hdmv_pgs_subtitle: 'Blu-ray pictures', dvb_subtitle: 'DVB pictures', dvb_teletext: 'teletext',
  eia_608: 'EIA-608 captions', mjpeg: 'JPEG', png: 'PNG', ttf: 'font', otf: 'font',
};

/** Display name of a codec: `pcm_s24le` is PCM 24 bit. */
export function codecWords(codec: string): string {
  const pcm = /^pcm_([sfu])(\d+)/.exec(codec);
  if (pcm !== null) return `PCM ${pcm[2]!} bit${pcm[1] === 'f' ? ' float' : ''}`;
  return CODEC_WORDS[codec] ?? codec;
}
