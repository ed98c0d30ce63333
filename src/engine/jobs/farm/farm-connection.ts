import { isIP } from 'node:net';
import { Redis } from 'ioredis';
import { AppError } from '../../../shared/errors/app-error.ts';
import { withoutPassword } from './without-password.ts';

/** Address of a farm's Redis: `redis://HOST:PORT`, `rediss://…` (TLS) or `unix:///PATH`. User, password and database as ioredis takes them. */
export type FarmUrl = string;

/** A farm in Redis: all of its keys begin with this. */
export const FARM_PREFIX = 'tintype';
/** BullMQ's name of the queue of units. */
export const FARM_QUEUE = 'units';

/** What ioredis and BullMQ are given. */
interface FarmConnection {
  readonly path?: string;
  readonly host?: string;
  readonly port?: number;
  readonly db?: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: { readonly servername?: string };
  readonly connectTimeout: number;
  readonly maxRetriesPerRequest: null;
  readonly retryStrategy: (times: number) => number;
}

const LONGEST_RETRY_MS = 2000;
const CONNECT_TIMEOUT_MS = 5000;

/**
 * Connection options of a farm's address. The password may come from the environment (`TINTYPE_FARM_PASSWORD`), where it is in no list of processes.
 * @throws AppError `input.malformed`
 */
export function farmConnection(url: FarmUrl, environment: Readonly<Record<string, string | undefined>> = process.env): FarmConnection {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !['redis:', 'rediss:', 'unix:'].includes(parsed.protocol)) {
    throw new AppError('input.malformed', `"${withoutPassword(url)}" is not the address of a farm. Write redis://HOST:PORT, rediss://HOST:PORT (TLS) or unix:///PATH.`);
  }
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  const password = decodeURIComponent(parsed.password) || environment['TINTYPE_FARM_PASSWORD'];
  const database = Number(/^\/(\d+)$/.exec(parsed.pathname)?.[1] ?? 0);
  return {
    ...(parsed.protocol === 'unix:' ? { path: decodeURIComponent(parsed.pathname) } : { host, port: parsed.port === '' ? 6379 : Number(parsed.port), db: database }),
    ...(parsed.username === '' ? {} : { username: decodeURIComponent(parsed.username) }),
    ...(password === undefined || password === '' ? {} : { password }),
    // An address is no server name (RFC 6066); the certificate is held against the host then.
    ...(parsed.protocol === 'rediss:' ? { tls: isIP(host) === 0 ? { servername: host } : {} } : {}),
    connectTimeout: CONNECT_TIMEOUT_MS,
    // A farm outlives its Redis: commands wait until it is back.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(times * 100, LONGEST_RETRY_MS),
  };
}

/** A connection that reconnects automatically; errors are reported to `onError`. */
export function openRedis(options: FarmConnection, onError: (error: Error) => void): Redis {
  const redis = new Redis(options);
  redis.on('error', onError);
  return redis;
}

/** Tests once whether a Redis answers. @throws AppError `network.unreachable`, `network.unauthorised` */
export async function assertFarmAnswers(url: FarmUrl): Promise<void> {
  const redis = new Redis({ ...farmConnection(url), lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  let failure: unknown;
  redis.on('error', (error) => { failure = error; });
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    const reason = failure ?? error;
    const text = reason instanceof Error ? reason.message : String(reason);
    // Redis names the kind of a refusal by its first word: NOAUTH, WRONGPASS, NOPERM.
    if (/^(NOAUTH|WRONGPASS|NOPERM)\b/.test(text)) throw new AppError('network.unauthorised', `The farm's Redis at ${withoutPassword(url)} refuses this password.`, { cause: reason, details: text });
    throw new AppError('network.unreachable', `The farm's Redis at ${withoutPassword(url)} does not answer. Is it running ("tintype farm up"), and can this machine reach it?`, { cause: reason, details: text });
  } finally {
    redis.disconnect();
  }
}
