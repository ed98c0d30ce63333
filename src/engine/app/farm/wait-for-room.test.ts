import { beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../../shared/errors/app-error.ts';
import { whenThereIsRoom } from './wait-for-room.ts';

beforeEach(() => { vi.stubEnv('TINTYPE_FARM_LOCK_MS', '500'); });

const full = (): AppError => new AppError('disk.full', 'The disk is full.');

test('a write into a full store is tried again until there is room, and tells each time that it waits', async () => {
  const [onFull, mayGoOn] = [vi.fn<() => void>(), vi.fn(() => Promise.resolve())];
  const write = vi.fn<() => Promise<string>>().mockRejectedValueOnce(full()).mockRejectedValueOnce(full()).mockResolvedValue('written');
  expect(await whenThereIsRoom(write, { signal: AbortSignal.timeout(60_000), onFull, mayGoOn })).toBe('written');
  expect([write, onFull, mayGoOn].map(({ mock }) => mock.calls.length)).toEqual([3, 2, 2]);
});

test('any other failure is told at once', async () => {
  const onFull = vi.fn<() => void>();
  await expect(whenThereIsRoom(() => Promise.reject(new AppError('file.notWritable', 'No.')), { signal: AbortSignal.timeout(60_000), onFull })).rejects.toMatchObject({ code: 'file.notWritable' });
  expect(onFull).not.toHaveBeenCalled();
});

test('it is cancelled while it waits', async () => {
  const stopping = new AbortController();
  await expect(whenThereIsRoom(() => Promise.reject(full()), { signal: stopping.signal, onFull: () => { stopping.abort(); } })).rejects.toMatchObject({ name: 'AbortError' });
});
