import { colourCoding, isLinearFloat } from '../../../shared/colour/coding.ts';
import { highlightMap, shownLight } from '../../../shared/colour/highlights.ts';
import { lumaScale } from '../../../shared/colour/luma.ts';
import type { PictureFormat } from '../../../shared/model/clip.ts';
import { PROXY_SIZES, type ProxySize } from '../../../shared/model/proxy-size.ts';
import type { Size } from '../../../shared/model/working-size.ts';
import { areaScale, lumaFilters } from '../decode/luma-filters.ts';
import { lumaCoding } from '../probe/pixel-format.ts';
import { displayExpression } from './display-expression.ts';

/** Size of a proxy's pictures: within a size either way up, never larger than the picture, stored orientation. */
export function proxySize(picture: Size, within: ProxySize = 'standard'): Size {
  const long = Math.max(picture.width, picture.height);
  const short = Math.min(picture.width, picture.height);
  const scale = Math.min(1, PROXY_SIZES[within].long / long, PROXY_SIZES[within].short / short);
  return scale === 1 ? { width: picture.width, height: picture.height } : { width: Math.max(2, Math.round(picture.width * scale)), height: Math.max(2, Math.round(picture.height * scale)) };
}

/** Luma for viewing: 8 bits, full range, neutral chroma (ffmpeg's JPEG has no gray form). */
export function viewFilters(picture: PictureFormat, size: Size): readonly string[] {
  const { curve } = colourCoding(picture);
  if (curve !== 'display') return displayFilters(picture, size);
  if (picture.family === 'rgb') return [`${areaScale(size)}:out_color_matrix=${picture.matrix}:out_range=full`, 'format=yuvj420p', 'lutyuv=u=128:v=128'];
  // Reduced to 8 bits first: the lookup filter has its own idea of the highest code of deeper gray.
  const { offset, scale } = lumaScale({ bitDepth: 8, range: picture.range });
  const toFull = picture.range === 'full' ? [] : [`lutyuv=y=clip((val-${offset})*255/${scale}\\,0\\,255)`];
  // Tagged as full range, or a newer swscale would stretch the gray a second time.
  return [...lumaFilters(picture, size).filters, 'setparams=range=pc', 'format=gray', ...toFull, 'setparams=range=pc', 'format=yuvj420p'];
}

/** As {@link viewFilters}, for codings whose codes are not shown as they are: by way of the display picture, at the source's depth. */
function displayFilters(picture: PictureFormat, size: Size): readonly string[] {
  const { curve } = colourCoding(picture);
  if (picture.family === 'rgb') {
    // swscale cuts floats off at 1: they are brought down so that the brightest light that is shown is 1. What is left are codes of linear light.
    const map = isLinearFloat(picture) ? highlightMap(curve) : undefined;
    const dimmed = map === undefined ? [] : ['format=gbrpf32le', `exposure=exposure=${(-Math.log2(map.peak)).toFixed(6)}`];
    const light = map === undefined ? shownLight(curve) : (signal: number): number => map.toShown(map.peak * signal);
    const expression = displayExpression(light, { offset: 0, scale: 65_535, highest: 65_535 });
    return [...dimmed, 'format=rgb48le', `lutrgb=r=${expression}:g=${expression}:b=${expression}`, `${areaScale(size)}:out_color_matrix=${picture.matrix}:out_range=full`, 'format=yuvj420p', 'lutyuv=u=128:v=128'];
  }
  const coding = lumaCoding(picture);
  const highest = 2 ** coding.bitDepth - 1;
  return [...lumaFilters(picture, size).filters, 'setparams=range=pc', `lut=c0=${displayExpression(shownLight(curve), { ...lumaScale(coding), highest })}`, 'format=gray', 'setparams=range=pc', 'format=yuvj420p'];
}

/** Output options that make a stream of JPEG files one after the other. */
export const JPEG_OUTPUT: readonly string[] = ['-c:v', 'mjpeg', '-q:v', '3', '-f', 'image2pipe'];
