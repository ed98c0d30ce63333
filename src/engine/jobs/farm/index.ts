import type { FarmUrl } from './farm-connection.ts';
import type { FarmQueue } from './farm-queue.ts';
import type { FarmWorker, FarmWorkerOptions } from './farm-worker.ts';

export type { FarmQueue } from './farm-queue.ts';
export { farmTiming } from './farm-timing.ts';
export { FarmUnit, LAST_PRIORITY, UnitPostponed, type UnitProgress, UnitRefused } from './farm-unit.ts';
export type { FarmWorker, UnitContext, UnitEnd } from './farm-worker.ts';
export { withoutPassword } from './without-password.ts';

// BullMQ and its Redis client are loaded by those who use a farm, not by every start of the program.

/** The sender's side. @throws AppError `input.malformed` */
export async function openFarmQueue(url: FarmUrl, options: { readonly onNote?: (note: string) => void } = {}): Promise<FarmQueue> {
  return (await import('./farm-queue.ts')).openFarmQueue(url, options);
}

/** @throws AppError `input.malformed` */
export async function startFarmWorker(options: FarmWorkerOptions): Promise<FarmWorker> {
  return (await import('./farm-worker.ts')).startFarmWorker(options);
}

/** Tests once whether a farm's Redis answers. @throws AppError `network.unreachable`, `network.unauthorised`, `input.malformed` */
export async function assertFarmAnswers(url: FarmUrl): Promise<void> {
  await (await import('./farm-connection.ts')).assertFarmAnswers(url);
}

export { runRedisServer } from './redis-server.ts';
