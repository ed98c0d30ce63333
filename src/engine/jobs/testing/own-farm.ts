import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { WorkerDescription } from '../../../shared/contract/farm.ts';
import { farmKeys } from '../farm/farm-keys.ts';
import { type FarmQueue, openFarmQueue } from '../farm/farm-queue.ts';
import { farmTiming } from '../farm/farm-timing.ts';
import type { FarmUnit } from '../farm/farm-unit.ts';
import { type FarmWorker, startFarmWorker, type UnitContext } from '../farm/farm-worker.ts';
import { type OwnRedis, ownRedis } from './own-redis.ts';

export const timing = farmTiming({ TINTYPE_FARM_LOCK_MS: '1800' });
export const description: WorkerDescription = { host: 'h', pid: 1, version: '0', networks: [], provider: 'CPU', threads: 1, lanes: 1, probe: 'p' };
export const unitOf = (name: string): FarmUnit => ({ id: createHash('sha256').update(name).digest('hex'), kind: 'test', label: name, project: 'film', frames: 1, body: { name } });

interface OwnFarm {
  readonly redis: OwnRedis;
  readonly queue: FarmQueue;
  readonly workers: FarmWorker[];
  /** Units and the worker that began them: `label worker`. */
  readonly begun: string[];
  readonly work: (name: string, make?: (unit: FarmUnit, context: UnitContext) => Promise<unknown>, options?: { readonly lanes?: number }) => void;
  readonly send: (name: string, options?: { readonly signal?: AbortSignal; readonly priority?: number; readonly after?: readonly string[] }) => Promise<unknown>;
  /** How many senders want a unit. */
  readonly senders: (name: string) => Promise<number>;
}

/** A Redis, a queue and workers of its own for each test of the file, closed after it. */
export function useFarm(): OwnFarm {
  let folder = '';
  let redis: OwnRedis;
  let queue: FarmQueue;
  let [workers, begun]: [FarmWorker[], string[]] = [[], []];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tt-queue-'));
    redis = ownRedis(folder, { persistent: false });
    await redis.start();
    queue = openFarmQueue(redis.url, { timing });
    [workers, begun] = [[], []];
  });
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.close()));
    await queue.close();
    await redis.close();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    get redis() { return redis; },
    get queue() { return queue; },
    get workers() { return workers; },
    get begun() { return begun; },
    work(name, make = (unit) => Promise.resolve({ by: name, unit: unit.label }), { lanes = 1 } = {}) {
      workers.push(startFarmWorker({ url: redis.url, name, description: { ...description, lanes }, timing, make: (unit, context) => {
        begun.push(`${unit.label} ${name}`);
        return make(unit, context);
      } }));
    },
    send: (name, { signal = new AbortController().signal, priority = 1000, after } = {}) => queue.send(unitOf(name), { signal, priority: () => priority, progress: () => undefined, ...(after === undefined ? {} : { after: () => after.map(unitOf) }) }),
    senders: (name) => redis.client.scard(farmKeys.wanted(unitOf(name).id)),
  };
}
