import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ModelChanges, ModelRegistry } from './model-registry.ts';

const LOOK_EVERY_MS = 2000;

interface WatchModelsOptions {
  /** The folder of brought models; it need not be there. */
  readonly folder: string;
  /** Called when models have come or gone. */
  readonly tell: (changes: ModelChanges) => void;
  readonly onError: (error: unknown) => void;
  readonly everyMs?: number;
}

export interface ModelWatch {
  /** Looks now. @throws AppError as `ModelRegistry.refresh` */
  look(): Promise<void>;
  stop(): void;
}

/**
 * Reads the registry again after models were put into, taken out of or replaced in a folder, by this or another process. A look is a `stat` of each
 * model's files: notices of the system are not had on every kind of disk, and the time of a folder tells neither of what lies deeper nor, on some
 * disks, of a change within two seconds of the last.
 */
export function watchModels(registry: Pick<ModelRegistry, 'refresh'>, { folder, tell, onError, everyMs = LOOK_EVERY_MS }: WatchModelsOptions): ModelWatch {
  let seen: string | undefined;
  /** One look after another. */
  let last: Promise<unknown> = Promise.resolve();
  let hasEnded = false;
  /** @param isOver whether nobody waits for this look any more; what it would have found is left to the next */
  async function lookNow(isOver: () => boolean): Promise<void> {
    const now = await stateOf(folder);
    if (now === seen || isOver()) return;
    const changes = await registry.refresh();
    if (isOver()) return;
    // As it was before the reading: what changed meanwhile is read by the next look.
    seen = now;
    if (changes.added.length + changes.removed.length > 0) tell(changes);
  }
  const look = (isOver: () => boolean): Promise<void> => {
    const looking = last.then(() => lookNow(isOver));
    last = looking.catch(() => undefined);
    return looking;
  };
  const timer = setInterval(() => { look(() => hasEnded).catch(onError); }, everyMs);
  timer.unref();
  return {
    look: () => look(() => false),
    stop() {
      hasEnded = true;
      clearInterval(timer);
    },
  };
}

/** Names, sizes, times and places on the disk of the files in the folders of a folder. What cannot be read counts as not there: the reading reports it. */
async function stateOf(folder: string): Promise<string> {
  // As the registry does, folders that are being added or removed are left out.
  const models = (await namesIn(folder)).filter((name) => !name.startsWith('.'));
  const files = await Promise.all(models.map(async (model) => Promise.all(['', ...await namesIn(path.join(folder, model))].map(async (name) => {
    const file = await stat(path.join(folder, model, name)).catch(() => undefined);
    return [model, name, file?.size, file?.mtimeMs, file?.ctimeMs, file?.ino];
  }))));
  return JSON.stringify(files);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(() => [])).toSorted();
}
