import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { Clip } from '../../../shared/model/clip.ts';

/** A numbered run of images in one folder. */
export interface ImageSequence {
  readonly source: Extract<Clip['source'], { kind: 'sequence' }>;
  readonly count: number;
  /** What the run is called: the file name without its number. */
  readonly name: string;
  /** Numbers that exist beyond the first gap; the run ends before it. */
  readonly beyondGap: number;
}

const IMAGE_EXTENSIONS: ReadonlySet<string> = new Set(['.png', '.tif', '.tiff', '.dpx', '.jpg', '.jpeg', '.exr', '.tga', '.bmp', '.jp2', '.j2c', '.webp', '.cin', '.pgm', '.ppm', '.sgi']);

export function isImagePath(path: string): boolean {
  return IMAGE_EXTENSIONS.has(extname(path).toLowerCase());
}

/** Whether the name holds ffmpeg's number pattern: `shot-%04d.dpx`. */
export function isSequencePattern(path: string): boolean {
  return /%(0\d+)?d/.test(basename(path));
}

interface NameParts {
  readonly prefix: string;
  readonly suffix: string;
  /** Digits when zero-padded, 0 when the number has no leading zeros. */
  readonly padding: number;
  readonly number: number | undefined;
}

function splitPattern(name: string): NameParts | undefined {
  const match = /^(.*?)%(?:0(\d+))?d(.*)$/.exec(name);
  if (match === null) return undefined;
  return { prefix: match[1]!.replaceAll('%%', '%'), suffix: match[3]!.replaceAll('%%', '%'), padding: Number(match[2] ?? 0), number: undefined };
}

/** The last run of digits counts: `reel2_000123.dpx`, `frame12.final.png` counts 12. */
function splitName(name: string): NameParts | undefined {
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  const match = /^(.*?)(\d+)(\D*)$/.exec(stem);
  if (match === null) return undefined;
  const digits = match[2]!;
  return { prefix: match[1]!, suffix: match[3]! + extension, padding: digits.startsWith('0') || digits.length > 1 ? digits.length : 0, number: Number(digits) };
}

/**
 * The run that one image (or a pattern) belongs to. The run is unbroken: it begins and ends where a number is missing.
 * @returns `undefined` when the name has no number or no such image exists.
 */
export async function findSequence(path: string): Promise<ImageSequence | undefined> {
  const parts = isSequencePattern(path) ? splitPattern(basename(path)) : splitName(basename(path));
  if (parts === undefined) return undefined;
  const directory = dirname(path);
  const numbers = new Set<number>();
  for (const name of await readdir(directory)) {
    const number = numberOf(name, parts);
    if (number !== undefined) numbers.add(number);
  }
  const start = parts.number ?? [...numbers].reduce((least, number) => Math.min(least, number), Infinity);
  if (!numbers.has(start)) return undefined;
  let first = start;
  while (numbers.has(first - 1)) first--;
  let last = start;
  while (numbers.has(last + 1)) last++;
  const escape = (text: string): string => text.replaceAll('%', '%%');
  const pattern = `${escape(parts.prefix)}%${parts.padding === 0 ? '' : `0${parts.padding}`}d${escape(parts.suffix)}`;
  const name = `${parts.prefix}${parts.suffix.replace(/\.[^.]*$/, '')}`.replace(/[\s._-]+$/, '');
  return {
    source: { kind: 'sequence', pattern: join(directory.replaceAll('%', '%%'), pattern), firstNumber: first },
    count: last - first + 1,
    name: name === '' ? basename(directory) : name,
    beyondGap: [...numbers].filter((number) => number > last).length,
  };
}

function numberOf(name: string, parts: NameParts): number | undefined {
  if (!name.startsWith(parts.prefix) || !name.endsWith(parts.suffix) || name.length <= parts.prefix.length + parts.suffix.length) return undefined;
  const digits = name.slice(parts.prefix.length, name.length - parts.suffix.length);
  if (!/^\d+$/.test(digits)) return undefined;
  // Exactly the names that the pattern would print.
  return String(Number(digits)).padStart(parts.padding, '0') === digits ? Number(digits) : undefined;
}

/** Path of one image of a sequence. */
export function imagePath(source: Extract<Clip['source'], { kind: 'sequence' }>, index: number): string {
  return source.pattern.replace(/%%|%(?:0(\d+))?d/g, (token, padding: string | undefined) => (token === '%%' ? '%' : String(source.firstNumber + index).padStart(Number(padding ?? 0), '0')));
}
