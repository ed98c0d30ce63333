import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { type ArtefactStore, openArtefactStore } from '../../artefacts/index.ts';
import { assertFarmAnswers, type FarmQueue, openFarmQueue } from '../../jobs/index.ts';

/** A farm by its Redis and the folder that all of its machines see. */
export const FarmChoice = z.object({ url: z.string().min(1), store: z.string().min(1) });
export type FarmChoice = z.infer<typeof FarmChoice>;

export interface OpenFarm {
  readonly queue: FarmQueue;
  readonly store: ArtefactStore;
}

/** The farm of this machine, where the user has chosen one. */
export interface FarmAccess {
  /** `undefined`: all work is done here. */
  choice(): FarmChoice | undefined;
  /** @throws AppError `job.failed` without a choice, `network.*`, `file.*` */
  open(): Promise<OpenFarm>;
  close(): Promise<void>;
}

interface FarmAccessOptions {
  /** As it is now: a preference may change. */
  readonly choice: () => FarmChoice | undefined;
  /** Folder of this machine, for the index of the farm's store. */
  readonly cache: string;
  readonly onNote?: (note: string) => void;
}

export function createFarmAccess({ choice, cache, onNote }: FarmAccessOptions): FarmAccess {
  let opened: { readonly choice: FarmChoice; readonly farm: Promise<OpenFarm> } | undefined;

  async function openNow(chosen: FarmChoice): Promise<OpenFarm> {
    await assertFarmAnswers(chosen.url);
    const store = await openArtefactStore(sharedStoreOptions(chosen.store, cache));
    return { store, queue: await openFarmQueue(chosen.url, onNote === undefined ? {} : { onNote }) };
  }
  async function closeNow(before: typeof opened): Promise<void> {
    const farm = await before?.farm.catch(() => undefined); // reported to the caller that opened it
    await farm?.queue.close();
    await farm?.store.close();
  }

  return {
    choice,
    async open() {
      const chosen = choice();
      if (chosen === undefined) throw new AppError('job.failed', 'No farm is chosen.');
      if (opened === undefined || opened.choice.url !== chosen.url || opened.choice.store !== chosen.store) {
        const before = opened;
        const farm = openNow(chosen);
        opened = { choice: chosen, farm };
        farm.catch(() => { if (opened?.farm === farm) opened = undefined; });
        // Jobs that still use it fail when it closes.
        if (before !== undefined) void closeNow(before);
      }
      return opened.farm;
    },
    async close() {
      const last = opened;
      opened = undefined;
      await closeNow(last);
    },
  };
}

/** The store in a farm's folder, with this machine's own index of it. */
export function sharedStoreOptions(folder: string, cache: string): { readonly directory: string; readonly shared: { readonly indexPath: string } } {
  const directory = resolve(folder);
  return { directory, shared: { indexPath: join(cache, `farm-${createHash('sha256').update(directory).digest('hex').slice(0, 16)}.sqlite`) } };
}
