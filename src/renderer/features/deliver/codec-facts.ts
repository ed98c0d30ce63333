import { type Clip, codingOf } from '../../../shared/model/clip.ts';
import { codecRecord, deliveredDepth, type DeliveryCodec, deliveredSize } from '../../../shared/model/delivery-codecs.ts';

const CHROMA = { 420: '4:2:0', 422: '4:2:2', 444: '4:4:4' } as const;

/** `10 bit`, as a codec writes a clip. */
export function bitsText(codec: DeliveryCodec, clip: Clip): string {
  return codecRecord(codec).picture.layout === 'linear-floats' ? 'half float' : `${deliveredDepth(codec, clip.picture.bitDepth)} bit`;
}

/** `4:2:2, 10 bit`. */
export function samplesText(codec: DeliveryCodec, clip: Clip): string {
  const { chroma, layout } = codecRecord(codec).picture;
  return `${layout === 'planar-yuv' ? CHROMA[chroma] : 'R′G′B′'}, ${bitsText(codec, clip)}`;
}

/** `1440×1080, as source`. */
export function sizeText(codec: DeliveryCodec, { picture }: Clip): string {
  const { width, height } = deliveredSize(codec, picture);
  return `${width}×${height}, ${width === picture.width && height === picture.height ? 'as source' : `of ${picture.width}×${picture.height}`}`;
}

/** `24000/1001 f/s, as source`. */
export function rateText({ rate: { num, den }, timing }: Clip): string {
  return timing === 'variable' ? 'each frame’s own time' : `${den === 1 ? num : `${num}/${den}`} f/s, as source`;
}

/** Clips that are named beside a fact; more are counted. */
const NAMED = 2;

/** Pure: a fact of several clips: once where it is the same of all, else each with its clips. @param names of the clips */
export function factOfClips(clips: readonly Clip[], text: (clip: Clip) => string, names: ReadonlyMap<Clip['id'], string>): string {
  const of = Map.groupBy(clips, text);
  if (of.size < 2) return [...of.keys()].join('');
  return [...of].map(([fact, own]) => `${fact}: ${own.slice(0, NAMED).map(({ id }) => names.get(id) ?? '').join(', ')}${own.length > NAMED ? ` and ${own.length - NAMED} more` : ''}`).join('\n');
}

/** Pure: in which facts that a programme has only one of the clips differ; `undefined` where in none. */
export function clipDifferences(clips: readonly Clip[]): string | undefined {
  const differs = (text: (clip: Clip) => string): boolean => new Set(clips.map(text)).size > 1;
  const facts = [
    ...(differs(({ picture: { width, height } }) => `${width}×${height}`) ? ['size'] : []), ...(differs(({ rate: { num, den } }) => `${num}/${den}`) ? ['frame rate'] : []),
    ...(differs((clip) => JSON.stringify(codingOf(clip))) ? ['colour coding'] : []),
  ];
  return facts.length === 0 ? undefined : `The clips differ in ${new Intl.ListFormat('en-GB').format(facts)}: each file is as its clip.`;
}
