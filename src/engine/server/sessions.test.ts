import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createSessions, lastServer, saveServer, SESSION_IDLE_MS, type LastServer } from './sessions.ts';

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tintype-sessions-'));
  onTestFinished(() => { rmSync(folder, { recursive: true, force: true }); });
  return folder;
}

test('a session is found by its token, also after a restart; the file contains only its hash', () => {
  const folder = dataFolder();
  const first = createSessions({ save: (sessions) => { saveServer(folder, { port: 4100, origin: 'http://127.0.0.1:4100', sessions }); } });
  const token = first.open();
  expect([first.has(token), first.has('x'), first.has('')]).toEqual([true, false, false]);
  expect(readFileSync(join(folder, 'server.json'), 'utf8')).not.toContain(token);
  const last = lastServer(folder);
  expect(last).toMatchObject({ port: 4100, origin: 'http://127.0.0.1:4100' });
  expect(createSessions({ former: last!.sessions }).has(token)).toBe(true);
});

test.skipIf(process.platform === 'win32')('a session file that other users can read or write, or that is damaged, is ignored', () => {
  const folder = dataFolder();
  saveServer(folder, { port: 4100, origin: 'http://127.0.0.1:4100', sessions: [] });
  expect(lastServer(folder)).toBeDefined();
  chmodSync(join(folder, 'server.json'), 0o644);
  expect(lastServer(folder)).toBeUndefined();
  writeFileSync(join(folder, 'server.json'), '{"port": 4100');
  chmodSync(join(folder, 'server.json'), 0o600);
  expect(lastServer(folder)).toBeUndefined();
});

test('a session expires after days without a request, and is kept while it is used', () => {
  let clock = Date.UTC(2026, 10, 1);
  let saved: LastServer['sessions'] = [];
  const sessions = createSessions({ now: () => clock, save: (living) => { saved = living; } });
  const [used, left] = [sessions.open(), sessions.open()];
  for (let day = 0; day < 10; day++) {
    clock += 24 * 60 * 60_000;
    expect(sessions.has(used)).toBe(true);
  }
  expect(sessions.has(left)).toBe(false);
  sessions.save();
  expect(saved).toHaveLength(1);
  clock += SESSION_IDLE_MS + 1;
  expect(sessions.has(used)).toBe(false);
});

test('a clock that is set back locks nobody out, and a session from the future still expires in its time', () => {
  let clock = Date.UTC(2026, 10, 1);
  let saved: LastServer['sessions'] = [];
  const sessions = createSessions({ now: () => clock, save: (living) => { saved = living; } });
  const token = sessions.open();
  clock -= 8 * 60 * 60_000;
  expect(sessions.has(token)).toBe(true);
  sessions.save();
  expect(saved).toEqual([{ hash: saved[0]?.hash, usedAt: clock }]);
  const next = createSessions({ former: [{ hash: saved[0]!.hash, usedAt: clock + 365 * 24 * 60 * 60_000 }], now: () => clock });
  expect(next.has(token)).toBe(true);
  clock += SESSION_IDLE_MS + 1;
  expect(next.has(token)).toBe(false);
});

test('the number of sessions is bounded: the least recently used are removed first', () => {
  let clock = 0;
  const sessions = createSessions({ now: () => clock++ });
  const tokens = Array.from({ length: 300 }, () => sessions.open());
  expect(tokens.filter((token) => sessions.has(token))).toEqual(tokens.slice(-100));
});
