import type { Clip, PictureFormat } from '../../../shared/model/clip.ts';
import type { CodecChoices, DeliveryCodec } from '../../../shared/model/delivery-codecs.ts';
import type { Rate } from '../../../shared/model/frame.ts';
import type { SoundPart } from '../decode/sound-filters.ts';

/** Colour tags in ffmpeg's words, written on stream and container. */
export interface ColourTags {
  readonly primaries: string;
  readonly transfer: string;
  readonly matrix: string;
  readonly range: 'limited' | 'full';
}

/** Title and default flag of a track. */
export interface TrackNames {
  /** Three letters. */
  readonly language?: string | undefined;
  readonly title?: string | undefined;
  /** Absent: the container's default. */
  readonly isDefault?: boolean | undefined;
  readonly isForced?: boolean | undefined;
}

export interface SoundTrack extends TrackNames {
  /** ffmpeg's name. */
  readonly codec: string;
  readonly channels: number;
}

/** Subtitles that go with the pictures, stream `of` the clip's file: a text file of their own, cut and moved already, or a track that is copied from a file. */
export type SubtitleSource =
  | { readonly kind: 'text'; readonly of: number; readonly path: string; readonly format: 'srt' | 'ass'; readonly encoder: string; readonly names: TrackNames }
  | { readonly kind: 'copy'; readonly of: number; readonly path: string; readonly unreadable?: Clip['unreadable']; readonly stream: number; readonly offsetSeconds: number; readonly names: TrackNames };

/** A file that is attached unchanged: a cover, or an attachment of the clip's file. */
export interface AttachedFile {
  readonly kind: 'cover' | 'attachment';
  /** ffmpeg's name; `mjpeg` or `png` of a cover. */
  readonly codec: string;
  readonly path: string;
  readonly fileName: string;
  readonly mimeType: string;
}

/** The sound that goes with the pictures. Times are the container's own, as `readTimestamps` gives them. */
export interface AudioSource {
  /** Of the file, or ffmpeg's name for what of it can be read; see `inputName`. */
  readonly path: string;
  readonly startSeconds: number;
  readonly durationSeconds: number;
  /** Each track, in order; with `whole` they decide which are copied. */
  readonly tracks: readonly SoundTrack[];
  /** The film is delivered from its first to its last frame, so nothing of the sound is cut. */
  readonly whole?: boolean;
  /** Parts of the file with clocks of their own; the times above are then those of the joined clock. */
  readonly parts?: readonly SoundPart[];
}

/** Presentation times of the frames to be written, rising, in units of `timeBase` seconds; the first becomes 0. */
export interface FrameTimes {
  readonly timeBase: Rate;
  readonly pts: ArrayLike<number>;
  readonly lastDuration: number;
}

/** Everything about one file (or folder of images) to be written. */
export interface EncodePlan {
  /** Where ffmpeg writes: a file that is empty, or an empty folder for images. */
  readonly outPath: string;
  /** Images are called `imageName_000000.png` and so on. */
  readonly imageName?: string;
  readonly codec: DeliveryCodec;
  /** The container where it is not the codec's own: of a piece that is joined later. */
  readonly wrapper?: 'mov';
  readonly choices?: CodecChoices;
  readonly width: number;
  readonly height: number;
  readonly rate: Rate;
  /** Raw format of the frames that are handed in; see `deliveryPixelFormat`. */
  readonly pixelFormat: string;
  readonly sampleAspect: Rate;
  readonly rotation: PictureFormat['rotation'];
  readonly scan?: PictureFormat['scan'];
  readonly colour: ColourTags;
  readonly audio?: AudioSource | undefined;
  /** `HH:MM:SS:FF` (`;FF` drop-frame) of the first frame. */
  readonly timecode?: string | undefined;
  /** Metadata of the file. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly reelName?: string | undefined;
  readonly subtitles?: readonly SubtitleSource[];
  readonly attached?: readonly AttachedFile[];
  /** A file of chapters; see `chapterText`. */
  readonly chaptersPath?: string | undefined;
  /** Given for a source of varying rate; else frames follow each other at `rate`. */
  readonly timestamps?: FrameTimes | undefined;
  /** Ends the file after so many seconds; for a trial. */
  readonly lastSecond?: number;
  /** Number of the first image of a sequence; 0 by default. */
  readonly firstNumber?: number;
  /** Digits of an image's number, at least; 6 by default. */
  readonly padding?: number;
}
