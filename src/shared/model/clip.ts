import { z } from 'zod';
import { Rate } from './frame.ts';
import { ClipId } from './ids.ts';

/** Probed format of a clip's picture. Sizes are stored samples, before rotation and sample aspect. */
export const PictureFormat = z.object({
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** width : height of one sample; 1:1 for square. */
  sampleAspect: z.object({ num: z.number().int().positive(), den: z.number().int().positive() }),
  /** Clockwise rotation needed for viewing. */
  rotation: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
  /** ffmpeg's name of the pixel format. */
  pixelFormat: z.string(),
  family: z.enum(['yuv', 'rgb', 'gray']),
  bitDepth: z.number().int().min(8).max(16),
  range: z.enum(['limited', 'full']),
  matrix: z.enum(['bt709', 'bt601', 'bt2020']),
  /** Tags in ffmpeg's terms; `undefined` when untagged. */
  primaries: z.string().optional(),
  transfer: z.string().optional(),
  taggedMatrix: z.string().optional(),
  scan: z.enum(['progressive', 'interlaced-top-first', 'interlaced-bottom-first']),
});
export type PictureFormat = z.infer<typeof PictureFormat>;

/** Meaning of a source's code values, in ffmpeg's terms. Given fields override the probed ones. */
export const ClipCoding = z.object({
  primaries: z.enum(['bt709', 'bt470m', 'bt470bg', 'smpte170m', 'smpte240m', 'film', 'bt2020', 'smpte428', 'smpte431', 'smpte432']).optional(),
  transfer: z.enum(['bt709', 'gamma22', 'gamma28', 'smpte170m', 'smpte240m', 'linear', 'log100', 'log316', 'iec61966-2-1', 'bt2020-10', 'bt2020-12', 'smpte2084', 'arib-std-b67', 'cineon']).optional(),
  matrix: z.enum(['bt709', 'bt601', 'bt2020']).optional(),
  range: z.enum(['limited', 'full']).optional(),
});
export type ClipCoding = z.infer<typeof ClipCoding>;

/** One source media file (or numbered image sequence) with its probed properties. */
export const Clip = z.object({
  id: ClipId,
  /** Absolute path; for a sequence ffmpeg's pattern (`shot-%04d.dpx`) with its first number. */
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('file'), path: z.string() }),
    z.object({ kind: z.literal('sequence'), pattern: z.string(), firstNumber: z.number().int().min(0) }),
  ]),
  /** Index of the picture stream in the file, if it is not the first one. */
  videoStream: z.number().int().min(0).optional(),
  /** SHA-256 over size and parts of the content, to find moved media. */
  contentHash: z.string(),
  name: z.string(),
  codec: z.string(),
  picture: PictureFormat,
  rate: Rate,
  timing: z.enum(['constant', 'variable']),
  frameCount: z.number().int().positive(),
  /** SMPTE timecode of frame 0 as found, `HH:MM:SS:FF` or `;FF`. */
  startTimecode: z.string().optional(),
  /** Name of the reel or tape, from the file. */
  reelName: z.string().optional(),
  audioTracks: z.number().int().min(0),
  durationSeconds: z.number().positive(),
  /**
   * Two fields are merged into whole frames when the clip is read, one frame out per frame in. Only on request, since it makes new luma.
   */
  deinterlace: z.boolean().optional(),
  /** The user's override of the coding, where tags are missing or wrong. Not probed. */
  coding: ClipCoding.optional(),
  /** Notes on irregularities found (truncated, interlaced, no tags); shown to the user. */
  remarks: z.array(z.string()).readonly(),
});
export type Clip = z.infer<typeof Clip>;

/** Display path of a clip's source. */
export function clipPath(clip: Pick<Clip, 'source'>): string {
  return clip.source.kind === 'file' ? clip.source.path : clip.source.pattern;
}

/** Meaning of a clip's code values: the user's override, else as probed. `undefined` where both are missing. */
export function codingOf(clip: Pick<Clip, 'picture' | 'coding'>): { readonly primaries: string | undefined; readonly transfer: string | undefined; readonly matrix: PictureFormat['matrix']; readonly range: PictureFormat['range'] } {
  const { coding, picture } = clip;
  return {
    primaries: coding?.primaries ?? picture.primaries,
    transfer: coding?.transfer ?? picture.transfer,
    matrix: coding?.matrix ?? picture.matrix,
    range: coding?.range ?? picture.range,
  };
}

/** An interlaced clip with deinterlacing on request; a progressive one unchanged. */
export function deinterlaced(clip: Clip): Clip {
  if (clip.picture.scan === 'progressive') return clip;
  return { ...clip, deinterlace: true, picture: { ...clip.picture, scan: 'progressive' }, contentHash: `${clip.contentHash}-deinterlaced`, remarks: [...clip.remarks.filter((remark) => !remark.includes('interlaced')), 'The film is interlaced; its fields are woven into whole frames (bwdif), so its luma is not the stored one.'] };
}
