import { closeSync, openSync, statSync, unlinkSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { lstat, readlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';
import { nameFault } from '../../../shared/model/output-name.ts';
import { identity, type PlaceLooks, placeLooks } from './place-looks.ts';

/** Most symbolic links that are followed one after another, as Linux does. */
const MOST_LINKS = 40;

/** Where an output will really lie: symbolic links followed, also one that leads to nothing yet. */
export interface RealPlace {
  readonly folder: string;
  readonly name: string;
  readonly path: string;
}

/**
 * Resolves the links of a path. Folders that do not exist are kept as given, below the deepest one that exists.
 * @throws AppError `output.name`, `file.notWritable` for links in a circle
 */
export async function realPlace(given: string, looks: Pick<PlaceLooks, 'realFolder'> = placeLooks()): Promise<RealPlace> {
  assertName(basename(given));
  let path = resolve(given);
  for (let links = 0; ; links++) {
    if (links > MOST_LINKS) throw new AppError('file.notWritable', `"${given}" cannot be written: its symbolic links lead in a circle. Choose another place.`);
    const info = await lstat(path).catch(() => undefined);
    if (info?.isSymbolicLink() !== true) break;
    path = resolve(dirname(path), await readlink(path));
  }
  const name = basename(path);
  assertName(name);
  const folder = await looks.realFolder(dirname(path));
  return { folder, name, path: join(folder, name) };
}

/** @throws AppError `output.name` */
export function assertName(name: string): void {
  const fault = nameFault(name);
  if (fault !== undefined) throw new AppError('output.name', fault);
}

const probed = new Map<string, boolean>();

/** Whether `Film.mov` and `film.mov` are one file in a folder. Found by making a file there for a moment. */
export function isCaseInsensitive(folder: string): boolean {
  const { dev, ino } = statSync(folder);
  const key = `${dev}:${ino}`;
  const known = probed.get(key);
  if (known !== undefined) return known;
  const name = `.tintype-${randomUUID()}`;
  const path = join(folder, name);
  closeSync(openSync(path, 'wx', 0o600));
  try {
    const found = statSync(join(folder, name.toUpperCase()), { throwIfNoEntry: false }) !== undefined;
    probed.set(key, found);
    return found;
  } finally {
    unlinkSync(path);
  }
}

/** A name as a file system compares it. */
export function foldedName(name: string, caseInsensitive: boolean): string {
  return caseInsensitive ? name.normalize('NFC').toLowerCase() : name;
}

/**
 * Whether a place is one of some files, by whatever name: the same path, a symbolic or hard link, another letter case.
 * A place where nothing is cannot be a file that exists; it is compared by its path.
 * @returns the source that it is
 */
export async function sourceAt(place: RealPlace, sources: Iterable<string>, looks: Pick<PlaceLooks, 'stat' | 'sources'> = placeLooks()): Promise<string | undefined> {
  const files = looks.sources(sources);
  const named = files.byPath.get(place.path);
  if (named !== undefined) return named;
  const target = await looks.stat(place.path);
  return target === undefined ? undefined : (await files.byIdentity()).get(identity(target));
}
