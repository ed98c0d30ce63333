import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { CODE_LIFETIME_MS, createCode, redeemCode } from './one-time-codes.ts';

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tintype-codes-'));
  onTestFinished(() => { rmSync(folder, { recursive: true, force: true }); });
  return folder;
}

test('a code is accepted once; any other text is refused', () => {
  const folder = dataFolder();
  const code = createCode(folder);
  for (const wrong of ['', 'x', code.slice(1), `${code}x`, '../jobs.sqlite', '..', '\u0000', 'a'.repeat(100_000)]) expect(redeemCode(folder, wrong)).toBe(false);
  expect(redeemCode(folder, code)).toBe(true);
  expect(redeemCode(folder, code)).toBe(false);
});

test('a code expires, and expired ones leave no files', () => {
  const folder = dataFolder();
  const now = Date.UTC(2026, 10, 1);
  const [old, future] = [createCode(folder, now), createCode(folder, now)];
  expect(redeemCode(folder, old, now + CODE_LIFETIME_MS + 1)).toBe(false);
  expect(redeemCode(folder, future, now - 1)).toBe(false);
  for (let count = 0; count < 5; count++) createCode(folder, now);
  createCode(folder, now + CODE_LIFETIME_MS + 1);
  expect(readdirSync(join(folder, 'sign-in'))).toHaveLength(1);
});

test('only hashes are stored on disk, readable by this user only', () => {
  const folder = dataFolder();
  const code = createCode(folder);
  const [name] = readdirSync(join(folder, 'sign-in'));
  expect(`${name!} ${readFileSync(join(folder, 'sign-in', name!), 'utf8')}`).not.toContain(code);
  if (process.platform === 'win32') return;
  expect([statSync(join(folder, 'sign-in')).mode & 0o777, statSync(join(folder, 'sign-in', name!)).mode & 0o777]).toEqual([0o700, 0o600]);
  // A folder that others may write could hold a code of theirs.
  chmodSync(join(folder, 'sign-in'), 0o777);
  expect(redeemCode(folder, code)).toBe(false);
});

test('no two codes are alike, and a code cannot be guessed', () => {
  const folder = dataFolder();
  const codes = Array.from({ length: 20 }, () => createCode(folder));
  expect(new Set(codes).size).toBe(20);
  expect(codes.every((code) => code.length >= 32)).toBe(true);
});
