import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasRedis } from '../testing/own-redis.ts';
import { runRedisServer } from './redis-server.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const FARM_CONNECTION = fileURLToPath(new URL('farm-connection.ts', import.meta.url));
const FARM_QUEUE = fileURLToPath(new URL('farm-queue.ts', import.meta.url));
const PASSWORD = 'of this test';

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => { resolve(typeof address === 'object' && address !== null ? address.port : 0); });
    });
  });
}

describe.skipIf(!hasRedis || !hasOpenssl)('a farm over TLS with a certificate of its own', () => {
  const stop = new AbortController();
  let folder: string;
  let port: number;
  let running: Promise<void>;
  let certificate: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tt-tls-'));
    port = await freePort();
    certificate = join(folder, 'farm.crt');
    const key = join(folder, 'farm.key');
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', certificate], { stdio: 'ignore' });
    const ready = Promise.withResolvers<undefined>();
    running = runRedisServer({ host: '127.0.0.1', port, password: PASSWORD, tls: { certificate, key }, folder, signal: stop.signal, onLine: (line) => { if (line.includes('Ready to accept connections')) ready.resolve(undefined); } });
    await Promise.race([ready.promise, running]);
  });
  afterAll(async () => {
    stop.abort();
    await running;
    await rm(folder, { recursive: true, force: true });
  });

  /** Another process, since Node reads its certificates when it starts. @returns what it wrote, and the code of its error */
  function client(script: string, environment: Readonly<Record<string, string>>): string {
    const found = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script], { encoding: 'utf8', env: { ...process.env, ...environment } });
    return `${found.stdout}${found.stderr}`.trim();
  }

  const asks = (url: string): string => `
    const { assertFarmAnswers } = await import(${JSON.stringify(FARM_CONNECTION)});
    await assertFarmAnswers(${JSON.stringify(url)}).then(() => { console.log('answers'); }, (error) => { console.log(error.code, error.details); });`;

  test.each(['localhost', '127.0.0.1'])('answers at %s to who knows its certificate, and to nobody else', (host) => {
    const url = `rediss://${host}:${port}`;
    expect(client(asks(url), { NODE_EXTRA_CA_CERTS: certificate, TINTYPE_FARM_PASSWORD: PASSWORD })).toBe('answers');
    expect(client(asks(url), { NODE_EXTRA_CA_CERTS: certificate, TINTYPE_FARM_PASSWORD: 'another' })).toMatch(/^network\.unauthorised WRONGPASS/);
    expect(client(asks(url), { TINTYPE_FARM_PASSWORD: PASSWORD })).toMatch(/^network\.unreachable .*self-signed certificate/);
  });

  test('does not answer without TLS', () => {
    expect(client(asks(`redis://127.0.0.1:${port}`), { TINTYPE_FARM_PASSWORD: PASSWORD })).toMatch(/^network\.unreachable/);
  });

  test('its queue works over TLS', () => {
    const script = `
      const { openFarmQueue } = await import(${JSON.stringify(FARM_QUEUE)});
      const queue = openFarmQueue('rediss://127.0.0.1:${port}');
      const status = await queue.status();
      console.log('workers', status.workers.length);
      await queue.close();`;
    expect(client(script, { NODE_EXTRA_CA_CERTS: certificate, TINTYPE_FARM_PASSWORD: PASSWORD })).toBe('workers 0');
  });
});
