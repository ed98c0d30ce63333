import { z } from 'zod';
import { colourCoding, type ColourCoding, workingCodingName } from '../colour/coding.ts';
import { CURVE_NAMES } from '../colour/transfer.ts';
import { FrameRange, Rate } from './frame.ts';
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
  matrix: z.enum(['bt709', 'bt601', 'bt2020', 'smpte240m']),
  /** Tags in ffmpeg's terms (and `cineon`, `bt1886`); `undefined` when untagged. */
  primaries: z.string().optional(),
  transfer: z.string().optional(),
  taggedMatrix: z.string().optional(),
  scan: z.enum(['progressive', 'interlaced-top-first', 'interlaced-bottom-first']),
  /** Curve by which linear floats are read as 16-bit codes, where it is not PQ. */
  floatCurve: z.enum(CURVE_NAMES).optional(),
});
export type PictureFormat = z.infer<typeof PictureFormat>;

const PROBED = PictureFormat.pick({ primaries: true, transfer: true, matrix: true, taggedMatrix: true, range: true });

/** Meaning of a source's code values, in ffmpeg's terms. Given fields override the probed ones. */
export const ClipCoding = z.object({
  primaries: z.enum(['bt709', 'bt470m', 'bt470bg', 'smpte170m', 'smpte240m', 'film', 'bt2020', 'smpte428', 'smpte431', 'smpte432']).optional(),
  transfer: z.enum(['bt709', 'gamma22', 'gamma28', 'smpte170m', 'smpte240m', 'linear', 'log100', 'log316', 'iec61966-2-1', 'bt2020-10', 'bt2020-12', 'smpte2084', 'arib-std-b67', 'cineon', 'bt1886']).optional(),
  matrix: z.enum(['bt709', 'bt601', 'bt2020', 'smpte240m']).optional(),
  range: z.enum(['limited', 'full']).optional(),
});
export type ClipCoding = z.infer<typeof ClipCoding>;

/** A part of a source that its disk does not give: bytes of a file, images of a sequence, by index. `to` is the first one after it. */
export const UnreadablePart = z.object({ from: z.number().int().min(0), to: z.number().int().positive() });
export type UnreadablePart = z.infer<typeof UnreadablePart>;

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
  /** The user's override of the coding, where tags are missing or wrong. It is in `picture`, too. */
  coding: ClipCoding.optional(),
  /** What of `picture` was probed, while `coding` overrides it. */
  probedCoding: PROBED.optional(),
  /** Rate of an image sequence as probed, while the user's is in effect in `rate`. */
  probedRate: Rate.optional(),
  /** What could not be read of the source when it was opened, ascending. Zeros are taken for bytes of a file; for an image the one before it. */
  unreadable: z.array(UnreadablePart).readonly().optional(),
  /** Frames that could be decoded only in part when it was opened, in runs, ascending; empty where it is not known which. Absent for an intact clip. */
  damaged: z.array(FrameRange).readonly().optional(),
  /** Notes on irregularities found (truncated, interlaced, no tags); shown to the user. */
  remarks: z.array(z.string()).readonly(),
});
export type Clip = z.infer<typeof Clip>;

/** Display path of a clip's source. */
export function clipPath(clip: Pick<Clip, 'source'>): string {
  return clip.source.kind === 'file' ? clip.source.path : clip.source.pattern;
}

/** Coding of a clip: the user's override, else its tags. */
export function codingOf({ picture }: Pick<Clip, 'picture'>): ColourCoding {
  return colourCoding(picture);
}

/**
 * Names what a clip's luma codes are taken for, where that is not what every code is taken for: part of the keys and addresses of what is
 * made from its gray. Empty for video for viewing, as probed.
 */
export function grayName({ picture, coding }: Partial<Pick<Clip, 'picture' | 'coding'>>): string {
  if (picture === undefined) return '';
  const isMatrixUsed = picture.family === 'rgb' && coding?.matrix !== undefined;
  return [workingCodingName(colourCoding(picture)), ...(coding?.range === undefined ? [] : [coding.range]), ...(isMatrixUsed ? [picture.matrix] : [])].filter((part) => part !== '').join(' ');
}

/** ffmpeg's tag for a matrix that the user has chosen. */
export const MATRIX_TAGS = { bt709: 'bt709', bt601: 'smpte170m', bt2020: 'bt2020nc', smpte240m: 'smpte240m' } as const satisfies Record<PictureFormat['matrix'], string>;

/** A clip with its coding overridden; as probed without an override, or where it sets nothing. */
export function withCoding(clip: Clip, coding: ClipCoding | undefined): Clip {
  const { coding: _coding, probedCoding, ...rest } = clip;
  const { primaries: _primaries, transfer: _transfer, taggedMatrix: _tag, ...picture } = clip.picture;
  const probed = probedCoding ?? PROBED.parse(clip.picture);
  const plain: Clip = { ...rest, picture: { ...picture, ...probed } };
  if (coding === undefined || Object.values(coding).every((each) => each === undefined)) return plain;
  const { primaries, transfer, matrix, range } = coding;
  return {
    ...plain, coding, probedCoding: probed,
    picture: {
      ...plain.picture,
      ...(primaries === undefined ? {} : { primaries }), ...(transfer === undefined ? {} : { transfer }), ...(range === undefined ? {} : { range }),
      ...(matrix === undefined ? {} : { matrix, taggedMatrix: MATRIX_TAGS[matrix] }),
    },
  };
}

/** An interlaced clip with deinterlacing on request; a progressive one unchanged. */
export function deinterlaced(clip: Clip): Clip {
  if (clip.picture.scan === 'progressive') return clip;
  return { ...clip, deinterlace: true, picture: { ...clip.picture, scan: 'progressive' }, contentHash: `${clip.contentHash}-deinterlaced`, remarks: [...clip.remarks.filter((remark) => !remark.includes('interlaced')), 'The film is interlaced; its fields are woven into whole frames (bwdif), so its luma is not the stored one.'] };
}
