import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';
import { removeUnheldLock } from './file-lock.ts';
import type { LeaseRecord } from './lease.ts';
import { finishFolder, journalOf } from './publish-folder.ts';

/** Beside the scratch of a project copy, while SQLite writes it. */
export const SCRATCH_SUFFIXES = ['-journal', '-wal', '-shm'] as const;

/**
 * Removes what a process that has ended left of an output: a publishing that had begun is finished, everything else removed. Only names
 * that contain the lease's own random token are touched, and the lock file of the target, where nobody holds it.
 */
export async function removeLeftovers(folder: string, { token, kind, scratch, lock }: LeaseRecord): Promise<void> {
  if (!scratch.includes(token) || /[/\\]/.test(scratch)) return;
  const journal = kind === 'folder' ? await journalOf(folder, token) : undefined;
  if (journal === undefined) await rm(join(folder, scratch), { recursive: true, force: true, maxRetries: 5 }); // an orphaned ffmpeg may still be writing into it
  else {
    await finishFolder(folder, scratch, journal).catch((error: unknown) => {
      // A foreign file has got one of the names: it stays, and so does the delivered one in the scratch folder.
      if (!(error instanceof AppError)) throw error;
    });
  }
  for (const suffix of SCRATCH_SUFFIXES) await rm(join(folder, `${scratch}${suffix}`), { force: true });
  if (lock !== undefined && !/[/\\]/.test(lock)) removeUnheldLock(join(folder, lock));
}
