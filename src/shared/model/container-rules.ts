import type { DeliveryCodecRecord } from './delivery-codecs.ts';

/** Features of a container besides picture and sound, as ffmpeg writes it. */
interface ContainerRule {
  /** Codecs of text subtitles that are written as they are. */
  readonly textSubtitles: readonly string[];
  /** Encoder for all other text subtitles; absent when the container has none. */
  readonly textEncoder?: string;
  /** Codecs of picture subtitles that are copied. */
  readonly pictureSubtitles: readonly string[];
  /** Tracks of EIA-608 captions, copied. */
  readonly hasCaptionTracks: boolean;
  readonly hasChapters: boolean;
  /** Titles of tracks. */
  readonly hasTitles: boolean;
  readonly hasLanguages: boolean;
  /** Cover pictures. */
  readonly covers: 'all' | 'one' | 'none';
  /** Attached files: fonts, documents. */
  readonly hasAttachments: boolean;
  /** Name of the reel. */
  readonly hasReel: boolean;
  /** Metadata by ffmpeg's names, in small letters. */
  readonly metadata: 'all' | readonly string[];
}

const NOTHING: ContainerRule = { textSubtitles: [], pictureSubtitles: [], hasCaptionTracks: false, hasChapters: false, hasTitles: false, hasLanguages: false, covers: 'none', hasAttachments: false, hasReel: false, metadata: [] };

/** libavformat/movenc.c: the tags that QuickTime files (`mov_write_udta_tag`) and MP4 files (`mov_write_ilst_tag`) have fields for. */
const MOV_METADATA = ['title', 'artist', 'album', 'date', 'comment', 'genre', 'copyright', 'author', 'description', 'make', 'model', 'keywords', 'location'];
const MP4_METADATA = ['title', 'artist', 'album_artist', 'composer', 'album', 'date', 'comment', 'genre', 'copyright', 'grouping', 'lyrics', 'description', 'synopsis', 'show', 'episode_id', 'network', 'keywords'];

const CONTAINER_RULES = {
  mov: { textSubtitles: ['mov_text'], textEncoder: 'mov_text', pictureSubtitles: [], hasCaptionTracks: true, hasChapters: true, hasTitles: true, hasLanguages: true, covers: 'none', hasAttachments: false, hasReel: true, metadata: MOV_METADATA },
  mp4: { textSubtitles: ['mov_text'], textEncoder: 'mov_text', pictureSubtitles: [], hasCaptionTracks: false, hasChapters: true, hasTitles: true, hasLanguages: true, covers: 'one', hasAttachments: false, hasReel: false, metadata: MP4_METADATA },
  matroska: {
    textSubtitles: ['subrip', 'ass', 'ssa'], textEncoder: 'srt', pictureSubtitles: ['dvd_subtitle', 'hdmv_pgs_subtitle', 'dvb_subtitle'], hasCaptionTracks: false,
    hasChapters: true, hasTitles: true, hasLanguages: true, covers: 'all', hasAttachments: true, hasReel: true, metadata: 'all',
  },
  mxf: NOTHING,
  images: NOTHING,
} as const satisfies Record<DeliveryCodecRecord['container'], ContainerRule>;

export function containerRule(container: DeliveryCodecRecord['container']): ContainerRule {
  return CONTAINER_RULES[container];
}

/** Display name of a container. */
export const CONTAINER_NAMES = { mov: 'MOV', mp4: 'MP4', matroska: 'Matroska', mxf: 'MXF', images: 'a folder of images' } as const satisfies Record<DeliveryCodecRecord['container'], string>;
