import { expect, test } from 'vitest';
import { closeAll } from './close-all.ts';

test('all steps run in order, and the first failure is thrown at the end', async () => {
  const taken: string[] = [];
  const told: unknown[] = [];
  const step = (name: string, fails = false) => async (): Promise<void> => {
    await Promise.resolve();
    taken.push(name);
    if (fails) throw new Error(name);
  };
  const closing = closeAll([step('a'), step('b', true), () => { throw new Error('c'); }, step('d')], { tell: (failure) => told.push(failure) });
  await expect(closing).rejects.toThrow('b');
  expect(taken).toEqual(['a', 'b', 'd']);
  expect(told.map(String)).toEqual(['Error: b', 'Error: c']);
});
