import { codingLabel, colourCoding, isLinearFloat, isSceneCoding, type TaggedPicture } from '../../../shared/colour/coding.ts';
import { transferCurve } from '../../../shared/colour/transfer.ts';
import type { Clip, PictureFormat } from '../../../shared/model/clip.ts';
import { remarksByRate } from '../../../shared/model/clip-rate.ts';
import { describePixelFormat } from './pixel-format.ts';
import type { VideoStream } from './probe-streams.ts';
import type { ShownFrame } from '../decode/showinfo.ts';

/** From this many lines on an untagged picture is taken for high definition, whose matrix is BT.709. */
const HIGH_DEFINITION_LINES = 720;

/** The picture's format, with a remark on each property that had to be assumed. */
export function probePicture(given: VideoStream, shown: readonly ShownFrame[]): { readonly picture: PictureFormat; readonly remarks: readonly string[] } {
  const remarks: string[] = [];
  // OpenEXR contains linear light without a tag for it.
  const video = given.codec === 'exr' && given.transfer === undefined ? { ...given, transfer: 'linear' } : given;
  const { family, bitDepth, impliesFullRange } = describePixelFormat(video.pixelFormat);
  const range = findRange(video, family, impliesFullRange, remarks);
  const matrix = findMatrix(video, family, remarks);
  remarks.push(...sceneRemarks(video, matrix));
  const scan = findScan(video, shown);
  if (scan !== 'progressive') remarks.push(`The clip is interlaced (${scan === 'interlaced-top-first' ? 'top' : 'bottom'} field first); fields are kept as they are unless deinterlacing is asked for.`);
  const rotation = nearestTurn(video.rotation);
  if (rotation !== video.rotation) remarks.push(`The clip is tagged with a rotation of ${video.rotation}°; ${rotation}° is used.`);
  else if (rotation !== 0) remarks.push(`The clip is rotated by ${rotation}° clockwise for viewing; frames are kept as stored.`);
  const { num, den } = video.sampleAspect;
  if (num !== den) remarks.push(`Samples are not square (${num}:${den}).`);
  return {
    picture: {
      width: video.width, height: video.height, sampleAspect: { num, den }, rotation, pixelFormat: video.pixelFormat, family, bitDepth, range, matrix,
      ...(video.primaries === undefined ? {} : { primaries: video.primaries }),
      ...(video.transfer === undefined ? {} : { transfer: video.transfer }),
      ...(video.matrix === undefined ? {} : { taggedMatrix: video.matrix }),
      scan,
    },
    remarks,
  };
}

const SCENE_REMARK = 'The clip is coded as';
const MATRIX_REMARK = 'The colour matrix';

/** How a picture that is not for viewing as it is comes to the screen. */
function sceneRemarks(video: Omit<TaggedPicture, 'matrix'>, matrix: PictureFormat['matrix']): readonly string[] {
  const coding = colourCoding({ ...video, matrix });
  if (!isSceneCoding(coding)) return [];
  const floats = isLinearFloat(video) ? ' (linear floats, read as 16-bit codes of that curve; 1.0 is diffuse white)' : '';
  return [`${SCENE_REMARK} ${codingLabel(coding)}${floats}; for painting it is shown as a display picture, in which ${transferCurve(coding.curve).white ?? ''}. Delivery keeps the codes.`];
}

/** Remarks of a clip; of one whose coding or rate was set without what had been assumed of it. Pure. */
export function remarksOf(clip: Pick<Clip, 'remarks' | 'coding' | 'picture' | 'probedRate'>): readonly string[] {
  const { coding, picture } = clip;
  const remarks = remarksByRate(clip);
  if (coding === undefined) return remarks;
  const isKept = (remark: string): boolean => !remark.startsWith(SCENE_REMARK)
    && (coding.matrix === undefined || !remark.startsWith(MATRIX_REMARK)) && (coding.range === undefined || !/^The (?:sample range|range of the gray samples) is not tagged/.test(remark));
  return [...sceneRemarks(picture, picture.matrix), ...remarks.filter(isKept)];
}

function findRange(video: VideoStream, family: PictureFormat['family'], impliesFullRange: boolean, remarks: string[]): PictureFormat['range'] {
  if (family === 'rgb' || impliesFullRange) return 'full';
  if (video.range === 'pc') return 'full';
  if (video.range === 'tv') return 'limited';
  if (family === 'gray') {
    remarks.push('The range of the gray samples is not tagged; full range is assumed.');
    return 'full';
  }
  remarks.push('The sample range is not tagged; limited range is assumed.');
  return 'limited';
}

function findMatrix(video: VideoStream, family: PictureFormat['family'], remarks: string[]): PictureFormat['matrix'] {
  switch (video.matrix) {
    case 'bt709': return 'bt709';
    case 'smpte170m': case 'bt470bg': case 'fcc': return 'bt601';
    case 'bt2020nc': return 'bt2020';
    case 'bt2020c':
      remarks.push('The clip is coded with constant luminance, which is read as non-constant: colours may differ a little.');
      return 'bt2020';
    case 'smpte240m': return 'smpte240m';
    default: {
      const assumed = video.height >= HIGH_DEFINITION_LINES ? 'bt709' : 'bt601';
      const name = assumed === 'bt709' ? 'BT.709' : 'BT.601';
      // Gray film has no chroma yet and RGB is converted to Y′ by the usual matrix, so no wrong choice is possible; the remark states the choice.
      if (video.matrix !== undefined && video.matrix !== 'gbr') remarks.push(`${MATRIX_REMARK} ${video.matrix} is not supported; ${name} is used instead.`);
      else if (family === 'rgb') remarks.push(`RGB is turned into luma once, by the ${name} matrix.`);
      else remarks.push(`${MATRIX_REMARK} is not tagged; ${name} is assumed by the picture's height.`);
      return assumed;
    }
  }
}

/** Decoded frames are more reliable than the header; a film is interlaced when more than half of the decoded frames are. */
function findScan(video: VideoStream, shown: readonly ShownFrame[]): PictureFormat['scan'] {
  const top = shown.filter((frame) => frame.scan === 'top-first').length;
  const bottom = shown.filter((frame) => frame.scan === 'bottom-first').length;
  if ((top + bottom) * 2 > shown.length) return top >= bottom ? 'interlaced-top-first' : 'interlaced-bottom-first';
  if (top + bottom > 0 || shown.length > 0) return 'progressive';
  switch (video.fieldOrder) {
    case 'tt': case 'tb': return 'interlaced-top-first';
    case 'bb': case 'bt': return 'interlaced-bottom-first';
    default: return 'progressive';
  }
}

function nearestTurn(degrees: number): PictureFormat['rotation'] {
  const turns = [0, 90, 180, 270] as const;
  return turns[Math.round(degrees / 90) % 4] ?? 0;
}
