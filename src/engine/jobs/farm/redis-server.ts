import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { once } from 'node:events';
import { AppError } from '../../../shared/errors/app-error.ts';

export interface RedisServerOptions {
  /** Name or address to listen on. */
  readonly host: string;
  readonly port: number;
  /** Listen on this Unix socket instead. */
  readonly socket?: string;
  readonly password?: string;
  /** TLS with these files, instead of a plain port. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** Where Redis keeps the queue over a restart. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onLine?: (line: string) => void;
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** The configuration as `redis-server -` reads it: from standard input, so that the password is in no list of processes. @throws AppError `input.malformed` */
export function redisConfiguration({ host, port, socket, password, tls, folder }: Omit<RedisServerOptions, 'signal' | 'onLine'>): string {
  if (socket === undefined && !LOOPBACK.has(host) && password === undefined) {
    throw new AppError('input.malformed', `Other machines can reach ${host}, so the farm needs a password: set TINTYPE_FARM_PASSWORD. Whoever can write to the farm's Redis can give workers work.`);
  }
  const lines = [
    ...(socket === undefined
      ? [`bind ${host === 'localhost' ? '127.0.0.1' : host}`, ...(tls === undefined ? [`port ${port}`] : ['port 0', `tls-port ${port}`, `tls-cert-file ${quoted(tls.certificate)}`, `tls-key-file ${quoted(tls.key)}`, 'tls-auth-clients no'])]
      : ['port 0', `unixsocket ${quoted(socket)}`, 'unixsocketperm 700']),
    ...(password === undefined ? [] : [`requirepass ${quoted(password)}`]),
    'protected-mode yes', 'daemonize no', `dir ${quoted(folder)}`, 'dbfilename farm.rdb',
    // The queue survives a restart, but for its last second.
    'appendonly yes', 'appendfsync everysec', 'maxmemory-policy noeviction',
  ];
  return `${lines.join('\n')}\n`;
}

/** Runs a Redis until the signal, or until it ends. @throws AppError `system.cannotListen` with the message of Redis, when it does not start */
export async function runRedisServer(options: RedisServerOptions): Promise<void> {
  const configuration = redisConfiguration(options);
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const child = spawn(process.env['REDIS_SERVER_BIN'] ?? 'redis-server', ['-'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const words: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
      words.push(line);
      options.onLine?.(line);
    }
    words.splice(0, Math.max(0, words.length - 20));
  });
  const stop = (): void => { child.kill('SIGTERM'); };
  options.signal.addEventListener('abort', stop, { once: true });
  try {
    child.stdin.on('error', () => undefined); // it has ended: reported below
    child.stdin.end(configuration);
    const [code] = await once(child, 'close') as [number | null];
    if (!options.signal.aborted) throw new AppError('system.cannotListen', `Redis has ended (${code ?? 'by a signal'}).`, { details: words.join('\n') });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new AppError('system.cannotListen', 'redis-server is not installed. Install it (Debian and Ubuntu: sudo apt install redis-server; macOS: brew install redis), or name one that runs elsewhere with --farm.', { cause: error });
    }
    throw error;
  } finally {
    options.signal.removeEventListener('abort', stop);
  }
}

function quoted(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, '\\$&')}"`;
}
