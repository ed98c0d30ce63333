import { type ClipCoding, MATRIX_TAGS, type PictureFormat } from '../../../shared/model/clip.ts';
import { codecRecord, deliveredDepth, type DeliveryCodec, type RawLayout } from '../../../shared/model/delivery-codecs.ts';
import { lumaCoding } from '../probe/pixel-format.ts';
import type { ColourTags } from './encode-plan.ts';

/** The raw format in which frames are handed to an encoder. */
export interface DeliveryFormat {
  /** ffmpeg's name: `yuv422p10le`, `rgb48le`, … */
  readonly pixelFormat: string;
  readonly bitDepth: number;
  readonly chroma: '420' | '422' | '444';
  readonly range: 'limited' | 'full';
  readonly layout: RawLayout;
  /** 4:2:0 chroma is halved within each field; absent in a progressive file and where chroma has all rows. */
  readonly isInterlaced?: true;
}

type SourcePicture = Pick<PictureFormat, 'family' | 'bitDepth' | 'range'> & Partial<Pick<PictureFormat, 'scan'>>;

function planar(chroma: DeliveryFormat['chroma'], bitDepth: number, range: DeliveryFormat['range']): DeliveryFormat {
  return { pixelFormat: `yuv${chroma}p${bitDepth === 8 ? '' : `${bitDepth}le`}`, bitDepth, chroma, range, layout: 'planar-yuv' };
}

/**
 * What a source is written as: luma at the source's own depth where the codec can hold it.
 * ProRes is 10 bit (an 8-bit limited source is shifted by two bits exactly) and always limited range, as no reader of it looks for
 * a tag of full range. An RGB source has no luma of its own; in the viewing codecs it becomes limited, in FFV1 it stays full.
 */
export function deliveryPixelFormat(codec: DeliveryCodec, picture: SourcePicture): DeliveryFormat {
  const { range: sourceRange, bitDepth: sourceDepth } = lumaCoding(picture);
  const rule = codecRecord(codec).picture;
  const bitDepth = deliveredDepth(codec, sourceDepth);
  if (rule.layout !== 'planar-yuv') return { pixelFormat: rgbPixelFormat(rule.layout, bitDepth), bitDepth, chroma: rule.chroma, range: 'full', layout: rule.layout };
  switch (rule.range) {
    case 'source': return planar(rule.chroma, bitDepth, sourceRange);
    case 'viewing': return { ...planar(rule.chroma, bitDepth, picture.family === 'rgb' ? 'limited' : sourceRange), ...fieldsOf(codec, picture) };
    case 'limited': case 'full': return planar(rule.chroma, bitDepth, rule.range);
  }
}

/** A file that does not say that it has fields is read as progressive, so its chroma must be. */
function fieldsOf(codec: DeliveryCodec, { scan = 'progressive' }: SourcePicture): Pick<DeliveryFormat, 'isInterlaced'> {
  const { marksFields, picture } = codecRecord(codec);
  return scan !== 'progressive' && marksFields && picture.chroma === '420' ? { isInterlaced: true } : {};
}

function rgbPixelFormat(layout: Exclude<RawLayout, 'planar-yuv'>, bitDepth: number): string {
  switch (layout) {
    case 'packed-rgb': return bitDepth === 8 ? 'rgb24' : 'rgb48le';
    case 'planar-gbr': return `gbrp${bitDepth}le`;
    case 'linear-floats': return 'gbrpf32le';
  }
}

/** Size of the chroma planes of a raw format; odd sizes are rounded up, as ffmpeg does. */
export function chromaSize(chroma: DeliveryFormat['chroma'], size: { readonly width: number; readonly height: number }): { readonly width: number; readonly height: number } {
  return { width: chroma === '444' ? size.width : Math.ceil(size.width / 2), height: chroma === '420' ? Math.ceil(size.height / 2) : size.height };
}

