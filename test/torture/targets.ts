import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DeliveryCodec } from '../../src/shared/model/delivery-codecs.ts';
import type { FrameRange } from '../../src/shared/model/frame.ts';
import { frameRange } from '../../src/shared/model/frame.ts';
import { FFMPEG } from '../support/clips.ts';
import { SHOTS, type TortureFilm } from './film.ts';

export const FORMS = ['movie', 'archive', 'images', 'many'] as const;
/** A ProRes file and an FFV1 file over older ones, images over an older delivery, one file a shot where nothing was. */
export type DeliveryForm = (typeof FORMS)[number];

/** Where something is written, with what lies there already. */
export interface Target {
  readonly form: DeliveryForm;
  readonly folder: string;
  readonly places: readonly string[];
  /** Params of the job `deliver`. */
  readonly params: unknown;
}

/** Files of somebody that are named as Tintype names its own, among others. */
const FOREIGN = [
  'grandmother.jpg', 'film.partial.mov', 'film.0b9c1f0e-7a55-4d0a-9d2b-3f1f5b1f0a11.partial.mov', '.tintype-0b9c1f0e-7a55-4d0a-9d2b-3f1f5b1f0a11.partial',
  '.tintype-0123456789abcdef.lease', '.tintype-fedcba9876543210.lease.0b9c1f0e-7a55-4d0a-9d2b-3f1f5b1f0a11', '.tintype-output.json.old', 'images_000099.png', 'shot-9.mp4',
];
const FOREIGN_TEXT = 'irreplaceable';
const OLDER = 'what was here before';
const WHOLE = frameRange(0, 11);

/** @param older an image delivery that Tintype made before, for the form `images` */
export function makeTarget(film: TortureFilm, form: DeliveryForm, folder: string, options: { readonly older?: string } = {}): Target {
  mkdirSync(folder, { recursive: true });
  placeForeign(folder);
  const target = (codec: DeliveryCodec, files: readonly { readonly range: FrameRange; readonly outPath: string }[]): Target => ({
    form, folder, places: files.map(({ outPath }) => outPath),
    params: { clip: film.clip, document: film.document, files, codec, overwrite: form !== 'many', protect: [], uncoloured: 0, request: folder },
  });
  switch (form) {
    case 'movie':
    case 'archive': {
      const place = join(folder, form === 'movie' ? 'film.mov' : 'film.mkv');
      writeFileSync(place, OLDER);
      return target(form === 'movie' ? 'prores-422hq' : 'ffv1', [{ range: WHOLE, outPath: place }]);
    }
    case 'images': {
      const place = join(folder, 'images');
      mkdirSync(place, { recursive: true });
      if (options.older !== undefined) cpSync(options.older, place, { recursive: true, preserveTimestamps: true });
      placeForeign(place);
      return target('png', [{ range: WHOLE, outPath: place }]);
    }
    case 'many': return target('h264', SHOTS.map(([first, last], index) => ({ range: frameRange(first, last), outPath: join(folder, `shot-${index + 1}.mp4`) })));
  }
}

export function placeForeign(folder: string): void {
  for (const name of FOREIGN) writeFileSync(join(folder, name), `${FOREIGN_TEXT} ${name}`);
}

/** Foreign files that are not as they were. */
export function touchedForeign(folder: string): readonly string[] {
  return FOREIGN.filter((name) => {
    const path = join(folder, name);
    return !existsSync(path) || readFileSync(path, 'utf8') !== `${FOREIGN_TEXT} ${name}`;
  });
}

export type PlaceState = 'older' | 'new' | 'none' | 'HALF';

/** What must be the same in two deliveries of the same: all bytes; of Matroska, whose ids are drawn anew each time, every decoded frame and the sound. */
export function contentOf(path: string): ReadonlyMap<string, string> {
  if (!statSync(path).isDirectory()) return new Map([[basename(path), path.endsWith('.mkv') ? decodedHash(path) : hashOf(path)]]);
  return new Map(readdirSync(path).filter((name) => !name.startsWith('.') && !FOREIGN.includes(name)).toSorted().map((name) => [name, hashOf(join(path, name))]));
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function decodedHash(path: string): string {
  try {
    return execFileSync(FFMPEG, ['-v', 'error', '-i', path, '-map', '0', '-dn', '-f', 'framemd5', '-'], { stdio: ['ignore', 'pipe', 'pipe'] }).toString().replaceAll(/^#.*$/gm, '');
  } catch {
    return 'cannot be decoded';
  }
}

export type Content = ReadonlyMap<string, string>;

/** @param truth the complete new content of each place @param older that of the images that were there before */
export function statesOf({ places }: Target, truth: readonly Content[], older: Content): readonly PlaceState[] {
  return places.map((place, index) => {
    if (!existsSync(place)) return 'none';
    if (!statSync(place).isDirectory() && readFileSync(place).subarray(0, OLDER.length).toString() === OLDER) return 'older';
    const found = contentOf(place);
    if (isSame(found, truth[index]!)) return 'new';
    if (!statSync(place).isDirectory()) return 'HALF';
    return found.size === 0 ? 'none' : isSame(found, older) ? 'older' : 'HALF';
  });
}

/** Whether each image of a folder is, for itself, an old or a new one: what a reader finds between the first and the last rename. */
export function isMixOfWhole(place: string, truth: Content, older: Content): boolean {
  return [...contentOf(place)].every(([name, hash]) => truth.get(name) === hash || older.get(name) === hash);
}

function isSame(one: Content, other: Content): boolean {
  return one.size === other.size && [...one].every(([name, hash]) => other.get(name) === hash);
}

/** A crash between two renames leaves a journal, by which the next start finishes. */
export function isBeingPublished({ places }: Target): boolean {
  return existsSync(join(places[0]!, '.tintype-output.journal.json'));
}

/** What lies in a target's folders that should not be there: scratch, leases, journals. */
export function leavingsOf({ folder, places, form }: Target): readonly string[] {
  const wanted = new Set([...FOREIGN, ...places.map((place) => basename(place))]);
  const inside = form === 'images' && existsSync(places[0]!) ? readdirSync(places[0]!).filter((name) => name.startsWith('.') && name !== '.tintype-output.json' && !FOREIGN.includes(name)) : [];
  return [...(existsSync(folder) ? readdirSync(folder) : []).filter((name) => !wanted.has(name)), ...inside];
}
