import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, readFile, stat, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { AppError } from './app-error.ts';
import { diskFull, fromFileSystem } from './file-system-error.ts';

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(() => { throw new Error('This should have failed.'); }, (error: unknown) => error);
}

test('a file that is not there is named, with the details of the call', async () => {
  const error = fromFileSystem(await errorOf(stat('/films/gone.mov')));
  expect(error).toMatchObject({ code: 'file.missing', message: '"/films/gone.mov" does not exist.' });
  expect((error as AppError).details).toContain('ENOENT');
  expect(fromFileSystem(await errorOf(readFile('/dev/null/inside')))).toMatchObject({ code: 'file.missing' });
});

test.runIf(existsSync('/dev/full'))('a full disk is told as such, also where the call has no path', async () => {
  const error = await errorOf(writeFile('/dev/full', 'x'));
  expect(fromFileSystem(error)).toMatchObject({ code: 'disk.full' });
  expect(diskFull(error, '/data/preferences.json')).toMatchObject({ code: 'disk.full', message: 'The disk is full; "/data/preferences.json" could not be written.' });
  expect(diskFull(await errorOf(stat('/films/gone.mov')), '/films')).toBeUndefined();
});

test.runIf(existsSync('/proc/self/mem'))('a disk that reports an error is told as such', async () => {
  const file = await open('/proc/self/mem', 'r');
  try {
    expect(fromFileSystem(await errorOf(file.read(Buffer.alloc(8), 0, 8, 0)))).toMatchObject({ code: 'file.unreadable', message: 'A file could not be read or written: its disk does not answer, or reports an error.' });
  } finally {
    await file.close();
  }
});

test('faults of the program, failures of programs and connections, and expected failures stay as they are', async () => {
  const started = await new Promise((resolve) => { execFile('/no/such/program', (error) => { resolve(error); }); });
  const expected = new AppError('media.changed', 'It was changed.');
  for (const error of [new TypeError('x'), started, expected, 'text', undefined, Object.assign(new Error('EBADF'), { code: 'EBADF', syscall: 'read' })]) expect(fromFileSystem(error)).toBe(error);
});
