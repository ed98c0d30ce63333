import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { Clip } from '../../../shared/model/clip.ts';
import { mediaKind } from '../../../shared/model/media-files.ts';

/** A numbered run of images in one folder. */
export interface ImageSequence {
  readonly source: Extract<Clip['source'], { kind: 'sequence' }>;
  readonly count: number;
  /** Name of the sequence: the file name without its number. */
  readonly name: string;
  /** Numbers of the same kind of name that exist below the run and above it, beyond a gap. */
  readonly beforeGap: number;
  readonly beyondGap: number;
}

export function isImagePath(path: string): boolean {
  return mediaKind(path) === 'image';
}

/** Whether the name holds ffmpeg's number pattern: `shot-%04d.dpx`. */
export function isSequencePattern(path: string): boolean {
  return /%(0\d+)?d/.test(basename(path));
}

/** A file name taken apart at its number. */
interface Numbering {
  readonly prefix: string;
  readonly suffix: string;
  /** The number as written; `undefined` in a pattern, which names all. */
  readonly digits: string | undefined;
  /** Digits that shorter numbers are padded to with zeros; `undefined` where the names in the folder must tell. */
  readonly padding: number | undefined;
}

/** Longer runs of digits are no frame numbers. */
const MOST_DIGITS = 12;

function ofPattern(name: string): Numbering | undefined {
  const match = /^(.*?)%(?:0(\d+))?d(.*)$/.exec(name);
  if (match === null) return undefined;
  return { prefix: match[1]!.replaceAll('%%', '%'), suffix: match[3]!.replaceAll('%%', '%'), digits: undefined, padding: Number(match[2] ?? 0) };
}

/** Every run of digits may be the number: `scan_0001_v2.png` has two. */
function ofName(name: string): readonly Numbering[] {
  const stem = name.slice(0, name.length - extname(name).length);
  return Array.from(stem.matchAll(/\d+/g)).filter(([digits]) => digits.length <= MOST_DIGITS).map((match) => {
    const [digits] = match;
    const padding = digits.length > 1 && digits.startsWith('0') ? digits.length : undefined;
    return { prefix: name.slice(0, match.index), suffix: name.slice(match.index + digits.length), digits, padding };
  });
}

interface Run {
  readonly numbering: Numbering;
  readonly padding: number;
  readonly first: number;
  readonly last: number;
  readonly numbers: ReadonlySet<number>;
}

/**
 * The run that one image (or a pattern) belongs to: the longest that any of the numbers in its name gives. The run is unbroken: it begins and
 * ends where a number is missing.
 * @returns `undefined` when the name has no number or no such image exists.
 */
export async function findSequence(path: string): Promise<ImageSequence | undefined> {
  const directory = dirname(path);
  const names = await readdir(directory);
  // A file may have such a name itself: one that was delivered as `%03d 01_000000.png`.
  const numberings = isSequencePattern(path) && !names.includes(basename(path)) ? [ofPattern(basename(path))].filter((each) => each !== undefined) : ofName(basename(path));
  let best: Run | undefined;
  for (const run of numberings.flatMap((numbering) => runsAt(numbering, names))) {
    // Of equal runs the last number of the name counts, with the padding of the name itself.
    if (best === undefined || run.last - run.first >= best.last - best.first) best = run;
  }
  return best === undefined ? undefined : toSequence(directory, best);
}

function runsAt(numbering: Numbering, names: readonly string[]): readonly Run[] {
  const written = digitsAmong(names, numbering);
  return paddings(numbering, written).flatMap((padding) => {
    const numbers = new Set(written.filter((digits) => String(Number(digits)).padStart(padding, '0') === digits).map(Number));
    const start = numbering.digits === undefined ? [...numbers].reduce((least, number) => Math.min(least, number), Infinity) : Number(numbering.digits);
    if (!numbers.has(start)) return [];
    let first = start;
    while (numbers.has(first - 1)) first--;
    let last = start;
    while (numbers.has(last + 1)) last++;
    return [{ numbering, padding, first, last, numbers }];
  });
}

/** Numbers as they are written in names with the same text around them. */
function digitsAmong(names: readonly string[], { prefix, suffix }: Numbering): readonly string[] {
  return names
    .filter((name) => name.startsWith(prefix) && name.endsWith(suffix) && name.length > prefix.length + suffix.length)
    .map((name) => name.slice(prefix.length, name.length - suffix.length))
    .filter((digits) => /^\d+$/.test(digits) && digits.length <= MOST_DIGITS);
}

/** A number without leading zeros does not tell how it is padded: `f_10` may follow `f_9`, `f_09` or `f_009`. Its own length comes last, so it wins over equals. */
function paddings({ digits, padding }: Numbering, written: readonly string[]): readonly number[] {
  if (padding !== undefined) return [padding];
  const length = digits?.length ?? 0;
  const padded = written.filter((each) => each.length > 1 && each.startsWith('0') && each.length < length).map((each) => each.length);
  return [...new Set([0, ...padded, ...(length > 1 ? [length] : [])])];
}

function toSequence(directory: string, { numbering: { prefix, suffix }, padding, first, last, numbers }: Run): ImageSequence {
  const escape = (text: string): string => text.replaceAll('%', '%%');
  const pattern = `${escape(prefix)}%${padding === 0 ? '' : `0${padding}`}d${escape(suffix)}`;
  const name = `${prefix}${suffix.replace(/\.[^.]*$/, '')}`.replace(/[\s._-]+$/, '').replace(/[._-]{2,}/, '_');
  return {
    source: { kind: 'sequence', pattern: join(escape(directory), pattern), firstNumber: first },
    count: last - first + 1,
    name: name === '' ? basename(directory) : name,
    beforeGap: [...numbers].filter((number) => number < first).length,
    beyondGap: [...numbers].filter((number) => number > last).length,
  };
}

/** Path of one image of a sequence. */
export function imagePath(source: Extract<Clip['source'], { kind: 'sequence' }>, index: number): string {
  return source.pattern.replace(/%%|%(?:0(\d+))?d/g, (token, padding: string | undefined) => (token === '%%' ? '%' : String(source.firstNumber + index).padStart(Number(padding ?? 0), '0')));
}

/** Files that a clip is read from: one, or every image of a sequence. */
export function* sourceFiles(clip: Pick<Clip, 'source' | 'frameCount'>): Generator<string> {
  const { source } = clip;
  if (source.kind === 'file') yield source.path;
  else for (let index = 0; index < clip.frameCount; index++) yield imagePath(source, index);
}
