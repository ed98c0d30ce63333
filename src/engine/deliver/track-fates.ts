import { type ClipTrack, type ClipTracks, codecWords, tracksOf, trackWords } from '../../shared/model/clip-tracks.ts';
import { CONTAINER_NAMES, containerRule } from '../../shared/model/container-rules.ts';
import { codecRecord, type DeliveryCodec } from '../../shared/model/delivery-codecs.ts';
import type { KeptPart } from '../../shared/model/delivery.ts';
import { type AudioSource, isAudioCopied, keptTracks } from '../media/index.ts';

/** What of a clip is delivered, as far as it decides over its tracks. */
export interface DeliveredPart {
  readonly codec: DeliveryCodec;
  /** From the first frame to the last. */
  readonly isWhole: boolean;
  /** The clock of the file restarts: the times of tracks are ambiguous. */
  readonly isJoined: boolean;
  /** Seconds of the file's clock. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Seconds by which each sound track goes on behind the film's last picture; empty where the part ends before it. */
  readonly soundTails: readonly number[];
}

/** How a track of subtitles is written: `copy` from the file, or as `pictures` or text cut to the delivered frames. */
type SubtitleWay = { readonly kind: 'copy' } | { readonly kind: 'pictures' } | { readonly kind: 'text'; readonly format: 'srt' | 'ass'; readonly encoder: string; readonly isConverted: boolean } | { readonly kind: 'lost'; readonly why: string };

const TEXT_CODECS: ReadonlySet<string> = new Set(['subrip', 'srt', 'ass', 'ssa', 'mov_text', 'webvtt', 'text', 'eia_608']);

/** Pure. */
export function subtitleWay({ codec: source }: Pick<ClipTrack, 'codec'>, part: DeliveredPart): SubtitleWay {
  const { container } = codecRecord(part.codec);
  const rule = containerRule(container);
  if (part.isJoined) return { kind: 'lost', why: 'not kept: the clock of the file begins anew, and subtitles do not tell in which part they belong' };
  // A part of a track of captions is not cut by its packets, which only together make a text.
  if (source === 'eia_608' && rule.hasCaptionTracks && part.isWhole) return { kind: 'copy' };
  if (TEXT_CODECS.has(source)) {
    if (rule.textEncoder === undefined) return { kind: 'lost', why: cannotBeHeld(part.codec) };
    const isStyled = source === 'ass' || source === 'ssa';
    const isKept = rule.textSubtitles.includes(source);
    return { kind: 'text', format: isStyled ? 'ass' : 'srt', encoder: isStyled && isKept ? 'ass' : rule.textEncoder, isConverted: !isKept };
  }
  if (!rule.pictureSubtitles.includes(source)) return { kind: 'lost', why: cannotBeHeld(part.codec) };
  return { kind: part.isWhole ? 'copy' : 'pictures' };
}

export function cannotBeHeld(codec: DeliveryCodec): string {
  const { container } = codecRecord(codec);
  return container === 'images' ? 'cannot be held by a folder of images' : `cannot be held by ${CONTAINER_NAMES[container]}`;
}

/** One line for each track, the chapters and each tag, in the order of the file. Pure. */
export function trackLines(tracks: ClipTracks, part: DeliveredPart, audio: Pick<AudioSource, 'tracks' | 'whole' | 'parts'>): readonly KeptPart[] {
  return [
    ...soundLines(tracks, part, audio),
    ...numbered(tracksOf(tracks, 'subtitles'), 'Subtitles').map(({ name, track }) => subtitleLine(name, track, part)),
    ...(tracks.hasClosedCaptions ? [captionsLine(part)] : []),
    ...chapterLines(tracks, part),
    ...otherLines(tracks, part),
    ...metadataLines(tracks, part.codec),
  ];
}

interface NumberedTrack {
  readonly name: string;
  readonly track: ClipTrack;
}

function numbered(tracks: readonly ClipTrack[], word: string): readonly NumberedTrack[] {
  return tracks.map((track, index) => ({ name: tracks.length === 1 ? word : `${word} ${index + 1}`, track }));
}

