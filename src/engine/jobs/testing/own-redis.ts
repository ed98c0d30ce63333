import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';

const SERVER = process.env['REDIS_SERVER_BIN'] ?? 'redis-server';

/** Whether the tests of the farm can run here; where not, a line says so. */
export const hasRedis = spawnSync(SERVER, ['--version']).status === 0;
if (!hasRedis) process.stderr.write('\n*** redis-server is not installed: the tests of the render farm are SKIPPED (Debian: apt install redis-server) ***\n\n');

/** A Redis of the test's own, on a socket in its folder. */
export interface OwnRedis {
  readonly url: string;
  readonly client: Redis;
  start(): Promise<void>;
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** @param options `persistent`: keeps the queue over a stop */
export function ownRedis(folder: string, { persistent = true }: { readonly persistent?: boolean } = {}): OwnRedis {
  const socket = join(folder, 'r.sock');
  let server: ChildProcess | undefined;
  const client = new Redis({ path: socket, lazyConnect: true, maxRetriesPerRequest: null, retryStrategy: () => 50 });
  client.on('error', () => undefined); // while it is stopped
  return {
    url: `unix://${socket}`, client,
    async start() {
      mkdirSync(folder, { recursive: true });
      server = spawn(SERVER, ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', '', '--appendonly', persistent ? 'yes' : 'no'], { stdio: 'ignore' });
      await client.ping();
    },
    async stop() {
      const ended = server;
      server = undefined;
      if (ended === undefined || ended.exitCode !== null) return;
      ended.kill('SIGTERM');
      await once(ended, 'exit');
    },
    async close() {
      client.disconnect();
      await this.stop();
    },
  };
}
