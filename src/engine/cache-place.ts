import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { z } from 'zod';
import { AppError, isAbort } from '../shared/errors/app-error.ts';
import { type ArtefactStore, isRunning, makePrivateFolder, type MovableStore } from './artefacts/index.ts';
import { reasonOf } from './prepare-directories.ts';
import { CACHE_FOLDER_PREFERENCE, cacheFolder, type Preferences, UNFINISHED_MOVE_PREFERENCE } from './preferences.ts';

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
   * @returns false where it was cancelled: the present folder is then used as before, as after a failure
   * @throws AppError `input.malformed` (also while it is being moved), `file.notWritable`, `disk.full`
   */
  moveTo(folder: string | null): Promise<boolean>;
  /** How far the cache is moved; `undefined` while it is not. */
  readonly moving: () => CacheMove | undefined;
  /** Stops a move, unless the new folder is in use already. */
  cancelMove(): void;
}

export interface CacheMove {
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** The new folder is in use: the earlier one is being emptied, and the move can no longer be cancelled. */
  readonly isMoved: boolean;
}

interface ChosenCache {
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
  let move: { doneBytes: number; readonly totalBytes: number; isMoved: boolean; readonly stopping: AbortController } | undefined;

  async function carryOut(target: string, keep: () => void): Promise<boolean> {
    const now = { doneBytes: 0, totalBytes: store.usage().bytes, isMoved: false, stopping: new AbortController() };
    move = now;
    try {
      await store.moveTo(target, {
        signal: now.stopping.signal,
        onMoved: () => {
          keep();
          now.isMoved = true;
        },
        onCopied: (bytes) => { now.doneBytes = Math.min(now.totalBytes, now.doneBytes + bytes); },
        onUnfinished: (folders) => { preferences.set(UNFINISHED_MOVE_PREFERENCE, folders === undefined ? null : JSON.stringify({ pid: process.pid, folders } satisfies UnfinishedMove)); },
      });
      return true;
    } catch (error) {
      if (isAbort(error) && now.stopping.signal.aborted) return false;
      throw error;
    } finally {
      move = undefined;
    }
  }

  return {
    folder: () => store.directory,
    fixedBy, problem,
    moving: () => (move === undefined ? undefined : { doneBytes: move.doneBytes, totalBytes: move.totalBytes, isMoved: move.isMoved }),
    cancelMove() { if (move?.isMoved === false) move.stopping.abort(); },
    freeBytes: () => statfs(store.directory).then((disk) => disk.bavail * disk.bsize, () => 0),
    async moveTo(folder) {
      if (fixedBy !== undefined) throw new AppError('input.malformed', fixedBy);
      const wanted = folder === null ? customary : folder.trim();
      if (!isAbsolute(wanted)) throw new AppError('input.malformed', 'Write the whole path of the cache folder, from the root of the disk.');
      const target = resolve(wanted);
      const keep = (): void => { preferences.set(CACHE_FOLDER_PREFERENCE, target === customary ? null : target); };
      if (move !== undefined) throw new AppError('input.malformed', 'The cache is being moved just now: wait for its end, or cancel that first.');
      if (target === store.directory) {
        keep();
        return true;
      }
      assertUsable(target, store.directory);
      return carryOut(target, keep);
    },
  };
}

const UnfinishedMove = z.object({ pid: z.number().int(), folders: z.array(z.string()).readonly() });
type UnfinishedMove = z.infer<typeof UnfinishedMove>;

/**
 * Empties the folder that a move of the cache has left because the program ended in the midst of it: the new one while it was being filled, or the earlier one. What another engine has pinned
 * there and files of others stay. @param means the folder in use; `open` opens a store that looks at all files of a folder
 */
export async function finishMove(preferences: Preferences, { present, open }: { readonly present: string; readonly open: (directory: string) => Promise<ArtefactStore> }): Promise<void> {
  const text = preferences.all()[UNFINISHED_MOVE_PREFERENCE];
  if (text === undefined) return;
  const { pid, folders } = UnfinishedMove.parse(JSON.parse(text));
  // Another engine of this user may be moving it.
  if (pid !== process.pid && isRunning(pid)) return;
  // A folder on a disk that is not connected is left as it is.
  for (const folder of folders) if (folder !== present && existsSync(folder)) await (await open(folder)).removeAll();
  preferences.set(UNFINISHED_MOVE_PREFERENCE, null);
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
