import type { Chapter } from '../../../shared/model/clip-tracks.ts';
import { containerRule } from '../../../shared/model/container-rules.ts';
import { codecRecord } from '../../../shared/model/delivery-codecs.ts';
import { quickTimeLanguage, standardLanguage } from '../../../shared/model/language-codes.ts';
import { inputName } from '../probe/media-source.ts';
import type { AttachedFile, EncodePlan, SubtitleSource, TrackNames } from './encode-plan.ts';

/** Input arguments of what comes from files of its own: subtitles, then chapters, then the covers that are streams. */
export function trackInputs(plan: EncodePlan): readonly string[] {
  return [
    ...(plan.subtitles ?? []).flatMap(subtitleInput),
    ...(plan.chaptersPath === undefined ? [] : ['-f', 'ffmetadata', '-i', `file:${plan.chaptersPath}`]),
    ...coverStreams(plan).flatMap(({ codec, path }) => ['-f', codec === 'png' ? 'png_pipe' : 'jpeg_pipe', '-i', `file:${path}`]),
  ];
}

function subtitleInput(source: SubtitleSource): readonly string[] {
  return source.kind === 'text' ? ['-f', source.format, '-i', `file:${source.path}`] : ['-itsoffset', source.offsetSeconds.toFixed(9), '-i', inputName(source.path, source.unreadable)];
}

/** MP4 has its cover as a picture stream; Matroska attaches it. */
function coverStreams({ attached, codec }: EncodePlan): readonly AttachedFile[] {
  return codecRecord(codec).container === 'mp4' ? (attached ?? []).filter(({ kind }) => kind === 'cover') : [];
}

function attachments({ attached, codec }: EncodePlan): readonly AttachedFile[] {
  return codecRecord(codec).container === 'matroska' ? (attached ?? []) : [];
}

/** Whether anything comes from a file with a clock: times must then be taken as they are. */
export function hasTrackInputs(plan: EncodePlan): boolean {
  return (plan.subtitles?.length ?? 0) > 0;
}

/** Maps of subtitles and covers. @param first place of the first of these inputs among all inputs. */
export function trackMaps(plan: EncodePlan, first: number): readonly string[] {
  const subtitles = plan.subtitles ?? [];
  const covers = first + subtitles.length + (plan.chaptersPath === undefined ? 0 : 1);
  return [
    ...subtitles.flatMap((source, index) => ['-map', `${first + index}:${source.kind === 'text' ? 0 : source.stream}`]),
    ...coverStreams(plan).flatMap((_, index) => ['-map', `${covers + index}:0`]),
  ];
}

/** Encoders and names of subtitles, names of sound tracks, chapters, metadata, reel. Nothing is copied from an input by itself. */
export function trackArguments(plan: EncodePlan, first: number, sound: readonly TrackNames[]): readonly string[] {
  const subtitles = plan.subtitles ?? [];
  const { container, keepsTimecode } = codecRecord(plan.codec);
  return [
    ...coverStreams(plan).flatMap((_, index) => [`-c:v:${index + 1}`, 'copy', `-disposition:v:${index + 1}`, 'attached_pic']),
    ...subtitles.flatMap((source, index) => [`-c:s:${index}`, source.kind === 'text' ? source.encoder : 'copy']),
    // Not for everything at once, which would take the titles of chapters too.
    '-map_metadata:g', '-1', '-map_metadata:s', '-1',
    '-map_chapters', plan.chaptersPath === undefined ? '-1' : String(first + subtitles.length),
    ...Object.entries(plan.metadata ?? {}).flatMap(([key, value]) => ['-metadata', `${key}=${value}`]),
    ...sound.flatMap((names, index) => namesOf(plan, `a:${index}`, names)),
    ...subtitles.flatMap((source, index) => namesOf(plan, `s:${index}`, source.names)),
    ...attachments(plan).flatMap(({ path, fileName, mimeType }, index) => ['-attach', path, `-metadata:s:t:${index}`, `filename=${fileName}`, `-metadata:s:t:${index}`, `mimetype=${mimeType}`]),
    // In images it is written into each header afterwards. For the whole file, MP4 would get a track of it for the cover too.
    ...(plan.timecode === undefined || !keepsTimecode || container === 'images' ? [] : coverStreams(plan).length > 0 ? ['-metadata:s:v:0', `timecode=${plan.timecode}`] : ['-timecode', plan.timecode]),
    ...(plan.reelName === undefined || !containerRule(codecRecord(plan.codec).container).hasReel ? [] : ['-metadata:s:v:0', `reel_name=${plan.reelName}`]),
  ];
}

function namesOf(plan: EncodePlan, stream: string, { language, title, isDefault, isForced }: TrackNames): readonly string[] {
  const rule = containerRule(codecRecord(plan.codec).container);
  const marks = [...(isDefault === true ? ['default'] : []), ...(isForced === true ? ['forced'] : [])];
  const { container } = codecRecord(plan.codec);
  const hasHandlers = container === 'mov' || container === 'mp4';
  return [
    ...(language === undefined || !rule.hasLanguages ? [] : [`-metadata:s:${stream}`, `language=${container === 'mov' ? quickTimeLanguage(language) : standardLanguage(language)}`]),
    // QuickTime and MP4 programs show the name of the handler as the title of a track.
    ...(title === undefined || !rule.hasTitles ? [] : [`-metadata:s:${stream}`, `title=${title}`, ...(hasHandlers ? [`-metadata:s:${stream}`, `handler_name=${title}`] : [])]),
    ...(isDefault === undefined ? [] : [`-disposition:${stream}`, marks.length === 0 ? '0' : marks.join('+')]),
  ];
}

/** Chapters in ffmpeg's own format (`ffmetadata`). Pure. */
export function chapterText(chapters: readonly Chapter[]): string {
  const escaped = (text: string): string => text.replace(/[=;#\\\n]/g, String.raw`\$&`);
  const micro = (seconds: number): string => String(Math.round(seconds * 1e6));
  return [';FFMETADATA1', ...chapters.flatMap(({ startSeconds, endSeconds, title }) => [
    '[CHAPTER]', 'TIMEBASE=1/1000000', `START=${micro(startSeconds)}`, `END=${micro(endSeconds)}`, ...(title === undefined ? [] : [`title=${escaped(title)}`]),
  ])].join('\n') + '\n';
}
