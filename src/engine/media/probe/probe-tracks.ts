import type { ClipTrack, ClipTracks } from '../../../shared/model/clip-tracks.ts';
import type { ProbedChapter, ProbedStream } from './probed.ts';

/** Tags that describe the container, or that are read and written elsewhere. Compared in small letters. */
const TECHNICAL_TAGS: ReadonlySet<string> = new Set([
  'major_brand', 'minor_version', 'compatible_brands', 'encoder', 'timecode', 'reel_name', 'duration', 'handler_name', 'vendor_id', 'creation_time',
  // MXF describes itself.
  'uid', 'generation_uid', 'company_name', 'product_name', 'product_version', 'product_version_num', 'product_uid', 'modification_date', 'toolkit_version', 'toolkit_version_num',
  'application_platform', 'operational_pattern_ul', 'material_package_umid', 'project_name', 'material_package_name',
]);
/** Names that muxers give to every track, which are no titles. */
const NAMES_OF_MUXERS = /handler$|^(?:core media|iso media|mainconcept)|^(?:video|sound|audio|text|subtitles?|stereo|mono|surround)$|produced by/i;

interface FileFacts {
  readonly chapters: readonly ProbedChapter[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Everything of a file but the picture stream that is coloured. Pure. @param video index of that stream. */
export function clipTracks(streams: readonly ProbedStream[], video: number, { chapters, tags }: FileFacts): ClipTracks {
  return {
    tracks: streams.filter(({ index }) => index !== video).map(trackOf),
    chapters: chapters.map((chapter) => {
      const title = tag(chapter.tags, 'title');
      return { startSeconds: Number(chapter.start_time), endSeconds: Number(chapter.end_time), ...(title === undefined ? {} : { title }) };
    }),
    metadata: Object.fromEntries(Object.entries(tags).filter(([name, value]) => !TECHNICAL_TAGS.has(name.toLowerCase()) && value.trim() !== '').map(([name, value]) => [name.toLowerCase(), value])),
    hasClosedCaptions: streams.some(({ index, closed_captions }) => index === video && closed_captions === 1),
  };
}

function trackOf(stream: ProbedStream): ClipTrack {
  const language = tag(stream.tags, 'language');
  const title = tag(stream.tags, 'title') ?? handlerTitle(stream);
  const layout = stream.channel_layout;
  const kind = kindOf(stream);
  const [fileName, mimeType] = kind === 'cover' || kind === 'attachment' ? [tag(stream.tags, 'filename'), tag(stream.tags, 'mimetype')] : [];
  return {
    kind, stream: stream.index, codec: kind === 'attachment' ? mimeType ?? codecOf(stream) : codecOf(stream),
    ...(language === undefined || language === 'und' ? {} : { language }),
    ...(title === undefined ? {} : { title }),
    ...(fileName === undefined ? {} : { fileName }), ...(mimeType === undefined ? {} : { mimeType }),
    isDefault: stream.disposition?.['default'] === 1, isForced: stream.disposition?.['forced'] === 1,
    ...(stream.codec_type !== 'audio' ? {} : {
      channels: stream.channels ?? 2,
      ...(layout === undefined || layout === 'unknown' ? {} : { layout }),
      sampleRate: Number(stream.sample_rate ?? 48_000),
    }),
  };
}

/** Data has no codec, but often a tag: `tmcd` is the timecode of a MOV file, `text` its chapters. */
function codecOf({ codec_name, codec_tag_string, codec_type }: ProbedStream): string {
  const hasCodec = codec_name !== undefined && codec_name !== 'unknown' && codec_name !== 'none' && (codec_type !== 'data' || codec_name !== 'bin_data');
  return hasCodec ? codec_name : codec_tag_string ?? 'unknown';
}

function kindOf({ codec_type, disposition }: ProbedStream): ClipTrack['kind'] {
  switch (codec_type) {
    case 'audio': return 'sound';
    case 'subtitle': return 'subtitles';
    case 'video': return disposition?.['attached_pic'] === 1 ? 'cover' : 'picture';
    case 'attachment': return 'attachment';
    default: return 'data';
  }
}

/** MOV and MP4 have no titles of tracks in some programs' files, but a name of the handler. */
function handlerTitle(stream: ProbedStream): string | undefined {
  const name = tag(stream.tags, 'handler_name')?.replace(/^[\u0000-\u001f]/, '');
  return name === undefined || NAMES_OF_MUXERS.test(name) ? undefined : name;
}

function tag(tags: Readonly<Record<string, string>> | undefined, name: string): string | undefined {
  const value = Object.entries(tags ?? {}).find(([key]) => key.toLowerCase() === name)?.[1].trim();
  return value === '' ? undefined : value;
}
