import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openPreferences } from './preferences.ts';

const folder = mkdtempSync(join(tmpdir(), 'tintype-preferences-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

test('what one engine sets the other reads at once; a damaged or removed file counts as empty', () => {
  const [one, other] = [openPreferences(folder), openPreferences(folder)];
  expect([one.all(), other.all()]).toEqual([{}, {}]);
  one.set('provider', 'cpu');
  expect(other.all()).toEqual({ provider: 'cpu' });
  other.set('farmUrl', 'redis://a');
  expect(one.all()).toEqual({ provider: 'cpu', farmUrl: 'redis://a' });
  one.set('provider', null);
  expect(other.all()).toEqual({ farmUrl: 'redis://a' });
  writeFileSync(join(folder, 'preferences.json'), '{ torn');
  expect(one.all()).toEqual({});
  rmSync(join(folder, 'preferences.json'));
  expect(other.all()).toEqual({});
});
