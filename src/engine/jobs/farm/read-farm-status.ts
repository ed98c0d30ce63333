import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { type FarmStatus, WorkerState } from '../../../shared/contract/farm.ts';
import { farmKeys } from './farm-keys.ts';

interface FarmRedis {
  readonly redis: Redis;
  readonly queue: Pick<Queue, 'getJobCounts' | 'getRanges' | 'isPaused'>;
}

/** Units that are looked at for those that are put off. */
const MOST_PUT_OFF = 1000;

export async function readFarmStatus(farm: FarmRedis): Promise<FarmStatus> {
  const { redis, queue } = farm;
  const [workers, counts, isPaused, putOff] = await Promise.all([
    readWorkers(redis), queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed', 'waiting-children', 'failed', 'completed'), queue.isPaused(), readPutOff(farm),
  ]);
  const of = (name: string): number => counts[name] ?? 0;
  return {
    workers, isPaused, isDraining: workers.length > 0 && workers.every(({ state }) => state === 'draining'), ...(putOff === undefined ? {} : { putOff }),
    counts: { waiting: of('waiting') + of('prioritized'), active: of('active'), delayed: of('delayed'), dependent: of('waiting-children'), failed: of('failed'), completed: of('completed') },
  };
}

/** Workers that are not silent, by name; those that are leave the list. */
export async function readWorkers(redis: Redis): Promise<readonly WorkerState[]> {
  const names = await redis.smembers(farmKeys.workers);
  if (names.length === 0) return [];
  const states = await redis.mget(names.map((name) => farmKeys.worker(name)));
  const gone = names.filter((_, index) => states[index] === null);
  if (gone.length > 0) await redis.srem(farmKeys.workers, ...gone);
  return states.flatMap((state) => {
    const parsed = state === null ? undefined : WorkerState.safeParse(JSON.parse(state));
    return parsed?.success === true ? [parsed.data] : [];
  }).toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Units that wait to be tried again since workers cannot write to the store, or are tried again just now, with the reason of one. */
async function readPutOff({ redis, queue }: FarmRedis): Promise<FarmStatus['putOff']> {
  const ids = await queue.getRanges(['delayed', 'active'], 0, MOST_PUT_OFF - 1);
  if (ids.length === 0) return undefined;
  const reasons = (await redis.mget(ids.map((id) => farmKeys.putOff(id)))).filter((reason) => reason !== null);
  return reasons[0] === undefined ? undefined : { units: reasons.length, reason: reasons[0] };
}
