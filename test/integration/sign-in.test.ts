import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { startStudio, type Studio } from '../e2e/support/studio.ts';
import { tintype } from '../support/tintype.ts';
import { connectWire } from '../support/wire-client.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

let studio: Studio;
beforeAll(async () => { studio = await startStudio(); });
afterAll(() => studio.close());

test('an address signs in once, by a cookie that scripts cannot read and other pages do not send', async () => {
  const url = studio.url;
  const first = await fetch(url);
  const cookie = first.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/^tintype-\d+=[\w-]{32}; HttpOnly; SameSite=Strict; Path=\/$/);
  expect([first.status, first.headers.get('cache-control'), first.headers.get('referrer-policy')]).toEqual([200, 'no-store', 'no-referrer']);
  const again = await fetch(url);
  expect([again.status, again.headers.get('set-cookie')]).toEqual([401, null]);
  expect(await again.text()).toContain('tintype serve --new-code');
  // A window that is signed in and comes by an old address is led on.
  expect((await fetch(url, { headers: { cookie: cookie.split(';')[0]! } })).status).toBe(200);
});

test('a browser that loads an address before it is visited does not spend its code', async () => {
  const url = studio.url;
  expect((await fetch(url, { headers: { 'sec-purpose': 'prefetch;prerender' } })).status).toBe(503);
  expect((await fetch(url, { method: 'HEAD' })).headers.get('set-cookie')).toBeNull();
  expect((await fetch(url)).headers.get('set-cookie')).not.toBeNull();
});

test('neither the arguments of a process nor the files of the data folder contain a code or a cookie', async () => {
  const url = studio.url;
  const code = new URL(url).pathname.split('/').at(-1)!;
  const wire = await connectWire(url);
  const secrets = [code, wire.cookie.split('=')[1]!];
  for (const name of readdirSync(join(studio.home, 'data'), { recursive: true, withFileTypes: true })) {
    const path = join(name.parentPath, name.name);
    const text = name.isFile() ? readFileSync(path, 'latin1') : '';
    for (const secret of secrets) expect(`${path} ${text}`).not.toContain(secret);
  }
  if (existsSync('/proc/self/cmdline')) {
    const read = (pid: string, what: string): string => { try { return readFileSync(`/proc/${pid}/${what}`, 'latin1'); } catch { return ''; } };
    const processes = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).map((pid) => `${read(pid, 'cmdline')} ${read(pid, 'environ')}`);
    expect(processes.some((text) => text.includes('serve'))).toBe(true);
    for (const secret of secrets) expect(processes.filter((text) => text.includes(secret))).toEqual([]);
  }
  wire.close();
});

test('“serve --new-code” prints another address of the running studio, and says so where none runs', async () => {
  const printed = await tintype(['serve', '--new-code'], { home: studio.home });
  expect(printed.code).toBe(0);
  const wire = await connectWire(/http:\S+/.exec(printed.stdout)![0]);
  expect((await wire.client.system.about()).threads).toBeGreaterThan(0);
  wire.close();
  const nowhere = await mkdtemp(join(tmpdir(), 'tintype-sign-in-'));
  onTestFinished(() => rm(nowhere, { recursive: true, force: true }));
  const none = await tintype(['serve', '--new-code'], { home: nowhere });
  expect([none.code, none.stderr]).toEqual([1, 'tintype: Your studio is not running; "tintype serve" starts it.\n']);
});

/** A studio with further arguments; ends with the test. */
async function serve(args: readonly string[]): Promise<{ readonly url: string; readonly port: number; readonly stderr: () => string }> {
  const home = await mkdtemp(join(tmpdir(), 'tintype-host-'));
  const child: ChildProcess = spawn(process.execPath, [MAIN, 'serve', '--json', ...args], { env: { ...process.env, HOME: home, TINTYPE_CACHE_DIR: join(home, 'cache'), TINTYPE_DATA_DIR: join(home, 'data') }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => { child.once('exit', resolve); });
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(home, { recursive: true, force: true });
  });
  let stdout = '';
  let stderr = '';
  child.stdout!.on('data', (chunk: Buffer) => { stdout += chunk.toString(); });
  child.stderr!.on('data', (chunk: Buffer) => { stderr += chunk.toString(); });
  await expect.poll(() => { if (child.exitCode !== null) throw new Error(stderr); return stdout.split('\n').length > 1 ? stdout : undefined; }, { timeout: 240_000, interval: 100 }).toBeDefined();
  return { ...(JSON.parse(stdout) as { readonly url: string; readonly port: number }), stderr: () => stderr };
}

