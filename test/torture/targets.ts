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
/** `movie`: ProRes over an older file; `archive`: FFV1 over an older file; `images`: PNG over an older delivery; `many`: one H.264 file per shot into an empty folder. */
export type DeliveryForm = (typeof FORMS)[number];

/** Paths of a delivery and the files that are there already. */
export interface Target {
  readonly form: DeliveryForm;
  readonly folder: string;
  /** The files or folders that are delivered. */
  readonly paths: readonly string[];
  /** Params of the job `deliver`. */
  readonly params: unknown;
}

/** Names of files that Tintype did not write; some look like the names of its own files. */
const FOREIGN = [
  'grandmother.jpg', 'film.partial.mov', 'film.0b9c1f0e-7a55-4d0a-9d2b-3f1f5b1f0a11.partial.mov', '.tintype-0b9c1f0e-7a55-4d0a-9d2b-3f1f5b1f0a11.partial',
  '.tintype-0123456789abcdef.lease', '.tintype-fedcba9876543210.lease.0b9c1f0e-7a55-4d0a-9d2b-3f1f5b1f0a11', '.tintype-output.json.old', 'images_000099.png', 'shot-9.mp4',
];
const FOREIGN_TEXT = 'irreplaceable';
const OLDER = 'older file';
const WHOLE = frameRange(0, 11);

/** @param older folder of an earlier image delivery, for the form `images` */
export function makeTarget(film: TortureFilm, form: DeliveryForm, folder: string, options: { readonly older?: string } = {}): Target {
  mkdirSync(folder, { recursive: true });
  writeForeignFiles(folder);
  const target = (codec: DeliveryCodec, files: readonly { readonly range: FrameRange; readonly outPath: string }[]): Target => ({
    form, folder, paths: files.map(({ outPath }) => outPath),
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
      writeForeignFiles(place);
      return target('png', [{ range: WHOLE, outPath: place }]);
    }
    case 'many': return target('h264', SHOTS.map(([first, last], index) => ({ range: frameRange(first, last), outPath: join(folder, `shot-${index + 1}.mp4`) })));
  }
}

export function writeForeignFiles(folder: string): void {
  for (const name of FOREIGN) writeFileSync(join(folder, name), `${FOREIGN_TEXT} ${name}`);
}

/** Foreign files that were changed or removed. */
export function changedForeign(folder: string): readonly string[] {
  return FOREIGN.filter((name) => {
    const path = join(folder, name);
    return !existsSync(path) || readFileSync(path, 'utf8') !== `${FOREIGN_TEXT} ${name}`;
  });
}

export type TargetState = 'older' | 'new' | 'none' | 'INCOMPLETE';

/** Hashes by file name, equal for two deliveries with the same bits. Of the bytes; for Matroska, which contains random ids, of the decoded frames and sound. */
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

/** @param truth complete new content of each path @param older content of the earlier image delivery */
export function statesOf({ paths }: Target, truth: readonly Content[], older: Content): readonly TargetState[] {
  return paths.map((path, index) => {
    if (!existsSync(path)) return 'none';
    if (!statSync(path).isDirectory() && readFileSync(path).subarray(0, OLDER.length).toString() === OLDER) return 'older';
    const found = contentOf(path);
    if (isSameContent(found, truth[index]!)) return 'new';
    if (!statSync(path).isDirectory()) return 'INCOMPLETE';
    return found.size === 0 ? 'none' : isSameContent(found, older) ? 'older' : 'INCOMPLETE';
  });
}

/** Whether each image of a folder is a complete older or newer one, as between the first and the last rename of a delivery. */
export function isMixOfCompleteImages(folder: string, truth: Content, older: Content): boolean {
  return [...contentOf(folder)].every(([name, hash]) => truth.get(name) === hash || older.get(name) === hash);
}

/** Whether two contents have the same names and bits. */
export function isSameContent(one: Content, other: Content): boolean {
  return one.size === other.size && [...one].every(([name, hash]) => other.get(name) === hash);
}

/** Whether a journal exists: a crash between two renames leaves one, and the next start completes the renames. */
export function isBeingPublished({ paths }: Target): boolean {
  return existsSync(join(paths[0]!, '.tintype-output.journal.json'));
}

/** Scratch files, leases and journals in the folders of a target. */
export function leftoversOf({ folder, paths, form }: Target): readonly string[] {
  const wanted = new Set([...FOREIGN, ...paths.map((path) => basename(path))]);
  const inside = form === 'images' && existsSync(paths[0]!) ? readdirSync(paths[0]!).filter((name) => name.startsWith('.') && name !== '.tintype-output.json' && !FOREIGN.includes(name)) : [];
  return [...(existsSync(folder) ? readdirSync(folder) : []).filter((name) => !wanted.has(name)), ...inside];
}