/** Sound that goes on for less behind the last picture is not mentioned: packets do not end with pictures. */
const LEAST_TAIL_SECONDS = 0.05;

function soundLines(tracks: ClipTracks, { codec, soundTails }: DeliveredPart, audio: Pick<AudioSource, 'tracks' | 'whole' | 'parts'>): readonly KeptPart[] {
  const { sound, label } = codecRecord(codec);
  const found = numbered(tracksOf(tracks, 'sound'), 'Sound');
  if (found.length === 0) return [{ part: 'Sound', state: 'absent', words: 'the clip has none' }];
  if (sound === undefined) return found.map(({ name }) => ({ part: name, state: 'lost', words: cannotBeHeld(codec) }));
  const isCopied = isAudioCopied(audio, codec);
  const kept = new Set(keptTracks(audio, codec));
  return found.map(({ name, track }, index): KeptPart => {
    const isWide = (track.channels ?? 2) > sound.mostChannels;
    if (!kept.has(index)) return { part: name, state: 'lost', words: `cannot be held by ${label}: ${track.channels} channels, where ${sound.mostChannels} is the most` };
    const tail = soundTails[index] ?? 0;
    const end = tail < LEAST_TAIL_SECONDS ? '' : `; ends with the last picture: ${tail.toFixed(2)} s of sound behind it are left out`;
    const encoder = isWide && sound.wideEncoder !== undefined ? sound.wideEncoder : sound.encoder;
    const at = sound.sampleRate === undefined || track.sampleRate === undefined || track.sampleRate === sound.sampleRate ? '' : ` at ${sound.sampleRate / 1000} kHz`;
    if (isCopied) return { part: name, state: 'kept', words: `${trackWords(track)}${end}` };
    if (encoder === track.codec && at === '') return { part: name, state: 'kept', words: `${trackWords(track)}; cut to these frames${end}` };
    return { part: name, state: 'converted', words: `${trackWords(track)}; converted to ${codecWords(encoder)}${at}, cut to these frames${end}` };
  });
}

function subtitleLine(name: string, track: ClipTrack, part: DeliveredPart): KeptPart {
  const way = subtitleWay(track, part);
  switch (way.kind) {
    case 'lost': return { part: name, state: 'lost', words: `${trackWords(track)}; ${way.why}` };
    case 'copy':
    case 'pictures': return { part: name, state: 'kept', words: trackWords(track) };
    case 'text': return way.isConverted ? { part: name, state: 'converted', words: `${trackWords(track)}; converted to ${codecWords(way.encoder === 'srt' ? 'subrip' : way.encoder)}` } : { part: name, state: 'kept', words: trackWords(track) };
  }
}

/** How closed captions inside the picture stream are written: it is encoded again, so their text becomes subtitles. */
export function captionsWay(part: DeliveredPart): SubtitleWay {
  return subtitleWay({ codec: 'eia_608' }, { ...part, isWhole: false });
}

function captionsLine(part: DeliveredPart): KeptPart {
  const way = captionsWay(part);
  if (way.kind === 'text') return { part: CAPTIONS, state: 'converted', words: `${codecWords('eia_608')}; their text is converted to ${codecWords(way.encoder === 'srt' ? 'subrip' : way.encoder)}` };
  return { part: CAPTIONS, state: 'lost', words: way.kind === 'lost' ? way.why : 'not kept' };
}

export const CAPTIONS = 'Closed captions';
/** They have no stream of their own in the clip's file. */
export const CAPTIONS_TRACK = -1;

/** Chapters that overlap the delivered part, by its own clock. */
export function deliveredChapters({ chapters }: Pick<ClipTracks, 'chapters'>, { startSeconds, endSeconds, isJoined, codec }: DeliveredPart): ClipTracks['chapters'] {
  if (isJoined || !containerRule(codecRecord(codec).container).hasChapters) return [];
  return chapters.filter((chapter) => chapter.startSeconds < endSeconds && chapter.endSeconds > startSeconds)
    .map((chapter) => ({ ...chapter, startSeconds: Math.max(0, chapter.startSeconds - startSeconds), endSeconds: Math.min(endSeconds, chapter.endSeconds) - startSeconds }));
}

