import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openLogFile } from './log-file.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'tintype-log-'));
  onTestFinished(() => { rmSync(made, { recursive: true, force: true }); });
  return made;
}

test('a log never outgrows its bound, and the newest lines are kept in order', () => {
  const home = folder();
  const path = join(home, 'data', 'tintype.log');
  const log = openLogFile(path, { maxBytes: 100, files: 3 });
  for (let line = 0; line < 1000; line++) log.write(`line ${line}\n`);
  log.close();
  const names = readdirSync(join(home, 'data')).toSorted();
  expect(names).toEqual(['tintype.log', 'tintype.log.1', 'tintype.log.2']);
  const kept = names.toReversed().map((name) => readFileSync(join(home, 'data', name), 'utf8')).join('').trimEnd().split('\n');
  expect(kept.at(-1)).toBe('line 999');
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => `line ${1000 - kept.length + index}`));
  for (const name of names) expect(statSync(join(home, 'data', name)).size).toBeLessThanOrEqual(100);
});

test.skipIf(process.platform === 'win32')('only this user can read it, also one that an earlier version wrote', () => {
  const home = folder();
  writeFileSync(join(home, 'tintype.log'), 'old\n', { mode: 0o644 });
  const log = openLogFile(join(home, 'tintype.log'));
  log.write('new\n');
  log.close();
  expect(statSync(join(home, 'tintype.log')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(home, 'tintype.log'), 'utf8')).toBe('old\nnew\n');
});

test('two engines share one log: no line is lost when one of them renames it', () => {
  const path = join(folder(), 'tintype.log');
  const [one, two] = [openLogFile(path, { maxBytes: 200, files: 40 }), openLogFile(path, { maxBytes: 200, files: 40 })];
  for (let line = 0; line < 100; line++) (line % 2 === 0 ? one : two).write(`line ${line}\n`);
  one.close();
  two.close();
  const lines = readdirSync(join(path, '..')).flatMap((name) => readFileSync(join(path, '..', name), 'utf8').trimEnd().split('\n'));
  expect(new Set(lines).size).toBe(100);
});

test('a log that cannot be written ends nothing', () => {
  const home = folder();
  mkdirSync(join(home, 'tintype.log'));
  const log = openLogFile(join(home, 'tintype.log'));
  log.write('lost\n');
  rmSync(join(home, 'tintype.log'), { recursive: true });
  log.write('kept\n');
  log.close();
  expect(readFileSync(join(home, 'tintype.log'), 'utf8')).toBe('kept\n');
});
