import { isLinearFloat } from '../../../shared/colour/coding.ts';
import type { PictureFormat } from '../../../shared/model/clip.ts';
import type { Size } from '../../../shared/model/working-size.ts';
import { lumaCoding } from '../probe/pixel-format.ts';

/** Planar equivalents of packed and semi-planar formats; the conversion only moves samples. */
const PLANAR_TWINS: Readonly<Record<string, string>> = {
  nv12: 'yuv420p', nv21: 'yuv420p', nv16: 'yuv422p', nv24: 'yuv444p', nv42: 'yuv444p', nv20: 'yuv422p10le',
  p010: 'yuv420p10le', p012: 'yuv420p12le', p016: 'yuv420p16le', p210: 'yuv422p10le', p212: 'yuv422p12le', p216: 'yuv422p16le', p410: 'yuv444p10le', p412: 'yuv444p12le', p416: 'yuv444p16le',
  yuyv422: 'yuv422p', uyvy422: 'yuv422p', yvyu422: 'yuv422p', uyyvyy411: 'yuv411p', y210: 'yuv422p10le', y212: 'yuv422p12le', y216: 'yuv422p16le',
  ayuv64: 'yuva444p16le', xv30: 'yuv444p10le', v30x: 'yuv444p10le', xv36: 'yuv444p12le', xv48: 'yuv444p16le', vuyx: 'yuv444p', vuya: 'yuva444p', ayuv: 'yuva444p', uyva: 'yuva444p', vyu444: 'yuv444p',
};

/** The planar form of a Y′ format, little-endian, whose first plane is the luma as stored. */
export function planarFormat(pixelFormat: string): string {
  const bare = pixelFormat.replace(/(le|be)$/, '');
  return PLANAR_TWINS[bare] ?? (pixelFormat.endsWith('be') ? `${bare}le` : pixelFormat);
}

/** ffmpeg's gray format for a depth, little-endian. */
function grayFormat(bitDepth: number): string {
  return bitDepth === 8 ? 'gray' : `gray${bitDepth}le`;
}

/** Area averaging; exact arithmetic, the same on every machine. Of gray and Y′ it stretches the codes of pictures that are tagged as limited range, unless they are tagged anew before. */
export function areaScale(size: Size): string {
  return `scale=${size.width}:${size.height}:flags=area+accurate_rnd+bitexact`;
}

/**
 * Raw bytes that {@link lumaFilters} output: the luma itself, RGB from which luma is still to be made, or `floats`: planar linear G, B, R at the
 * picture's own size, since swscale would clip them at 1.
 */
export interface LumaLayout {
  readonly filters: readonly string[];
  readonly bytesPerFrame: number;
  readonly from: 'luma' | 'rgb' | 'floats';
}

/**
 * Filters that take the luma out of a picture. `extractplanes` hands over the stored codes; converting to a gray format instead
 * would stretch their range, and so does scaling where the picture is tagged as limited range: the codes are tagged as full range before it.
 */
export function lumaFilters(picture: PictureFormat, size: Size): LumaLayout {
  const scaled = size.width === picture.width && size.height === picture.height ? [] : [areaScale(size)];
  const scaledCodes = scaled.length === 0 ? [] : ['setparams=range=pc', ...scaled];
  const { bitDepth } = lumaCoding(picture);
  const bytes = size.width * size.height * (bitDepth > 8 ? 2 : 1);
  switch (picture.family) {
    case 'yuv': {
      const planar = planarFormat(picture.pixelFormat);
      return { filters: [...(planar === picture.pixelFormat ? [] : [`format=${planar}`]), 'extractplanes=y', ...scaledCodes, `format=${grayFormat(bitDepth)}`], bytesPerFrame: bytes, from: 'luma' };
    }
    case 'gray':
      return { filters: [...(picture.pixelFormat.startsWith('ya') ? ['extractplanes=y'] : []), ...(picture.pixelFormat.startsWith('mono') ? ['format=gray'] : []), ...scaledCodes, `format=${grayFormat(bitDepth)}`], bytesPerFrame: bytes, from: 'luma' };
    case 'rgb':
      if (isLinearFloat(picture)) return { filters: ['format=gbrpf32le'], bytesPerFrame: picture.width * picture.height * 12, from: 'floats' };
      return { filters: [...scaled, `format=${bitDepth === 8 ? 'rgb24' : 'rgb48le'}`], bytesPerFrame: bytes * 3, from: 'rgb' };
  }
}
