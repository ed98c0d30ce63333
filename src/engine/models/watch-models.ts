import { stat } from 'node:fs/promises';
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
 * Reads the registry again after models were put into or taken out of a folder, by this or another process. A look is one `stat`: notices of
 * the system are not had on every kind of disk.
 */
export function watchModels(registry: Pick<ModelRegistry, 'refresh'>, { folder, tell, onError, everyMs = LOOK_EVERY_MS }: WatchModelsOptions): ModelWatch {
  let seen: number | undefined;
  /** One look after another. */
  let last: Promise<unknown> = Promise.resolve();
  let hasEnded = false;
  /** @param isOver whether nobody waits for this look any more; what it would have found is left to the next */
  async function lookNow(isOver: () => boolean): Promise<void> {
    const changedAt = (await stat(folder).catch(() => undefined))?.mtimeMs ?? 0;
    if (changedAt === seen || isOver()) return;
    const changes = await registry.refresh();
    if (isOver()) return;
    // As it was before the reading: what changed meanwhile is read by the next look.
    seen = changedAt;
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
