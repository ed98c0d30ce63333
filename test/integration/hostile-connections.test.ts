import { readdirSync, readFileSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startStudio, type Studio } from '../e2e/support/studio.ts';
import { connectWire } from '../support/wire-client.ts';

let studio: Studio;
let origin: string;
let port: number;
let cookie: string;
beforeAll(async () => {
  studio = await startStudio();
  const wire = await connectWire(studio.url);
  ({ cookie, origin } = wire);
  port = Number(new URL(origin).port);
  wire.close();
});
afterAll(() => studio.close());

/** The engine answers its window after each test. */
afterEach(async () => {
  const { client, close } = await connectWire(studio.url);
  expect((await client.system.about()).version).toMatch(/\d/);
  close();
});

/** Sends raw bytes; returns what comes until the connection ends or is silent for a while. Where no answer may come, `withinMs` bounds the wait for the first byte. */
async function exchange(bytes: string | Buffer, { withinMs }: { readonly withinMs?: number } = {}): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  const ended = new Promise((resolve) => { socket.once('close', resolve); });
  const answered = new Promise((resolve) => { socket.once('data', resolve); });
  socket.on('data', (chunk) => { answer += chunk.toString('latin1'); });
  socket.on('error', () => undefined);
  socket.write(bytes);
  await Promise.race([ended, answered, ...(withinMs === undefined ? [] : [wait(withinMs)])]);
  await Promise.race([ended, wait(200)]);
  socket.destroy();
  return answer;
}

const head = (line: string, headers: readonly string[] = []): string => [line, `host: 127.0.0.1:${port}`, `cookie: ${cookie}`, ...headers, '', ''].join('\r\n');
const UPGRADE = ['connection: Upgrade', 'upgrade: websocket', 'sec-websocket-version: 13', 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ=='];

/** A WebSocket whose frames are written by hand. */
async function openRaw(): Promise<{ readonly socket: Socket; readonly ended: Promise<void> }> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => { socket.once('close', () => { resolve(); }); });
  socket.write(head('GET /wire HTTP/1.1', UPGRADE));
  const [first] = await new Promise<[Buffer]>((resolve) => { socket.once('data', (chunk: Buffer) => { resolve([chunk]); }); });
  expect(first.toString()).toContain('101 Switching Protocols');
  socket.resume();
  return { socket, ended };
}

test('a message of more than 64 MiB ends its connection', async () => {
  const webSocket = new WebSocket(`${origin.replace('http', 'ws')}/wire`, { headers: { cookie, origin } });
  await new Promise((resolve) => { webSocket.once('open', resolve); });
  const closed = new Promise<number>((resolve) => { webSocket.once('close', resolve); });
  webSocket.on('error', () => undefined);
  webSocket.send(Buffer.alloc(65 * 2 ** 20));
  expect([1006, 1009]).toContain(await closed);
});

test.each([
  ['an unmasked frame', Buffer.from([0x81, 0x02, 0x68, 0x69])],
  ['text that is no UTF-8', Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28])],
  ['a reserved opcode', Buffer.from([0x83, 0x80, 0, 0, 0, 0])],
  ['reserved bits', Buffer.from([0xf1, 0x80, 0, 0, 0, 0])],
  ['a control frame in pieces', Buffer.from([0x09, 0x80, 0, 0, 0, 0])],
  ['a close frame of one byte', Buffer.from([0x88, 0x81, 0, 0, 0, 0, 0])],
  ['a length beyond 2^53', Buffer.from([0x82, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])],
])('%s ends its connection', async (_what, frame) => {
  const { socket, ended } = await openRaw();
  socket.write(frame);
  await ended;
});

test('messages outside the contract are answered or ignored', async () => {
  const webSocket = new WebSocket(`${origin.replace('http', 'ws')}/wire`, { headers: { cookie, origin } });
  await new Promise((resolve) => { webSocket.once('open', resolve); });
  webSocket.on('error', () => undefined);
  for (const text of ['', 'x', '{', 'null', '[]', '0', '{"i":"1","p":null}', JSON.stringify({ i: '1', p: { u: 'orpc:/__proto__/constructor', b: {} } }), JSON.stringify({ i: '2', p: { u: '/project/create', b: { json: { path: 5 } } } }), `[${'['.repeat(100_000)}`]) webSocket.send(text);
  webSocket.send(Buffer.alloc(1_000, 0xff));
  await wait(500);
  webSocket.terminate();
});

test('a window that disconnects in the middle of a message, or of calls, does not affect others', async () => {
  const { socket } = await openRaw();
  socket.write(Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0, 0x10, 0, 0, 1, 2, 3, 4, 9]));
  socket.resetAndDestroy();
  for (let round = 0; round < 5; round++) {
    const wire = await connectWire(studio.url);
    const calls = Array.from({ length: 20 }, () => wire.client.system.doctor().catch(() => undefined));
    wire.close();
    await Promise.race([Promise.all(calls), wait(200)]);
  }
});

test('sockets that are reset while their upgrade is refused do not stop the engine; other upgrades get an error status', async () => {
  for (let round = 0; round < 50; round++) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise((resolve) => { socket.once('connect', resolve); });
    socket.write(['GET /wire HTTP/1.1', 'host: evil.example', ...UPGRADE, '', ''].join('\r\n'));
    if (round % 2 === 0) await wait(1);
    socket.resetAndDestroy();
  }
  for (const refused of [head('GET /elsewhere HTTP/1.1', UPGRADE), head('GET /wire/more HTTP/1.1', UPGRADE), ['GET /wire HTTP/1.1', `host: 127.0.0.1:${port}`, ...UPGRADE, '', ''].join('\r\n')]) expect(await exchange(refused)).toMatch(/^HTTP\/1.1 403/);
  for (const wrong of [['upgrade: websocket'], [...UPGRADE.slice(0, 3)], ['connection: Upgrade', 'upgrade: websocket', 'sec-websocket-version: 1', 'sec-websocket-key: x']]) expect(await exchange(head('GET /wire HTTP/1.1', ['connection: Upgrade', ...wrong]))).toMatch(/^HTTP\/1.1 (400|426|405)/);
});

