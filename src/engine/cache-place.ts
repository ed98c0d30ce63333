import { accessSync, constants, readdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { AppError } from '../shared/errors/app-error.ts';
import { makePrivateFolder, type MovableStore } from './artefacts/index.ts';
import { reasonOf } from './prepare-directories.ts';
import { CACHE_FOLDER_PREFERENCE, cacheFolder, type Preferences } from './preferences.ts';

/** Names of what a store puts into its folder. */
const OWN_NAMES = new Set(['artefacts', 'scratch', 'index.sqlite', 'index.sqlite-wal', 'index.sqlite-shm', 'index.sqlite-journal']);

/** The folder of derived data on this machine, and how it is moved. */
export interface CachePlace {
  readonly folder: () => string;
  /** Why it cannot be moved; `undefined` where it can. */
  readonly fixedBy: string | undefined;
  /** What is wrong with the folder that the user has chosen, where another is used for that reason. */
  readonly problem: string | undefined;
  /** Bytes free on its disk; 0 where that cannot be told. */
  freeBytes(): Promise<number>;
  /**
   * Moves the cache and keeps the choice. Work goes on meanwhile. @param folder `null` for the customary one
   * @throws AppError `input.malformed`, `file.notWritable`, `disk.full`; the present folder is then used as before
   */
  moveTo(folder: string | null): Promise<void>;
}

export interface ChosenCache {
  readonly folder: string;
  readonly problem?: string;
}

/** The folder to begin with: the user's choice, or the customary one where that choice cannot be written just now, for example on a disk that is not connected. */
export function chosenCache(preferences: Pick<Preferences, 'all'>, customary: string): ChosenCache {
  const chosen = cacheFolder(preferences);
  if (chosen === undefined || chosen === customary) return { folder: customary };
  try {
    // Not made here: where a disk is not connected, a folder at its mount point would be on another one.
    accessSync(chosen, constants.W_OK | constants.X_OK);
    return { folder: chosen };
  } catch (error) {
    return { folder: customary, problem: `The cache folder ${chosen} cannot be written (${reasonOf(error)}); ${customary} is used until the next start.` };
  }
}

export function createCachePlace({ store, preferences, customary, fixedBy, problem }: { readonly store: MovableStore; readonly preferences: Preferences; readonly customary: string; readonly fixedBy: string | undefined; readonly problem: string | undefined }): CachePlace {
  return {
    folder: () => store.directory,
    fixedBy, problem,
    freeBytes: () => statfs(store.directory).then((disk) => disk.bavail * disk.bsize, () => 0),
    async moveTo(folder) {
      if (fixedBy !== undefined) throw new AppError('input.malformed', fixedBy);
      const wanted = folder === null ? customary : folder.trim();
      if (!isAbsolute(wanted)) throw new AppError('input.malformed', 'Write the whole path of the cache folder, from the root of the disk.');
      const target = resolve(wanted);
      const keep = (): void => { preferences.set(CACHE_FOLDER_PREFERENCE, target === customary ? null : target); };
      if (target === store.directory) {
        keep();
        return;
      }
      assertUsable(target, store.directory);
      await store.moveTo(target, { onMoved: keep });
    },
  };
}

/** @throws AppError `file.notWritable`, `input.malformed`; nothing has been written then but the folder itself */
function assertUsable(target: string, present: string): void {
  if (isWithin(target, present) || isWithin(present, target)) throw new AppError('input.malformed', `One of the folders ${target} and ${present} lies in the other: choose a folder beside it.`);
  try {
    makePrivateFolder(target);
    accessSync(target, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new AppError('file.notWritable', `The folder ${target} cannot be written (${reasonOf(error)}): choose another one.`, { cause: error });
  }
  const foreign = readdirSync(target).filter((name) => !OWN_NAMES.has(name));
  if (foreign.length > 0) throw new AppError('input.malformed', `The folder ${target} holds other files (${foreign[0]!}${foreign.length > 1 ? ' and more' : ''}): choose an empty one, or the name of a new one.`);
}

function isWithin(inner: string, outer: string): boolean {
  const path = relative(outer, inner);
  return path !== '' && !path.startsWith('..') && !isAbsolute(path);
}
