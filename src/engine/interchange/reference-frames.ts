import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Clip } from '../../shared/model/clip.ts';
import { mediaKind } from '../../shared/model/media-files.ts';
import { formatTimecode, parseTimecode } from '../../shared/model/timecode.ts';

/** A colour image that gives a frame of a clip. */
interface ReferenceFrame {
  readonly frame: number;
  readonly path: string;
  /** An image beside it, of any size: white where the colour image states its colour. */
  readonly mask?: string;
}

/** An image that gives no frame, and why. */
interface Misfit {
  readonly name: string;
  readonly why: string;
  readonly code: 'input.frameOutside' | 'input.malformed' | 'input.empty';
}

/** Images by frame number from their names, those that fit no frame, and the assumptions made. */
export interface ReferenceFrames {
  readonly frames: readonly ReferenceFrame[];
  readonly misfits: readonly Misfit[];
  readonly remarks: readonly string[];
}

type Film = Pick<Clip, 'name' | 'rate' | 'frameCount' | 'startTimecode' | 'source'>;

type NamedAs = { readonly kind: 'timecode'; readonly text: string } | { readonly kind: 'number'; readonly number: number };

/** Hours, minutes, seconds, frames, parted by what a file name may hold: `reel2_01.00.03.12`, `01-00-03-12`. */
const TIMECODE = /(?<!\d)(\d{2})([._:;-])(\d{2})\2(\d{2})[._:;-](\d{2,3})$/;
const VERSION = /[._ -]?v\d{1,4}$/i;

/** Frame of an image from its name without the extension: a timecode, else its last number; a version suffix (`_v2`) is ignored. */
export function frameNameOf(name: string): NamedAs | undefined {
  const stem = name.replace(/\.[^.]{1,5}$/, '').replace(VERSION, '');
  const time = TIMECODE.exec(stem);
  if (time !== null && Number(time[1]) < 24 && Number(time[3]) < 60 && Number(time[4]) < 60) return { kind: 'timecode', text: `${time[1]!}:${time[3]!}:${time[4]!}:${time[5]!}` };
  const number = /(\d{1,9})\D*$/.exec(stem)?.[1];
  return number === undefined ? undefined : { kind: 'number', number: Number(number) };
}

/** An image by its name, which says the frame, and its place. */
interface NamedImage {
  readonly name: string;
  readonly path: string;
}

/** `frame_0012.mask.png`, `frame_0012_mask.png`: where `frame_0012.png` states its colour. */
const MASK = /[._ -]mask(?=\.[^.]{1,5}$)/i;

/**
 * Takes images named by frame number or timecode as frames of a clip. Numbers count from 0, as the program's do; of an image sequence they may be
 * those of its own files. Timecodes are the clip's.
 */
export function placeReferenceFrames(given: readonly NamedImage[], film: Film): ReferenceFrames {
  const images = given.filter(({ name }) => mediaKind(name) === 'image' && !name.startsWith('.')).toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  const named = images.map((image) => ({ ...image, isMask: MASK.test(image.name), as: frameNameOf(image.name.replace(MASK, '')) }));
  const remarks: string[] = [];
  const misfits: Misfit[] = [];
  const offset = firstNumber(named.flatMap(({ as }) => (as?.kind === 'number' ? [as.number] : [])), film, remarks);
  const frames = new Map<number, ReferenceFrame & { readonly name: string }>();
  const masks = new Map<number, NamedImage>();
  for (const { name, path, isMask, as } of named) {
    const frame = as === undefined ? undefined : as.kind === 'number' ? as.number - offset : frameOfTimecode(as.text, film);
    const place = isMask ? masks : frames;
    const why = frame === undefined ? unnamed(name, as, film) : frame < 0 || frame >= film.frameCount ? outside(name, frame, film) : undefined;
    const other = frame === undefined ? undefined : place.get(frame);
    if (why !== undefined) misfits.push({ name, ...why });
    else if (other !== undefined) misfits.push({ name, code: 'input.malformed', why: `${other.name} and ${name} both stand for frame ${frame!}.` });
    else if (isMask) masks.set(frame!, { name, path });
    else frames.set(frame!, { frame: frame!, path, name });
  }
  for (const [frame, { name }] of masks) if (!frames.has(frame)) misfits.push({ name, code: 'input.malformed', why: `${name} is the mask of frame ${frame}, for which there is no image.` });
  return { frames: [...frames.values()].map(({ frame, path }) => ({ frame, path, ...(masks.has(frame) ? { mask: masks.get(frame)!.path } : {}) })), misfits, remarks };
}

function unnamed(name: string, as: NamedAs | undefined, film: Film): Omit<Misfit, 'name'> {
  if (as === undefined) return { code: 'input.empty', why: `${name} has no frame number or timecode in its name.` };
  return { code: 'input.malformed', why: `The timecode in the name ${name} does not exist at the rate of “${film.name}” (its last frame of a second is ${formatTimecode(-1, film.rate).slice(-2)}).` };
}

function outside(name: string, frame: number, film: Film): Omit<Misfit, 'name'> {
  return { code: 'input.frameOutside', why: `${name} stands for frame ${frame}, which “${film.name}” does not have: it has frames 0 to ${film.frameCount - 1}.` };
}

/** Images of a folder by their names. @throws AppError `file.missing` */
export async function imagesOfFolder(path: string): Promise<readonly NamedImage[]> {
  const folder = resolve(path);
  const names = await readdir(folder).catch((error: unknown) => { throw new AppError('file.missing', `There is no folder ${folder}.`, { cause: error }); });
  return names.map((name) => ({ name, path: join(folder, name) }));
}

/**
 * Reads a folder of reference frames of which none may be lost: an image for a frame that the clip does not have is an error. An image whose name
 * gives no frame at all is left out, with a remark.
 * @throws AppError `input.malformed`, `input.frameOutside`, `input.empty`, `file.missing`
 */
export async function readReferenceFolder(path: string, film: Film): Promise<ReferenceFrames> {
  const placed = placeReferenceFrames(await imagesOfFolder(path), film);
  const wrong = placed.misfits.find(({ code }) => code !== 'input.empty');
  if (wrong !== undefined) throw new AppError(wrong.code, wrong.why);
  if (placed.frames.length === 0) throw new AppError('input.empty', `${resolve(path)} holds no image that is named by a frame number or timecode.`);
  const left = placed.misfits.map(({ name }) => name);
  const were = left.length === 1 ? 'image has no frame number or timecode in the name and was' : 'images have no frame number or timecode in the name and were';
  return { ...placed, remarks: [...left.length === 0 ? [] : [`${left.length} ${were} left out: ${listed(left)}.`], ...placed.remarks] };
}

/** Whether a path named by the user is a folder. */
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

/** `undefined` for a timecode that does not exist at the clip's rate. */
function frameOfTimecode(text: string, film: Film): number | undefined {
  const start = film.startTimecode === undefined ? { frames: 0, dropFrame: false } : parseTimecode(film.startTimecode, film.rate);
  const found = parseTimecode(text, film.rate, { dropFrame: start?.dropFrame ?? false });
  return found === undefined || start === undefined ? undefined : found.frames - start.frames;
}

function listed(names: readonly string[]): string {
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}
