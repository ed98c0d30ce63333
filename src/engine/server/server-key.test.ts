import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keepKey, lastKey, newToken } from './server-key.ts';

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tintype-key-'));
  onTestFinished(() => { rmSync(folder, { recursive: true, force: true }); });
  return folder;
}

test('the next engine finds the key of the last one, and nobody else may read it', () => {
  const folder = dataFolder();
  const key = { port: 4100, token: newToken() };
  expect(lastKey(folder)).toBeUndefined();
  expect(keepKey(folder, key)).toBe(true);
  expect(lastKey(folder)).toEqual(key);
  if (process.platform !== 'win32') expect(statSync(join(folder, 'server-key.json')).mode & 0o777).toBe(0o600);
});

test.skipIf(process.platform === 'win32')('a key that others may read is not taken up again', () => {
  const folder = dataFolder();
  keepKey(folder, { port: 4100, token: newToken() });
  chmodSync(join(folder, 'server-key.json'), 0o644);
  expect(lastKey(folder)).toBeUndefined();
});

test('neither is one of last month, one from the future, or a damaged one', () => {
  const folder = dataFolder();
  const now = Date.UTC(2026, 10, 1);
  keepKey(folder, { port: 4100, token: newToken() }, now);
  expect(lastKey(folder, now + 6 * 86_400_000)).toBeDefined();
  expect(lastKey(folder, now + 30 * 86_400_000)).toBeUndefined();
  expect(lastKey(folder, now - 1)).toBeUndefined();
  writeFileSync(join(folder, 'server-key.json'), '{"port": 4100', { mode: 0o600 });
  expect(lastKey(folder, now)).toBeUndefined();
});

test('no two keys are alike', () => {
  expect(newToken()).not.toBe(newToken());
  expect(newToken().length).toBeGreaterThanOrEqual(32);
});
