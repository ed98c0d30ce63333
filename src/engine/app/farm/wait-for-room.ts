import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../shared/errors/app-error.ts';
import { farmTiming } from '../../jobs/index.ts';

interface RoomWaiting {
  readonly signal: AbortSignal;
  /** Called before each pause, so that the job can say what it waits for. */
  readonly onFull: () => void;
  /** As in `JobContext`. A job that others of its own steps may pause at the same time waits in one of them alone. */
  readonly mayGoOn?: () => Promise<void>;
}

/**
 * Writes into the farm's store. While the disk of the store is full it is tried again, after pauses that double up to the lock time of a unit (5, 10, 20, 30, 30 … s by
 * default), as workers put off their units. @param write may be carried out several times. @throws as `write`, but not `disk.full`; as the signal
 */
export async function whenThereIsRoom<Result>(write: () => Promise<Result>, { signal, onFull, mayGoOn }: RoomWaiting): Promise<Result> {
  const { postponeMs, lockMs } = farmTiming();
  for (let pauseMs = postponeMs; ; pauseMs = Math.min(lockMs, pauseMs * 2)) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'disk.full')) throw error;
    }
    onFull();
    await sleep(pauseMs, undefined, { signal });
    await mayGoOn?.();
  }
}
