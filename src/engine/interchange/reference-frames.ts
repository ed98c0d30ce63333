import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Clip } from '../../shared/model/clip.ts';
import { mediaKind } from '../../shared/model/media-files.ts';
import { formatTimecode, parseTimecode } from '../../shared/model/timecode.ts';

/** A colour image that gives a frame of a clip. */
export interface ReferenceFrame {
  readonly frame: number;
  readonly path: string;
}

/** Images of a folder by the frames that their names say, and what was assumed. */
export interface ReferenceFrames {
  readonly frames: readonly ReferenceFrame[];
  readonly remarks: readonly string[];
}

type Film = Pick<Clip, 'name' | 'rate' | 'frameCount' | 'startTimecode' | 'source'>;

type NamedAs = { readonly kind: 'timecode'; readonly text: string } | { readonly kind: 'number'; readonly number: number };

/** Hours, minutes, seconds, frames, parted by what a file name may hold: `reel2_01.00.03.12`, `01-00-03-12`. */
const TIMECODE = /(?<!\d)(\d{2})([._:;-])(\d{2})\2(\d{2})[._:;-](\d{2,3})$/;
const VERSION = /[._ -]?v\d{1,4}$/i;

/** What the name of an image says, without its ending: a timecode, else its last number; a version after it (`_v2`) is passed over. */
export function frameNameOf(name: string): NamedAs | undefined {
  const stem = name.replace(/\.[^.]{1,5}$/, '').replace(VERSION, '');
  const time = TIMECODE.exec(stem);
  if (time !== null && Number(time[1]) < 24 && Number(time[3]) < 60 && Number(time[4]) < 60) return { kind: 'timecode', text: `${time[1]!}:${time[3]!}:${time[4]!}:${time[5]!}` };
  const number = /(\d{1,9})\D*$/.exec(stem)?.[1];
  return number === undefined ? undefined : { kind: 'number', number: Number(number) };
}

/**
 * Takes images named by frame number or timecode as frames of a clip. Numbers count from 0, as the program's do; of an image sequence they may be
 * those of its own files. Timecodes are the clip's.
 * @throws AppError `input.malformed` for two images of one frame, `input.frameOutside`, `input.empty`
 */
export function placeReferenceFrames(names: readonly string[], folder: string, film: Film): ReferenceFrames {
  const images = names.filter((name) => mediaKind(name) === 'image' && !name.startsWith('.')).toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const named = images.map((name) => ({ name, as: frameNameOf(name) }));
  const remarks: string[] = [];
  const unnamed = named.filter(({ as }) => as === undefined);
  if (unnamed.length > 0) remarks.push(`${unnamed.length} image${unnamed.length === 1 ? ' has' : 's have'} no frame number or timecode in the name and ${unnamed.length === 1 ? 'was' : 'were'} left out: ${listed(unnamed.map(({ name }) => name))}.`);
  const offset = firstNumber(named.flatMap(({ as }) => (as?.kind === 'number' ? [as.number] : [])), film, remarks);
  const seen = new Map<number, string>();
  const frames = named.flatMap(({ name, as }): readonly ReferenceFrame[] => {
    if (as === undefined) return [];
    const frame = as.kind === 'number' ? as.number - offset : frameOfTimecode(as.text, name, film);
    if (frame < 0 || frame >= film.frameCount) throw new AppError('input.frameOutside', `${name} stands for frame ${frame}, which “${film.name}” does not have: it has frames 0 to ${film.frameCount - 1}.`);
    const other = seen.get(frame);
    if (other !== undefined) throw new AppError('input.malformed', `${other} and ${name} both stand for frame ${frame}.`);
    seen.set(frame, name);
    return [{ frame, path: join(folder, name) }];
  });
  if (frames.length === 0) throw new AppError('input.empty', `${folder} holds no image that is named by a frame number or timecode.`);
  return { frames, remarks };
}

/** Reads a folder of reference frames. @throws AppError also `file.missing` */
export async function readReferenceFolder(path: string, film: Film): Promise<ReferenceFrames> {
  const folder = resolve(path);
  const names = await readdir(folder).catch((error: unknown) => { throw new AppError('file.missing', `There is no folder ${folder}.`, { cause: error }); });
  return placeReferenceFrames(names, folder, film);
}

/** Whether a path that a person named is a folder. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(resolve(path)).then((info) => info.isDirectory(), () => false);
}

/** The number of the clip's first frame: that of an image sequence's first file where all numbers lie in the sequence. */
function firstNumber(numbers: readonly number[], film: Film, remarks: string[]): number {
  if (film.source.kind !== 'sequence' || film.source.firstNumber === 0 || numbers.length === 0) return 0;
  const { firstNumber: first } = film.source;
  if (!numbers.every((each) => each >= first && each < first + film.frameCount)) return 0;
  remarks.push(`The numbers of the images are those of the sequence “${film.name}”, which begins at ${first}.`);
  return first;
}

function frameOfTimecode(text: string, name: string, film: Film): number {
  const start = film.startTimecode === undefined ? { frames: 0, dropFrame: false } : parseTimecode(film.startTimecode, film.rate);
  const found = parseTimecode(text, film.rate, { dropFrame: start?.dropFrame ?? false });
  if (found === undefined || start === undefined) throw new AppError('input.malformed', `The timecode in the name ${name} does not exist at the rate of “${film.name}” (its last frame of a second is ${formatTimecode(-1, film.rate).slice(-2)}).`);
  return found.frames - start.frames;
}

function listed(names: readonly string[]): string {
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}