test('of a thousand connections all are closed: those beyond a bound at once, silent ones and ones with endless headers after a limit', async () => {
  const sockets = Array.from({ length: 1_000 }, (_, index) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    if (index % 2 === 0) return socket;
    socket.write(`GET / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nx-slow: `);
    const drip = setInterval(() => { socket.write('a'); }, 1_000);
    socket.once('close', () => { clearInterval(drip); });
    return socket;
  });
  await expect.poll(() => sockets.filter((socket) => !socket.closed).length, { timeout: 240_000, interval: 500 }).toBe(0);
});

test('malformed headers and addresses are answered without an internal error', async () => {
  const long = 'a'.repeat(100_000);
  const bytes = await Promise.all([
    `GET /${long} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`,
    head('GET / HTTP/1.1', [`x-long: ${long}`]),
    head('GET / HTTP/1.1', Array.from({ length: 3_000 }, (_, index) => `x-${index}: 1`)),
    `GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n`,
    `GET / HTTP/1.1\r\n\r\n`,
    `GET / HTTP/1.1\r\nhost: ][:$%^\r\n\r\n`,
    head('GET / HTTP/1.1', ['content-length: 5', 'transfer-encoding: chunked']),
    head('GET / HTTP/1.1', ['content-length: -1']),
    head('BREW / HTTP/1.1'),
    head('CONNECT evil.example:443 HTTP/1.1'),
    head('GET http://evil.example/ HTTP/1.1'),
    head('OPTIONS * HTTP/1.1'),
    head('GET /%zz HTTP/1.1'),
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]),
    '\r\n'.repeat(10_000),
  ].map((request) => exchange(request, { withinMs: 3_000 })));
  expect(bytes.map((answer) => /^HTTP\/1.1 (\d+)/.exec(answer)?.[1] ?? 'closed')).not.toContain('500');
  for (const answer of bytes) expect(answer).not.toMatch(/^HTTP\/1.1 200/);
});

test('no spelling of a path leads out of the served folders', async () => {
  const paths = ['/../../../etc/passwd', '/..%2f..%2f..%2fetc%2fpasswd', '/%2e%2e/%2e%2e/etc/passwd', '/..%5c..%5cetc%5cpasswd', '/assets/../../../package.json', '/assets/%2e%2e/%2e%2e/%2e%2e/package.json', '//etc/passwd', '/%00', '/index.html%00.png',
    '/pixels/ab/..%2f..%2f..%2fetc%2fpasswd', '/pixels/ab/%2e%2e', '/pixels/reference/..%2f..%2fetc%2fpasswd', '/pixels/clip/..%2f..%2fetc/0/luma.jpg', '/pixels/clip/../../etc/passwd', '/pixels/confidence/%252e%252e%252f', '/files/delivered/..%2f..%2fetc%2fpasswd/0', '/files/clip/..%2f..%2fetc%2fpasswd', '/package.json', '/data/server.json'];
  for (const path of paths) {
    const answer = await exchange(head(`GET ${path} HTTP/1.1`, ['connection: close']));
    expect(answer, path).toMatch(/^HTTP\/1.1 40[04]/);
    expect(answer, path).not.toMatch(/root:|"name": "tintype"/);
  }
});

test('unexpected bodies and endless bodies end their connection', async () => {
  for (const line of ['GET / HTTP/1.1', 'POST / HTTP/1.1', 'PUT /files/delivered/x/0 HTTP/1.1', 'DELETE / HTTP/1.1']) {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => { answer += chunk.toString('latin1'); });
    socket.on('error', () => undefined);
    const ended = new Promise((resolve) => { socket.once('close', resolve); });
    socket.write(head(line, ['transfer-encoding: chunked']));
    const more = setInterval(() => { socket.write('400\r\n' + 'x'.repeat(1024) + '\r\n'); }, 5);
    await ended;
    clearInterval(more);
    expect(answer).toMatch(/^HTTP\/1.1 (405|413|404)/);
  }
  // The same without a session, to the address that takes bodies.
  expect(await exchange([`PUT /files/clip/a.mov HTTP/1.1`, `host: 127.0.0.1:${port}`, 'content-length: 1000000', '', 'x'.repeat(1_000)].join('\r\n'))).toMatch(/^HTTP\/1.1 401/);
});

test('the log stays small under ten thousand refused requests, is readable by this user alone, and contains no secret', async () => {
  for (let round = 0; round < 100; round++) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    const ended = new Promise((resolve) => { socket.once('close', resolve); });
    for (let count = 0; count < 100; count++) socket.write(`GET /sign-in/a-code-of-somebody HTTP/1.1\r\nhost: evil-${round}-${count}.example\r\n\r\n`);
    socket.end();
    await ended;
  }
  const folder = join(studio.home, 'data');
  const logs = readdirSync(folder).filter((name) => name.startsWith('tintype.log'));
  const text = logs.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
  expect(text.length).toBeLessThan(20_000);
  expect(text).not.toMatch(/a-code-of-somebody|evil-/);
  expect(text).not.toContain(cookie.split('=')[1]!);
  if (process.platform !== 'win32') for (const name of logs) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
});
