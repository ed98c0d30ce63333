import { counted } from '../../../shared/counted.ts';
import { type Clip, clipPath } from '../../../shared/model/clip.ts';
import { type ClipFact, ClipReport } from '../../../shared/model/clip-report.ts';
import { type ClipTracks, tracksOf, trackWords } from '../../../shared/model/clip-tracks.ts';
import { parseTimecode } from '../../../shared/model/timecode.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { frameTable, type FrameTable } from '../decode/frame-table.ts';
import { codingFacts } from './coding-facts.ts';
import { listed, unreadableWords } from './clip-remarks.ts';
import { findRate, type FoundRate } from './frame-rate.ts';
import { remarksOf } from './probe-picture.ts';
import { probeStreams, type ProbedStreams } from './probe-streams.ts';
import { rateFact } from './rate-fact.ts';
import { readTracks } from './read-tracks.ts';

/**
 * What was understood of a clip and what was assumed. Reads its streams and its frame table, which is kept.
 * @throws AppError `file.*`, `media.*`; AbortError
 */
export async function clipReport(clip: Clip, tools: FfmpegTools, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<ClipReport> {
  const [streams, table, tracks] = await Promise.all([probeStreams(clip, tools, options), frameTable(clip, tools, options), readTracks(clip, tools, options)]);
  const found = clip.source.kind === 'file' ? findRate(table.pts, streams.video.timeBase, streams.video.claimedRates) : undefined;
  return ClipReport.parse({
    version: 1, path: clipPath(clip), name: clip.name, frameCount: clip.frameCount, rate: clip.rate, timing: clip.timing, durationSeconds: clip.durationSeconds,
    startTimecode: clip.startTimecode, reelName: clip.reelName,
    facts: [
      fileFact(clip, streams), ...pictureFacts(clip), rateFact(clip, { table, streams, found }), framesFact(clip, table, found), ...unreadableFacts(clip),
      ...codingFacts(clip, streams.video), ...timecodeFacts(clip), ...trackFacts(tracks),
    ],
    tracks: [...tracks.tracks], chapters: [...tracks.chapters], metadata: { ...tracks.metadata }, gaps: [...found?.gaps ?? []], remarks: [...remarksOf(clip)],
  });
}

const CONTAINERS: Readonly<Record<string, string>> = {
  'matroska,webm': 'Matroska', 'mov,mp4,m4a,3gp,3g2,mj2': 'MOV or MP4', avi: 'AVI', mxf: 'MXF', mpegts: 'MPEG transport stream', mpeg: 'MPEG program stream', mpegvideo: 'MPEG video', image2: 'images', gif: 'GIF', asf: 'WMV', flv: 'FLV', ogg: 'Ogg', dv: 'DV',
};

function fileFact(clip: Clip, { formatName }: ProbedStreams): ClipFact {
  const container = clip.source.kind === 'sequence' ? 'Sequence of images' : CONTAINERS[formatName] ?? formatName;
  return { id: 'file', label: 'File', value: `${container}, ${clip.codec}`, how: 'file' };
}

function pictureFacts({ picture, deinterlace }: Clip): readonly ClipFact[] {
  const { width, height, sampleAspect: { num, den }, rotation, scan, bitDepth, family, pixelFormat } = picture;
  const kind = { yuv: 'Y′CbCr', rgb: 'R′G′B′', gray: 'gray' }[family];
  return [
    { id: 'picture', label: 'Picture', value: `${width} × ${height}`, how: 'file' },
    ...(num === den ? [] : [{ id: 'display', label: 'Sample shape', value: `${num}:${den}`, how: 'file', note: `shown as ${Math.round((width * num) / den)} × ${height}` } as const]),
    ...(rotation === 0 ? [] : [{ id: 'rotation', label: 'Rotation', value: `${rotation}° clockwise for viewing`, how: 'file', note: 'frames are kept as stored' } as const]),
    { id: 'samples', label: 'Samples', value: `${kind}, ${bitDepth} bits`, how: 'file', note: pixelFormat },
    { id: 'fields', label: 'Fields', ...(scan === 'progressive' ? { value: deinterlace === true ? 'deinterlaced' : 'progressive' } : { value: scan === 'interlaced-top-first' ? 'interlaced, top field first' : 'interlaced, bottom field first' }), how: 'measured', note: 'by the decoded frames' },
  ];
}

function framesFact({ frameCount, durationSeconds, source }: Clip, table: FrameTable, found: FoundRate | undefined): ClipFact {
  const missing = found?.gaps.reduce((sum, gap) => sum + gap.missing, 0) ?? 0;
  const notes = [
    ...(missing === 0 ? [] : [`${missing} missing after ${found!.gaps.length === 1 ? 'frame' : 'frames'} ${listed(found!.gaps.map(({ after }) => String(after)))}`]),
    ...(table.parts === undefined ? [] : [`the clock begins anew at ${listed(table.parts.slice(1).map(({ firstFrame }) => `frame ${firstFrame}`))}`]),
    ...(table.pts === undefined ? ['no usable timestamps; frames are counted'] : []),
  ];
  return { id: 'frames', label: 'Frames', value: `${frameCount}, ${durationSeconds.toFixed(3)} s`, how: source.kind === 'sequence' ? 'file' : 'measured', ...(notes.length === 0 ? {} : { note: notes.join('; ') }) };
}

function unreadableFacts({ source, unreadable }: Clip): readonly ClipFact[] {
  if (unreadable === undefined) return [];
  const images = unreadable.reduce((sum, { from, to }) => sum + to - from, 0);
  return [{ id: 'unreadable', label: 'Unreadable', value: source.kind === 'file' ? unreadableWords(unreadable) : counted(images, 'image'), how: 'measured' }];
}

function timecodeFacts({ startTimecode, reelName, rate }: Clip): readonly ClipFact[] {
  return [
    startTimecode === undefined ? { id: 'timecode', label: 'Timecode', value: 'none', how: 'file', note: 'frames are counted from 00:00:00:00' } : { id: 'timecode', label: 'Timecode', value: startTimecode, how: 'file', ...(parseTimecode(startTimecode, rate) === undefined ? { note: 'does not exist at this rate; frames are counted from 00:00:00:00' } : startTimecode.includes(';') ? { note: 'drop-frame' } : {}) },
    ...(reelName === undefined ? [] : [{ id: 'reel', label: 'Reel', value: reelName, how: 'file' } as const]),
  ];
}

function trackFacts(tracks: ClipTracks): readonly ClipFact[] {
  const rows = (kind: 'sound' | 'subtitles', label: string): readonly ClipFact[] => tracksOf(tracks, kind).map((track, index, all) => ({ id: kind, label: all.length === 1 ? label : `${label} ${index + 1}`, value: trackWords(track), how: 'file' }));
  const others = tracks.tracks.filter(({ kind, codec }) => kind !== 'sound' && kind !== 'subtitles' && codec !== 'tmcd' && codec !== 'text');
  const sound = rows('sound', 'Sound');
  return [
    ...(sound.length > 0 ? sound : [{ id: 'sound', label: 'Sound', value: 'none', how: 'file' } as const]),
    ...rows('subtitles', 'Subtitles'),
    ...(tracks.hasClosedCaptions ? [{ id: 'subtitles', label: 'Closed captions', value: 'in the picture stream', how: 'file' } as const] : []),
    ...(tracks.chapters.length === 0 ? [] : [{ id: 'chapters', label: 'Chapters', value: String(tracks.chapters.length), how: 'file' } as const]),
    ...others.map((track) => ({ id: 'other', label: `Stream ${track.stream}`, value: `${OTHER_WORDS[track.kind]}, ${track.codec}`, how: 'file', note: 'not delivered' } as const)),
    ...Object.entries(tracks.metadata).map(([name, value]) => ({ id: 'metadata', label: `Tag ${name}`, value, how: 'file' } as const)),
  ];
}

const OTHER_WORDS = { sound: 'sound', subtitles: 'subtitles', picture: 'another picture stream', cover: 'cover picture', attachment: 'attached file', data: 'data' } as const;
