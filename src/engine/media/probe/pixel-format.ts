import type { PictureFormat } from '../../../shared/model/clip.ts';
import type { SampleCoding } from '../../../shared/colour/luma.ts';

/** Properties in the name of an ffmpeg pixel format. Bit depth of the first component; formats below 8 bits count as 8, floats as 16. */
export function describePixelFormat(name: string): { readonly family: PictureFormat['family']; readonly bitDepth: number; readonly impliesFullRange: boolean } {
  const family = /^(yuv|yvu|nv\d|p[024]\d\d|yuyv|uyvy|uyyvyy|yvyu|y2\d\d|xv\d|v30x|ayuv|vuy|uyva|vyu|dnpc)/.test(name) ? 'yuv' : /^(gray|ya\d|y8|mono)/.test(name) ? 'gray' : 'rgb';
  const impliesFullRange = family === 'rgb' || name.startsWith('yuvj') || name.startsWith('mono');
  return { family, bitDepth: componentDepth(name), impliesFullRange };
}

/** Packed formats, whose names give the bits of a whole pixel. */
const PACKED_DEPTHS: Readonly<Record<string, number>> = {
  rgb48: 16, bgr48: 16, rgba64: 16, bgra64: 16, rgb96: 16, rgba128: 16, ayuv64: 16,
  rgb565: 8, rgb555: 8, rgb444: 8, bgr565: 8, bgr555: 8, bgr444: 8,
  x2rgb10: 10, x2bgr10: 10, nv20: 10, xv30: 10, v30x: 10, xv36: 12, xv48: 16,
};

function componentDepth(name: string): number {
  const bare = name.replace(/(le|be)$/, '');
  const packed = PACKED_DEPTHS[bare];
  if (packed !== undefined) return packed;
  if (/f(16|32)$/.test(bare) || /^bayer.*16$/.test(bare)) return 16;
  const depth = /(?:^p\d|^y2|p|gray|ya|xyz)(\d{1,2})(?:msb)?$/.exec(bare)?.[1];
  return depth === undefined ? 8 : Math.min(16, Math.max(8, Number(depth)));
}

/** Coding of the luma that is read of a picture: its own for Y′ families; for RGB, Y′ made at 8 or 16 bits, full range. */
export function lumaCoding(picture: Pick<PictureFormat, 'family' | 'bitDepth' | 'range'>): SampleCoding {
  return picture.family === 'rgb' ? { bitDepth: picture.bitDepth <= 8 ? 8 : 16, range: 'full' } : { bitDepth: picture.bitDepth, range: picture.range };
}
