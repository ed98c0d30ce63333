import { createHash } from 'node:crypto';
import { openFarmQueue, startFarmWorker } from '../../src/engine/jobs/index.ts';
import { ownRedis } from '../../src/engine/jobs/testing/own-redis.ts';

/** Load of a farm on its Redis. */
export interface RedisCost {
  readonly commandsPerUnit: number;
  readonly bytesPerUnit: number;
  /** Of a busy worker: heartbeats, locks, progress. */
  readonly commandsPerWorkerSecond: number;
  readonly bytesPerWorkerSecond: number;
  /** Mean time of a command inside Redis. */
  readonly secondsPerCommand: number;
  /** A worker's time for an empty unit: the overhead of the queue. */
  readonly secondsPerUnit: number;
}

const [UNITS, WORKERS, IDLE_SECONDS] = [400, 4, 20] as const;

/** Sends empty units, then units that workers hold for a while, and reads the counters of Redis. */
export async function measureRedis(folder: string): Promise<RedisCost> {
  const redis = ownRedis(folder);
  await redis.start();
  const queue = await openFarmQueue(redis.url);
  const release = Promise.withResolvers<undefined>();
  const description = { host: 'h', pid: 1, version: '0', networks: [{ id: 'hint-unet', version: '1.0.0+0123456789ab' }, { id: 'propagation', version: '1.0.0+0123456789ab' }], provider: 'CPU', threads: 2, lanes: 1, probe: '0123456789abcdef' };
  const workers = await Promise.all(Array.from({ length: WORKERS }, (_, index) => startFarmWorker({
    url: redis.url, name: `worker-${index}`, description,
    make: async (unit, { report, made }) => {
      if (unit.label !== 'long') return { made: 1, frames: 1 };
      const timer = setInterval(() => {
        report({ done: 1, total: 2 });
        made({ frame: 1, key: '0'.repeat(64), confidence: 0.5 });
      }, 400);
      await release.promise;
      clearInterval(timer);
      return { made: 1, frames: 1 };
    },
  })));
  const send = (name: string, label: string): Promise<unknown> => queue.send(
    { id: createHash('sha256').update(name).digest('hex'), kind: 'test', label, project: 'film', frames: 65, body: { text: 'x'.repeat(3000) } },
    { signal: new AbortController().signal, priority: () => 1000, progress: () => undefined },
  );
  try {
    await Promise.all(Array.from({ length: 20 }, (_, index) => send(`warm ${index}`, 'short')));
    const [before, startedAt] = [await counted(redis.client), Date.now()];
    await Promise.all(Array.from({ length: UNITS }, (_, index) => send(`unit ${index}`, 'short')));
    const [after, took] = [await counted(redis.client), (Date.now() - startedAt) / 1000];
    const held = Promise.all(Array.from({ length: WORKERS }, (_, index) => send(`long ${index}`, 'long')));
    await new Promise((resolve) => { setTimeout(resolve, 3000); });
    const beating = await counted(redis.client);
    await new Promise((resolve) => { setTimeout(resolve, IDLE_SECONDS * 1000); });
    const beaten = await counted(redis.client);
    release.resolve(undefined);
    await held;
    const perSecond = { commands: (beaten.commands - beating.commands) / IDLE_SECONDS / WORKERS, bytes: (beaten.bytes - beating.bytes) / IDLE_SECONDS / WORKERS };
    return {
      commandsPerUnit: (after.commands - before.commands - perSecond.commands * took * WORKERS) / UNITS, bytesPerUnit: (after.bytes - before.bytes - perSecond.bytes * took * WORKERS) / UNITS,
      commandsPerWorkerSecond: perSecond.commands, bytesPerWorkerSecond: perSecond.bytes, secondsPerCommand: (after.seconds - before.seconds) / (after.commands - before.commands),
      secondsPerUnit: (took * WORKERS) / UNITS,
    };
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
    await queue.close();
    await redis.close();
  }
}

interface Counted {
  readonly commands: number;
  readonly bytes: number;
  readonly seconds: number;
}

/** Commands that Redis has run (those inside scripts as well), bytes both ways, and seconds inside commands. */
async function counted(client: { info(section: string): Promise<string> }): Promise<Counted> {
  const [stats, commands] = [await client.info('stats'), await client.info('commandstats')];
  const field = (name: string): number => Number(new RegExp(`${name}:(\\d+)`).exec(stats)?.[1] ?? 0);
  const lines = [...commands.matchAll(/cmdstat_([^:]+):calls=(\d+),usec=(\d+)/g)].filter(([, name]) => name !== 'info');
  return {
    commands: lines.reduce((sum, [, , calls]) => sum + Number(calls), 0), bytes: field('total_net_input_bytes') + field('total_net_output_bytes'),
    // The time of a script includes that of its commands.
    seconds: lines.filter(([, name]) => /^(evalsha|eval|get|set|hmget|hgetall|exists|sadd|srem|expire|del|smembers|mget|xread|bzpopmin)/.test(name ?? '')).reduce((sum, [, , , usec]) => sum + Number(usec), 0) / 1e6,
  };
}
