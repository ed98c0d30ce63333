import type { Clip } from '../../shared/model/clip.ts';
import { type ClipTrack, type ClipTracks, tracksOf } from '../../shared/model/clip-tracks.ts';
import { languageCode } from '../../shared/model/language-codes.ts';
import type { KeptPart } from '../../shared/model/delivery.ts';
import type { DeliveryPlan } from './plan-delivery.ts';
import { CAPTIONS, CAPTIONS_TRACK, deliveredChapters } from './track-fates.ts';

/** Streams that the plan contains, and those found in the written file. */
interface WrittenTracks {
  /** Of the written file. */
  readonly clip: Pick<Clip, 'startTimecode' | 'reelName' | 'picture'>;
  readonly tracks: ClipTracks;
  /** Streams of the clip whose subtitles were given to the encoder. */
  readonly subtitleStreams: readonly number[];
}

/** Compares the lines of a plan with the written file and reports what is missing. Pure. */
export function foundParts(plan: DeliveryPlan, written: WrittenTracks): readonly KeptPart[] {
  const [sound, subtitles] = [tracksOf(plan.tracks, 'sound'), tracksOf(plan.tracks, 'subtitles')];
  const heldSound = sound.filter((_, index) => isHeld(plan, 'Sound', index));
  return plan.kept.map((line) => {
    if (line.state !== 'kept' && line.state !== 'converted') return line;
    if (line.part.startsWith('Sound')) return namesFault(line, { track: sound[placeOf(line)], found: tracksOf(written.tracks, 'sound')[heldSound.indexOf(sound[placeOf(line)]!)] });
    if (line.part.startsWith('Subtitles')) return subtitleLine(line, subtitles[placeOf(line)], written);
    if (line.part === CAPTIONS) return captionsLine(line, written);
    const fault = faultOf(line.part, plan, written);
    return fault === undefined ? line : lost(line, fault);
  });
}

const NOT_FOUND = 'not found in the written file';

function lost(line: KeptPart, fault: string): KeptPart {
  return { ...line, state: 'lost', words: `${line.words}; ${fault}` };
}

/** `Sound 2` is the second; a single track has no number. */
function placeOf({ part }: KeptPart): number {
  return Number(/\d+$/.exec(part)?.[0] ?? 1) - 1;
}

function isHeld({ kept }: DeliveryPlan, word: string, index: number): boolean {
  return kept.some((line) => line.part.startsWith(word) && placeOf(line) === index && line.state !== 'lost');
}

/** Index of a line among the kept ones of its kind. */
function heldPlace({ kept }: DeliveryPlan, part: string): number {
  const word = part.replace(/ \d+$/, '');
  return kept.filter((line) => line.part.startsWith(word) && line.state !== 'lost').findIndex((line) => line.part === part);
}

function faultOf(part: string, plan: DeliveryPlan, { clip, tracks }: WrittenTracks): string | undefined {
  if (part === 'Timecode') return clip.startTimecode === plan.timecode ? undefined : clip.startTimecode === undefined ? NOT_FOUND : `the written file says ${clip.startTimecode}`;
  if (part === 'Fields') return clip.picture.scan === plan.clip.picture.scan ? undefined : `the written file says ${SCAN_WORDS[clip.picture.scan]}`;
  if (part === 'Rotation') return clip.picture.rotation === plan.clip.picture.rotation ? undefined : `the written file says ${clip.picture.rotation}°`;
  if (part === 'Sample shape') return isSameShape(clip.picture.sampleAspect, plan.clip.picture.sampleAspect) ? undefined : `the written file says ${clip.picture.sampleAspect.num}:${clip.picture.sampleAspect.den}`;
  if (part === 'Reel') return clip.reelName === plan.clip.reelName ? undefined : NOT_FOUND;
  if (part === 'Chapters') return tracks.chapters.length === deliveredChapters(plan.tracks, plan.part).length ? undefined : NOT_FOUND;
  if (part.startsWith('Cover')) return heldPlace(plan, part) < tracksOf(tracks, 'cover').length ? undefined : NOT_FOUND;
  if (part.startsWith('Attachment')) return heldPlace(plan, part) < tracksOf(tracks, 'attachment').length ? undefined : NOT_FOUND;
  if (part.startsWith('Tag ')) return tracks.metadata[part.slice('Tag '.length)] === undefined ? NOT_FOUND : undefined;
  return undefined;
}

const SCAN_WORDS = { progressive: 'progressive', 'interlaced-top-first': 'top field first', 'interlaced-bottom-first': 'bottom field first' } as const satisfies Record<Clip['picture']['scan'], string>;

/** Containers round the numbers of a shape. */
function isSameShape(one: Clip['picture']['sampleAspect'], other: Clip['picture']['sampleAspect']): boolean {
  return Math.abs(one.num / one.den / (other.num / other.den) - 1) < 1e-3;
}

function captionsLine(line: KeptPart, { tracks, subtitleStreams }: WrittenTracks): KeptPart {
  const place = subtitleStreams.indexOf(CAPTIONS_TRACK);
  if (place === -1) return lost(line, 'none lie in these frames');
  return tracksOf(tracks, 'subtitles')[place] === undefined ? lost(line, NOT_FOUND) : line;
}

function subtitleLine(line: KeptPart, track: ClipTrack | undefined, { tracks, subtitleStreams }: WrittenTracks): KeptPart {
  if (track === undefined) return line;
  const place = subtitleStreams.indexOf(track.stream);
  if (place === -1) return lost(line, 'none lie in these frames');
  const found = tracksOf(tracks, 'subtitles')[place];
  return found === undefined ? lost(line, NOT_FOUND) : namesFault(line, { track, found });
}

/** A track that is there, but without its language or title, or with other channels. */
function namesFault(line: KeptPart, { track, found }: { readonly track: ClipTrack | undefined; readonly found: ClipTrack | undefined }): KeptPart {
  if (track === undefined || found === undefined) return line;
  const missing = [
    ...(track.language !== undefined && (found.language === undefined || languageCode(found.language) !== languageCode(track.language)) ? ['language'] : []),
    ...(track.title !== undefined && found.title !== track.title ? ['title'] : []),
  ];
  const faults = [
    ...(missing.length === 0 ? [] : [`without its ${missing.join(' and ')}, which the container does not hold`]),
    ...(track.sampleRate === undefined || found.sampleRate === undefined || track.sampleRate === found.sampleRate || line.words.includes(`at ${found.sampleRate / 1000} kHz`) ? [] : [`it has ${found.sampleRate / 1000} kHz in the written file`]),
    ...(track.channels === found.channels ? [] : [`it has ${found.channels ?? 0} channels in the written file`]),
    ...(track.layout === undefined || (found.layout ?? usualLayout(found)) === track.layout ? [] : [`the written file says ${found.layout ?? 'no layout'}`]),
  ];
  return faults.length === 0 ? line : { ...line, state: 'converted', words: [line.words, ...faults].join('; ') };
}

/** What one or two channels are taken for where the container has no layout: PCM in Matroska. */
function usualLayout({ channels }: ClipTrack): string | undefined {
  return channels === 1 ? 'mono' : channels === 2 ? 'stereo' : undefined;
}
