import { rename, utimes, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../testing/sample-media.ts';
import { rememberFileFacts } from './file-facts.ts';

const directory = temporaryDirectory();

test('a fact of a file is found once; again after the file was written, replaced or touched, and for another name', async () => {
  const path = directory.file('film.mov');
  const facts = rememberFileFacts<number>();
  let looks = 0;
  const look = (name = 'streams'): Promise<number> => facts(path, name, () => Promise.resolve(++looks));
  await writeFile(path, 'one');
  expect([await look(), await look()]).toEqual([1, 1]);
  await writeFile(path, 'three');
  expect([await look(), await look()]).toEqual([2, 2]);
  // Of the same size, in its place.
  await writeFile(directory.file('other.mov'), 'seven');
  await rename(directory.file('other.mov'), path);
  expect([await look(), await look()]).toEqual([3, 3]);
  await utimes(path, 5, 5);
  expect([await look(), await look()]).toEqual([4, 4]);
  expect([await look('captions'), await look('captions')]).toEqual([5, 5]);
});

test('what is found while a file is written, what fails, and what is not there is not remembered', async () => {
  const path = directory.file('growing.mov');
  const facts = rememberFileFacts<string>();
  await writeFile(path, 'one');
  expect(await facts(path, 'streams', async () => { await writeFile(path, 'longer'); return 'half'; })).toBe('half');
  await expect(facts(path, 'streams', () => Promise.reject(new Error('torn')))).rejects.toThrow('torn');
  expect(await facts(path, 'streams', () => Promise.resolve('whole'))).toBe('whole');
  expect(await facts(path, 'streams', () => Promise.resolve('not asked'))).toBe('whole');
  const missing = directory.file('missing.mov');
  expect(await facts(missing, 'streams', () => Promise.resolve('a'))).toBe('a');
  expect(await facts(missing, 'streams', () => Promise.resolve('b'))).toBe('b');
});