function chapterLines(tracks: ClipTracks, part: DeliveredPart): readonly KeptPart[] {
  const all = tracks.chapters.length;
  if (all === 0) return [];
  if (!containerRule(codecRecord(part.codec).container).hasChapters) return [{ part: 'Chapters', state: 'lost', words: `${all}, ${cannotBeHeld(part.codec)}` }];
  if (part.isJoined) return [{ part: 'Chapters', state: 'lost', words: `${all}, not kept: the clock of the file begins anew` }];
  const kept = deliveredChapters(tracks, part).length;
  return [{ part: 'Chapters', state: 'kept', words: kept === all ? String(all) : `${kept} of ${all} lie in these frames` }];
}

/** In a MOV file timecode and chapters are tracks; they are listed under their own names. */
const OWN_LINES: ReadonlySet<string> = new Set(['tmcd', 'text']);
const OTHER_WORDS = { picture: 'not kept: another picture stream', data: 'not kept: data' } as const;

function otherLines(tracks: ClipTracks, part: DeliveredPart): readonly KeptPart[] {
  const held = (word: string, kind: 'cover' | 'attachment', isHeld: (track: ClipTrack) => boolean): readonly KeptPart[] => numbered(tracksOf(tracks, kind), word)
    .map(({ name, track }) => (isHeld(track) ? { part: name, state: 'kept', words: trackWords(track) } : { part: name, state: 'lost', words: `${trackWords(track)}; ${cannotBeHeld(part.codec)}` }));
  return [
    ...held('Cover', 'cover', (track) => isCoverHeld(tracks, track, part.codec)),
    ...held('Attachment', 'attachment', (track) => isAttachmentHeld(track, part.codec)),
    ...(['picture', 'data'] as const).flatMap((kind) => tracksOf(tracks, kind).filter(({ codec }) => !OWN_LINES.has(codec))
      .map((track): KeptPart => ({ part: `Stream ${track.stream}`, state: 'lost', words: `${OTHER_WORDS[kind]} (${trackWords(track)})` }))),
  ];
}

/** MP4 has one cover; Matroska has as many as there are, as attachments. */
export function isCoverHeld(tracks: Pick<ClipTracks, 'tracks'>, track: ClipTrack, codec: DeliveryCodec): boolean {
  const { covers } = containerRule(codecRecord(codec).container);
  return COVER_CODECS.has(track.codec) && (covers === 'all' || (covers === 'one' && track === tracksOf(tracks, 'cover').find((each) => COVER_CODECS.has(each.codec))));
}

const COVER_CODECS: ReadonlySet<string> = new Set(['mjpeg', 'png']);

/** Without a name and a kind Matroska takes none. */
export function isAttachmentHeld({ fileName, mimeType }: ClipTrack, codec: DeliveryCodec): boolean {
  return containerRule(codecRecord(codec).container).hasAttachments && fileName !== undefined && mimeType !== undefined;
}

/** Metadata supported by the container, by name. */
export function deliveredMetadata({ metadata }: Pick<ClipTracks, 'metadata'>, codec: DeliveryCodec): Readonly<Record<string, string>> {
  const rule = containerRule(codecRecord(codec).container).metadata;
  return rule === 'all' ? metadata : Object.fromEntries(Object.entries(metadata).filter(([name]) => rule.includes(name)));
}

const LONGEST_VALUE = 60;

function metadataLines(tracks: ClipTracks, codec: DeliveryCodec): readonly KeptPart[] {
  const kept = deliveredMetadata(tracks, codec);
  return Object.entries(tracks.metadata).map(([name, value]): KeptPart => {
    const isKept = kept[name] !== undefined;
    const line = value.replaceAll(/\s*[\r\n]+\s*/g, ' ');
    const shown = line.length > LONGEST_VALUE ? `${line.slice(0, LONGEST_VALUE)}…` : line;
    return { part: `Tag ${name}`, state: isKept ? 'kept' : 'lost', words: isKept ? `“${shown}”` : `“${shown}”, ${cannotBeHeld(codec)}` };
  });
}