/** Bytes of one raw frame of the formats that {@link deliveryPixelFormat} names. */
export function rawFrameBytes(pixelFormat: string, size: { readonly width: number; readonly height: number }): number {
  const samples = size.width * size.height;
  if (pixelFormat === 'rgb24') return samples * 3;
  if (pixelFormat === 'rgb48le' || /^gbrp1\dle$/.test(pixelFormat)) return samples * 6;
  if (pixelFormat === 'gbrpf32le') return samples * 12;
  const match = /^yuv(420|422|444)p(\d+le)?$/.exec(pixelFormat);
  if (match === null) throw new Error(`No raw frame size is known for ${pixelFormat}.`);
  const subsampling = match[1] === '420' ? '420' : match[1] === '422' ? '422' : '444';
  const chroma = chromaSize(subsampling, size);
  return (samples + 2 * chroma.width * chroma.height) * (match[2] === undefined ? 1 : 2);
}

type TaggedSource = Pick<PictureFormat, 'family' | 'height' | 'matrix' | 'primaries' | 'transfer' | 'taggedMatrix'>;

/**
 * Tags of a delivery: those that were chosen, else the source's own where it has them, else those that go with the matrix that was used. A delivered film in
 * colour must say what its colours mean.
 */
export function deliveryColourTags(picture: TaggedSource, format: Pick<DeliveryFormat, 'layout' | 'range'>, chosen: ClipCoding = {}): ColourTags {
  const own = ownColourTags(picture, format);
  const primaries = chosen.primaries ?? own.primaries;
  const matrix = chosen.matrix === undefined || own.matrix === 'gbr' ? own.matrix : MATRIX_TAGS[chosen.matrix];
  return {
    ...own, primaries, transfer: taggedTransfer(chosen.transfer) ?? own.transfer,
    // The European raster has a number of its own for the same matrix.
    matrix: matrix === 'smpte170m' && chosen.matrix !== undefined && primaries === 'bt470bg' ? 'bt470bg' : matrix,
  };
}

function ownColourTags(picture: TaggedSource, format: Pick<DeliveryFormat, 'layout' | 'range'>): ColourTags {
  const usual = usualTags(picture);
  const matrix = format.layout !== 'planar-yuv' ? 'gbr' : picture.taggedMatrix !== undefined && picture.taggedMatrix !== 'gbr' && MATRIX_FAMILY[picture.taggedMatrix] === picture.matrix ? picture.taggedMatrix : usual.matrix;
  return { primaries: picture.primaries ?? usual.primaries, transfer: taggedTransfer(picture.transfer) ?? usual.transfer, matrix, range: format.range };
}

/** Cineon log has no code in H.273; a picture for a reference monitor (BT.1886) is tagged as BT.709, which means that. */
function taggedTransfer(name: string | undefined): string | undefined {
  return name === 'cineon' ? 'unknown' : name === 'bt1886' ? 'bt709' : name;
}

const MATRIX_FAMILY: Readonly<Record<string, PictureFormat['matrix']>> = { bt709: 'bt709', smpte170m: 'bt601', bt470bg: 'bt601', fcc: 'bt601', bt2020nc: 'bt2020', bt2020c: 'bt2020', smpte240m: 'smpte240m' };

function usualTags(picture: Pick<PictureFormat, 'family' | 'height' | 'matrix'>): Omit<ColourTags, 'range'> {
  // R′G′B′ without tags is sRGB, whatever its size.
  const isRgb = picture.family === 'rgb';
  switch (picture.matrix) {
    case 'bt709': return { primaries: 'bt709', transfer: isRgb ? 'iec61966-2-1' : 'bt709', matrix: 'bt709' };
    // 576 lines are the European raster, everything else at this size the American one.
    case 'bt601': return isRgb ? { primaries: 'bt709', transfer: 'iec61966-2-1', matrix: 'smpte170m' } : picture.height === 576 ? { primaries: 'bt470bg', transfer: 'smpte170m', matrix: 'bt470bg' } : { primaries: 'smpte170m', transfer: 'smpte170m', matrix: 'smpte170m' };
    case 'smpte240m': return { primaries: 'smpte240m', transfer: 'smpte240m', matrix: 'smpte240m' };
    case 'bt2020': return { primaries: 'bt2020', transfer: 'bt2020-10', matrix: 'bt2020nc' };
  }
}
