import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClipTrack, tracksOf } from '../../shared/model/clip-tracks.ts';
import { type AttachedFile, chapterText, cutPictureSubtitles, type EncodePlan, type FfmpegTools, readAttachment, readCover, readSubtitles, type SubtitleSource, type TrackNames } from '../media/index.ts';
import type { DeliveryPlan } from './plan-delivery.ts';
import { deliveredChapters, deliveredMetadata, isAttachmentHeld, isCoverHeld, CAPTIONS, CAPTIONS_TRACK, captionsWay, subtitleWay } from './track-fates.ts';

export interface PrepareOptions {
  readonly tools: FfmpegTools;
  /** Returns a folder for input files of the encoder; called only when there are any. */
  readonly folder: () => Promise<string>;
  readonly signal?: AbortSignal | undefined;
}

type PreparedTracks = Pick<EncodePlan, 'subtitles' | 'attached' | 'chaptersPath' | 'metadata' | 'reelName'>;

/** Writes subtitles and chapters of the delivered frames, covers and attached files where the encoder reads them. @throws AppError `file.*`, `disk.full`; AbortError */
export async function prepareTracks(plan: DeliveryPlan, options: PrepareOptions): Promise<PreparedTracks> {
  const chapters = deliveredChapters(plan.tracks, plan.part);
  const subtitles: SubtitleSource[] = [];
  for (const track of tracksOf(plan.tracks, 'subtitles')) {
    const source = await subtitleSource(plan, track, options);
    if (source !== undefined) subtitles.push(source);
  }
  const captions = await captionsSource(plan, options);
  if (captions !== undefined) subtitles.push(captions);
  let chaptersPath: string | undefined;
  if (chapters.length > 0) {
    chaptersPath = join(await options.folder(), 'chapters.txt');
    await writeFile(chaptersPath, chapterText(chapters));
  }
  return { subtitles, attached: await attachedFiles(plan, options), chaptersPath, metadata: deliveredMetadata(plan.tracks, plan.codec), reelName: plan.clip.reelName };
}

/** `undefined` where the track is not held, or has nothing in these frames. */
async function subtitleSource({ clip, part }: DeliveryPlan, track: ClipTrack, { tools, folder, signal }: PrepareOptions): Promise<SubtitleSource | undefined> {
  const way = subtitleWay(track, part);
  if (way.kind === 'lost' || clip.source.kind !== 'file') return undefined;
  const names: TrackNames = { language: track.language, title: track.title, isDefault: track.isDefault, isForced: track.isForced };
  if (way.kind === 'copy') return { kind: 'copy', path: clip.source.path, unreadable: clip.unreadable, stream: track.stream, of: track.stream, offsetSeconds: -part.startSeconds, names };
  if (way.kind === 'pictures') {
    const outPath = join(await folder(), `subtitles-${track.stream}.mks`);
    const isThere = await cutPictureSubtitles(clip, track, { ...part, outPath }, { tools, signal });
    return isThere ? { kind: 'copy', path: outPath, stream: 0, of: track.stream, offsetSeconds: 0, names } : undefined;
  }
  const text = await readSubtitles(clip, { stream: track.stream, format: way.format }, part, tools, { signal });
  if (!text.includes('-->') && !text.includes('\nDialogue:')) return undefined;
  const path = join(await folder(), `subtitles-${track.stream}.${way.format}`);
  await writeFile(path, text);
  return { kind: 'text', of: track.stream, path, format: way.format, encoder: way.encoder, names };
}

async function captionsSource({ clip, tracks, part }: DeliveryPlan, { tools, folder, signal }: PrepareOptions): Promise<SubtitleSource | undefined> {
  const way = captionsWay(part);
  if (!tracks.hasClosedCaptions || way.kind !== 'text') return undefined;
  const text = await readSubtitles(clip, { stream: 'captions', format: way.format }, part, tools, { signal });
  if (!text.includes('-->')) return undefined;
  const path = join(await folder(), 'captions.srt');
  await writeFile(path, text);
  return { kind: 'text', of: CAPTIONS_TRACK, path, format: way.format, encoder: way.encoder, names: { title: CAPTIONS, isDefault: false } };
}

const COVER_KINDS: Readonly<Record<string, { readonly extension: string; readonly mimeType: string }>> = { png: { extension: '.png', mimeType: 'image/png' }, mjpeg: { extension: '.jpg', mimeType: 'image/jpeg' } };

async function attachedFiles({ clip, tracks, codec }: DeliveryPlan, { tools, folder, signal }: PrepareOptions): Promise<readonly AttachedFile[]> {
  if (clip.source.kind !== 'file') return [];
  const found: AttachedFile[] = [];
  for (const track of tracksOf(tracks, 'cover').filter((each) => isCoverHeld(tracks, each, codec))) {
    const { extension, mimeType } = COVER_KINDS[track.codec]!;
    const path = join(await folder(), `cover-${track.stream}${extension}`);
    await readCover(clip, track.stream, path, { tools, signal });
    found.push({ kind: 'cover', codec: track.codec, path, fileName: track.fileName ?? `cover${extension}`, mimeType });
  }
  for (const track of tracksOf(tracks, 'attachment').filter((each) => isAttachmentHeld(each, codec))) {
    const path = join(await folder(), `attachment-${track.stream}`);
    await readAttachment(clip, track.stream, path, { tools, signal });
    found.push({ kind: 'attachment', codec: track.codec, path, fileName: track.fileName!, mimeType: track.mimeType! });
  }
  return found;
}
