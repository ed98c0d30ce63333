import { stat } from 'node:fs/promises';
import { AppError } from '../../shared/errors/app-error.ts';
import { createStoreFiles } from './store-files.ts';

interface CleanedStore {
  readonly removed: { readonly count: number; readonly bytes: number };
  readonly kept: { readonly count: number; readonly bytes: number };
}

/**
 * Removes the artefacts of a farm's folder that were made longer ago than this; machines that want one again make it again. A file that is no whole
 * artefact under its own key is left alone: it may be somebody else's.
 * @throws AppError `input.malformed` where there is no such folder; AbortError between two artefacts
 */
export async function cleanSharedStore(directory: string, { olderThanMs, dryRun = false, now = Date.now(), signal }: { readonly olderThanMs: number; readonly dryRun?: boolean; readonly now?: number; readonly signal?: AbortSignal }): Promise<CleanedStore> {
  if ((await stat(directory).catch(() => undefined))?.isDirectory() !== true) throw new AppError('input.malformed', `"${directory}" is not a folder.`);
  const files = createStoreFiles(directory, 'clean');
  const [removed, kept] = [{ count: 0, bytes: 0 }, { count: 0, bytes: 0 }];
  for await (const found of files.scan()) {
    signal?.throwIfAborted();
    if ('damaged' in found) continue;
    const isOld = now - found.usedAt > olderThanMs;
    const sum = isOld ? removed : kept;
    sum.count += 1;
    sum.bytes += found.entry.bytes;
    if (isOld && !dryRun) files.removeNow(found.entry);
  }
  return { removed, kept };
}
