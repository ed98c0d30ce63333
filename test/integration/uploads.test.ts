import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { startServer } from '../../src/engine/server/index.ts';
import { clipUploadUrl } from '../../src/shared/contract/file-urls.ts';
import { createTestEngine } from '../support/test-engine.ts';
import { connectWire } from '../support/wire-client.ts';

let home: string;
let engine: Engine;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-uploads-'));
  engine = await createTestEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') }, jobsDatabase: ':memory:' });
});
afterAll(async () => {
  await engine.close();
  await rm(home, { recursive: true, force: true });
});

interface Target {
  /** Begins an upload whose body the test writes. */
  readonly begin: (name: string, headers?: Readonly<Record<string, string>>) => ClientRequest;
}

async function serve(folder: string, uploadStallMs?: number): Promise<Target> {
  const server = await startServer(engine, { clipFolder: folder, ...(uploadStallMs === undefined ? {} : { uploadStallMs }) });
  onTestFinished(() => server.close());
  const { cookie, origin, close } = await connectWire(server.signInUrl());
  onTestFinished(close);
  return { begin: (name, headers = {}) => request(`${origin}${clipUploadUrl(name)}`, { method: 'PUT', headers: { cookie, ...headers } }).on('error', () => undefined) };
}

async function answerOf(sent: ClientRequest): Promise<{ readonly status: number | undefined; readonly body: { readonly code?: string; readonly message?: string; readonly path?: string } }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve);
    sent.once('close', () => { reject(new Error('the connection ended without an answer')); });
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) as { path: string } };
}

test('an upload may take longer than any limit of a whole request while data arrives', async () => {
  const limitMs = 2_000;
  const { begin } = await serve(join(home, 'slow'), limitMs);
  for (let trial = 1; ; trial++) {
    const name = `slow ${trial}.mov`;
    const sent = begin(name, { 'content-length': '80' });
    const answer = answerOf(sent);
    const began = performance.now();
    let [last, longest] = [began, 0];
    const note = (): void => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
    };
    for (let count = 0; count < 8; count++) {
      sent.write('0123456789');
      await wait(limitMs / 7);
      note();
    }
    sent.end();
    const answered = await answer;
    note();
    // A machine that was busy elsewhere for so long says nothing.
    if (longest > limitMs / 2 && trial < 20) continue;
    expect(last - began).toBeGreaterThan(limitMs);
    expect(answered).toEqual({ status: 201, body: { path: join(home, 'slow', name) } });
    expect(statSync(join(home, 'slow', name)).size).toBe(80);
    if (process.platform !== 'win32') expect([statSync(join(home, 'slow')).mode & 0o777, statSync(join(home, 'slow', name)).mode & 0o777]).toEqual([0o700, 0o600]);
    return;
  }
}, 240_000);

test('a stalled upload is reported and leaves nothing', async () => {
  const { begin } = await serve(join(home, 'stalled'), 500);
  const sent = begin('stalled.mov', { 'content-length': '1000' });
  sent.write('something');
  expect(await answerOf(sent)).toEqual({ status: 408, body: { code: 'network.unreachable', message: expect.stringMatching(/^The upload of stalled\.mov was stopped: no data arrived for 1 seconds?\. Nothing of it was kept/) as string } });
  expect(readdirSync(join(home, 'stalled'))).toEqual([]);
});

test('an upload whose window is closed leaves nothing', async () => {
  const { begin } = await serve(join(home, 'closed'));
  const sent = begin('closed.mov', { 'content-length': '1000000' });
  sent.write(Buffer.alloc(100_000));
  await expect.poll(() => readdirSync(join(home, 'closed')).length).toBe(1);
  sent.destroy();
  await expect.poll(() => readdirSync(join(home, 'closed'))).toEqual([]);
});

test('a film that does not fit is refused before its first byte; one of unknown length is refused when the disk is full', async ({ skip }) => {
  const disk = join(home, 'disk');
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    skip('SKIPPED: a small disk cannot be mounted here (it takes the rights of root on Linux).');
  }
  onTestFinished(() => { execFileSync('umount', ['-l', disk]); });
  const { begin } = await serve(join(disk, 'films'));
  const large = begin('large.mov', { 'content-length': String(9e9) });
  large.flushHeaders();
  expect(await answerOf(large)).toEqual({ status: 507, body: { code: 'disk.full', message: expect.stringMatching(/^large\.mov needs 9\.0 GB, and the disk with .* has 4\.\d MB left/) as string } });
  const untold = begin('untold.mov');
  const answer = answerOf(untold);
  for (let count = 0; count < 64 && !untold.destroyed; count++) {
    untold.write(Buffer.alloc(2 ** 18));
    await wait(5);
  }
  expect(await answer).toMatchObject({ status: 507, body: { code: 'disk.full' } });
  expect(readdirSync(join(disk, 'films'))).toEqual([]);
});

test('a folder that cannot be written is reported by name', async () => {
  writeFileSync(join(home, 'a file'), '');
  const { begin } = await serve(join(home, 'a file', 'films'));
  const sent = begin('film.mov', { 'content-length': '4' });
  sent.end('film');
  expect(await answerOf(sent)).toMatchObject({ status: 500, body: { code: 'file.notWritable', message: `film.mov cannot be written into ${join(home, 'a file', 'films')} (ENOTDIR).` } });
});

test('an upload left by a killed engine is removed by the next engine; uploads of running engines and the user’s files stay', async () => {
  const folder = join(home, 'left');
  mkdirSync(folder);
  for (const name of [`film.mov.999999999-1700000000000.partial`, `film.mov.${process.pid}-1700000000000.partial`, 'mine.partial', 'film.mov']) writeFileSync(join(folder, name), name);
  await serve(folder);
  await expect.poll(() => readdirSync(folder).toSorted()).toEqual([`film.mov.${process.pid}-1700000000000.partial`, 'film.mov', 'mine.partial'].toSorted());
  expect(readFileSync(join(folder, 'film.mov'), 'utf8')).toBe('film.mov');
});