/** Status of a request with any Host header; `fetch` would not send it. */
function statusOf(origin: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => { request(origin, { headers }, (response) => { response.resume(); resolve(response.statusCode ?? 0); }).once('error', reject).end(); });
}

/** Addresses of this machine beyond loopback. Other programs, and other tests, may add and remove some. */
function outsideAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((each) => each ?? []).filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address);
}

test('with all addresses, each address of this machine is served over HTTP and WebSocket, and the exposure is reported once', async () => {
  const before = outsideAddresses();
  const { url, port, stderr } = await serve(['--host', '0.0.0.0']);
  const address = before.length === 0 ? undefined : new URL(url).hostname;
  if (address === undefined) console.log('SKIPPED in part: this machine has no address but loopback.');
  else expect([...before, ...outsideAddresses()]).toContain(address);
  const wire = await connectWire(url);
  expect((await wire.client.system.about()).threads).toBeGreaterThan(0);
  wire.close();
  for (const host of [address ?? '127.0.0.1', '127.0.0.1', 'localhost', hostname()]) {
    const origin = `http://${address ?? '127.0.0.1'}:${port}`;
    // Signed in, so that the answer is the guard's: refused is 403, served is anything else.
    if (host === address || host === 'localhost' || host === hostname()) expect(await statusOf(origin, { host: `${host}:${port}`, cookie: wire.cookie })).not.toBe(403);
  }
  expect(await statusOf(`http://127.0.0.1:${port}`, { host: `evil.example:${port}`, cookie: wire.cookie })).toBe(403);
  await expect.poll(() => stderr().match(/Other machines can reach this studio/g)).toHaveLength(1);
});

test('with ::1 the studio is served at that address', async ({ skip }) => {
  if (!Object.values(networkInterfaces()).some((each) => each?.some(({ address }) => address === '::1') === true)) return skip('SKIPPED: this machine has no IPv6.');
  const { url, stderr } = await serve(['--host', '::1']);
  expect(new URL(url).hostname).toBe('[::1]');
  const wire = await connectWire(url);
  expect((await wire.client.system.about()).threads).toBeGreaterThan(0);
  wire.close();
  expect(stderr()).not.toContain('Other machines');
});

test('an allowed name is served, and no other', async () => {
  const { url, port, stderr } = await serve(['--name', 'studio.example']);
  const { pathname } = new URL(url);
  expect(new URL(url).hostname).toBe('studio.example');
  // It comes by another pipe than the address.
  await expect.poll(stderr).toContain('Other machines can reach this studio');
  const here = `http://127.0.0.1:${port}`;
  const cookie = (await fetch(`${here}${pathname}`)).headers.get('set-cookie')!.split(';')[0]!;
  expect(await statusOf(here, { host: 'studio.example', cookie })).not.toBe(403);
  expect(await statusOf(here, { host: 'other.example', cookie })).toBe(403);
  const webSocket = new WebSocket(`ws://127.0.0.1:${port}/wire`, { headers: { host: 'studio.example', origin: 'https://studio.example', cookie } });
  await new Promise((resolve, reject) => { webSocket.once('open', resolve).once('error', reject); });
  webSocket.close();
});

test('a port in use, an address of another machine and a folder that cannot be written are each reported in one sentence', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => { other.once('listening', resolve); });
  onTestFinished(() => { other.close(); });
  const home = await mkdtemp(join(tmpdir(), 'tintype-told-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const { port } = other.address() as AddressInfo;
  const told = async (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<readonly [number | null, string]> => {
    const { code, stderr } = await tintype(['serve', ...args], { home, env });
    return [code, stderr];
  };
  expect(await told(['--port', String(port)])).toEqual([1, `tintype: Port ${port} is in use by another program; choose another with --port, or leave it out.\n`]);
  expect(await told(['--host', '203.0.113.7'])).toEqual([1, 'tintype: 203.0.113.7 is not an address of this machine; --host takes one of its own, or 0.0.0.0 for all.\n']);
  expect(await told([], { TINTYPE_CACHE_DIR: '/proc/tintype' })).toEqual([1, 'tintype: The cache folder /proc/tintype cannot be written (it does not exist): make it writable, or set TINTYPE_CACHE_DIR to another folder.\n']);
  expect(await told([], { HOME: '', XDG_DATA_HOME: '', TINTYPE_DATA_DIR: '' })).toEqual([1, 'tintype: There is no home folder for the data folder (HOME is not set): set TINTYPE_DATA_DIR to a folder that can be written.\n']);
  expect(await told([], { TMPDIR: join(home, 'nowhere') })).toEqual([1, `tintype: The temporary folder ${join(home, 'nowhere')} cannot be written (it does not exist): make it writable, or set TMPDIR to another folder.\n`]);
});
