import type { Clip } from '../../shared/model/clip.ts';
import { imageNamesOf, paddedNumber } from './event-images.ts';

/** What a name says of a clip's images: `number` is that of the image which it names, or the first of the range which it states. */
interface NamedImages {
  readonly number: number | undefined;
  /** Whether it names one image, not all. */
  readonly isOne: boolean;
}

/**
 * Tells whether a name means images of a clip, with any ending or none: one of them (`shot_0024.dpx`), all of them as programs name them (`shot_%04d.dpx`, `shot_####.dpx`,
 * `shot_@@@@.dpx`), or a range (`shot_[0024-0047].dpx`) that is in part among them. `undefined` for a clip that is a file.
 */
export function imageMatcher(clip: Pick<Clip, 'source' | 'frameCount'>): ((name: string) => NamedImages | undefined) | undefined {
  const names = imageNamesOf(clip);
  if (names === undefined) return undefined;
  const { padding, firstNumber } = names;
  const last = firstNumber + clip.frameCount - 1;
  const prefix = names.prefix.toLowerCase();
  const suffix = names.suffix.toLowerCase();
  const dot = suffix.lastIndexOf('.');
  const stem = dot < 0 ? suffix : suffix.slice(0, dot);
  return (given) => {
    const name = given.toLowerCase();
    if (!name.startsWith(prefix)) return undefined;
    const match = TOKEN.exec(name.slice(prefix.length));
    if (match === null || !isEnding(match[4]!, stem)) return undefined;
    const [, digits, from, to] = match;
    if (digits !== undefined) {
      const number = Number(digits);
      return number >= firstNumber && number <= last && paddedNumber(number, padding) === digits ? { number, isOne: true } : undefined;
    }
    if (from === undefined) return { number: undefined, isOne: false };
    return Number(from) <= last && Number(to) >= firstNumber ? { number: Number(from), isOne: false } : undefined;
  };
}

/** A number of at most 12 digits, a range, or what stands for all numbers; then the rest. */
const TOKEN = /^(?:(\d{1,12})(?!\d)|\[(\d{1,12})-(\d{1,12})\]|%(?:0?\d{1,2})?d|#+|@+)(.*)$/s;

/** The text behind the number, then any ending or none. */
function isEnding(rest: string, stem: string): boolean {
  return rest.startsWith(stem) && /^(?:\.[^.]{1,5})?$/.test(rest.slice(stem.length));
}
