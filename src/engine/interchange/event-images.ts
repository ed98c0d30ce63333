import { join, parse } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Clip } from '../../shared/model/clip.ts';
import type { EventImages, TimelineEvent } from './timeline.ts';
import type { TrackItem } from './track-items.ts';

/** Names of numbered images. */
export interface ImageNames {
  readonly prefix: string;
  readonly suffix: string;
  /** Digits of the number, at least; padded with zeros. */
  readonly padding: number;
  readonly firstNumber: number;
}

/** Images of a folder as an event's source. */
export function imagesInFolder(directory: string, { prefix, suffix, padding, firstNumber }: ImageNames): EventImages {
  const address = (text: string): string => pathToFileURL(join(directory, `0${text}`)).href;
  const [base, ofPrefix] = address(prefix).split(/(?<=\/)(?=[^/]*$)/) as [string, string];
  return { base, prefix: ofPrefix.slice(1), suffix: address(suffix).slice(base.length + 1), padding, firstNumber };
}

/** The names that a clip's pattern stands for, and their folder. `undefined` for a file. */
export function imageNamesOf({ source }: Pick<Clip, 'source'>): (ImageNames & { readonly directory: string }) | undefined {
  const match = source.kind === 'file' ? null : /^((?:[^%]|%%)*)%(?:0(\d+))?d(.*)$/s.exec(source.pattern);
  if (match === null || source.kind === 'file') return undefined;
  const { dir, base } = parse(`${match[1]!.replaceAll('%%', '%')}0`);
  return { directory: dir, prefix: base.slice(0, -1), suffix: match[3]!.replaceAll('%%', '%'), padding: Number(match[2] ?? 0), firstNumber: source.firstNumber };
}

/** Address of the image that lies so many frames after the first one. */
export function imageAddress({ base, prefix, suffix, padding, firstNumber }: EventImages, frame = 0): string {
  return `${base}${prefix}${paddedNumber(firstNumber + frame, padding)}${suffix}`;
}

export function paddedNumber(number: number, padding: number): string {
  return `${number < 0 ? '-' : ''}${String(Math.abs(number)).padStart(padding, '0')}`;
}

/** The source of an event that is a file, or images in a folder. */
export function sourceFile(path: string, names: (ImageNames & { readonly directory: string }) | undefined): Pick<TimelineEvent, 'file' | 'images'> {
  if (names === undefined) return { file: pathToFileURL(path).href, images: undefined };
  const images = imagesInFolder(names.directory, names);
  return { file: imageAddress(images), images };
}

/** A format without image sequences says so where there are any. */
export function imagesRemarks(items: readonly TrackItem[], remark: string): readonly string[] {
  return items.some(({ event }) => event.images !== undefined) ? [remark] : [];
}
