import { codingLabel, colourCoding } from '../../../shared/colour/coding.ts';
import { type Clip, clipPath } from '../../../shared/model/clip.ts';
import { splitPath } from '../browse/file-place.ts';

/** Pure: `reel3.mov`, `titles_[0001-0240].tif`. */
export function fileText(clip: Pick<Clip, 'source' | 'frameCount'>): string {
  const { file } = splitPath(clipPath(clip));
  const { source } = clip;
  if (source.kind === 'file') return file;
  return file.replace(/%0(\d+)d|%d/, (_whole, digits?: string) => {
    const number = (value: number): string => String(value).padStart(Number(digits ?? 1), '0');
    return `[${number(source.firstNumber)}-${number(source.firstNumber + clip.frameCount - 1)}]`;
  });
}

/** Pure: `1440×1080, 10 bit, 24000/1001 f/s, 12 min 04 s, 2 sound tracks`. */
export function clipFacts(clip: Clip): string {
  const { durationSeconds, audioTracks } = clip;
  return [pictureFacts(clip), lengthText(durationSeconds), ...(audioTracks === 0 ? [] : [`${audioTracks} sound ${audioTracks === 1 ? 'track' : 'tracks'}`])].join(', ');
}

/** Pure: `1440×1080, 10 bit, 24000/1001 f/s`. */
export function pictureFacts({ picture, rate, timing }: Pick<Clip, 'rate' | 'timing'> & { readonly picture: Pick<Clip['picture'], 'width' | 'height' | 'bitDepth'> }): string {
  return [`${picture.width}×${picture.height}`, `${picture.bitDepth} bit`, timing === 'variable' ? 'varying rate' : `${rate.den === 1 ? rate.num : `${rate.num}/${rate.den}`} f/s`].join(', ');
}

/** Pure: how the codes of a clip are read, `BT.709 primaries, sRGB, limited range`. */
export function codingFacts({ codec, picture }: Clip): string {
  return `${codec}, ${codingLabel(colourCoding(picture))}, ${picture.range} range`;
}

/** Pure: `4.4 s`, `12 min 04 s`, `1 h 02 min`. */
export function lengthText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const pad = (value: number): string => String(value).padStart(2, '0');
  return whole < 3600 ? `${Math.floor(whole / 60)} min ${pad(whole % 60)} s` : `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
}
