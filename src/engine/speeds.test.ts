import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSpeeds } from './speeds.ts';

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tintype-speeds-'));
  onTestFinished(() => { rmSync(folder, { recursive: true, force: true }); });
  return folder;
}

test('a speed is stored for the next engine, and adapts to the machine', () => {
  const folder = dataFolder();
  expect(openSpeeds(folder).samplesPerSecond('propagate')).toBeUndefined();
  openSpeeds(folder).note('propagate', { samples: 100, seconds: 10 });
  expect(openSpeeds(folder).samplesPerSecond('propagate')).toBe(10);
  openSpeeds(folder).note('propagate', { samples: 200, seconds: 10 });
  const faster = openSpeeds(folder).samplesPerSecond('propagate') ?? 0;
  expect(faster).toBeGreaterThan(10);
  expect(faster).toBeLessThan(20);
});

test('a run that ended at once is not measured, and a damaged file is ignored', () => {
  const folder = dataFolder();
  openSpeeds(folder).note('deliver h264', { samples: 1e9, seconds: 0.01 });
  expect(openSpeeds(folder).samplesPerSecond('deliver h264')).toBeUndefined();
  writeFileSync(join(folder, 'speeds.json'), '{');
  openSpeeds(folder).note('deliver h264', { samples: 50, seconds: 5 });
  expect(openSpeeds(folder).samplesPerSecond('deliver h264')).toBe(10);
});
