import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { defaultDirectories } from './directories.ts';
import { prepareDirectories } from './prepare-directories.ts';

afterEach(() => { vi.unstubAllEnvs(); });

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'tintype-folders-'));
  onTestFinished(() => { rmSync(made, { recursive: true, force: true }); });
  return made;
}
const mode = (path: string): number => statSync(path).mode & 0o777;

test('the folders are made, accessible to this user only', () => {
  const home = folder();
  prepareDirectories({ cache: join(home, 'a', 'cache'), data: join(home, 'data') });
  if (process.platform !== 'win32') expect([mode(join(home, 'a', 'cache')), mode(join(home, 'data'))]).toEqual([0o700, 0o700]);
});

test.skipIf(process.platform === 'win32')('a default folder of an earlier version becomes accessible to this user only; one that the user named keeps its mode', () => {
  const home = folder();
  const environment = { HOME: home };
  const customary = defaultDirectories(environment, 'linux');
  const named = join(home, 'named');
  for (const path of [customary.data, named]) {
    mkdirSync(path, { recursive: true });
    chmodSync(path, 0o755);
  }
  if (process.platform === 'linux') {
    prepareDirectories({ cache: named, data: customary.data }, environment);
    expect([mode(named), mode(customary.data)]).toEqual([0o755, 0o700]);
  }
});

test('a folder that cannot be made is reported in one sentence, with the variable that sets another', () => {
  const home = folder();
  const file = join(home, 'file');
  writeFileSync(file, '');
  const told = (cache: string, data: string): unknown => {
    try {
      prepareDirectories({ cache, data });
    } catch (error) {
      return error;
    }
    return undefined;
  };
  expect(told(join(file, 'cache'), join(home, 'data'))).toMatchObject({ code: 'file.notWritable', message: `The cache folder ${join(file, 'cache')} cannot be written (a file is in its place): make it writable, or set TINTYPE_CACHE_DIR to another folder.` });
  expect(told(join(home, 'cache'), file)).toMatchObject({ code: 'file.notWritable', message: expect.stringContaining('TINTYPE_DATA_DIR') as string });
  vi.stubEnv('TMPDIR', join(home, 'nowhere'));
  expect(told(join(home, 'cache'), join(home, 'data'))).toMatchObject({ code: 'file.notWritable', message: expect.stringMatching(/^The temporary folder .* \(it does not exist\).*TMPDIR/) as string });
});

test('without a home folder nothing is written to the current folder', () => {
  for (const environment of [{ HOME: '' }, { HOME: 'relative' }, { HOME: '', XDG_CACHE_HOME: 'relative', XDG_DATA_HOME: '' }]) expect(defaultDirectories(environment, 'linux')).toEqual({ cache: '', data: '' });
  expect(() => { prepareDirectories({ cache: '', data: '' }); }).toThrow('There is no home folder for the cache folder (HOME is not set): set TINTYPE_CACHE_DIR to a folder that can be written.');
  expect(defaultDirectories({ HOME: '', TINTYPE_CACHE_DIR: '/c', TINTYPE_DATA_DIR: '/d' }, 'linux')).toEqual({ cache: '/c', data: '/d' });
});
