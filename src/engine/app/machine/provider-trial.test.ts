import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProviderId } from '../../../shared/model/provider.ts';
import { createInferenceClient, type FoundProviders, type InferenceClient, type ModelRegistry, openModelRegistry, type ProviderUse } from '../../models/index.ts';
import { differenceOf, fastestThreads, threadCountsToTry, tryProviders } from './provider-trial.ts';

let registry: ModelRegistry;
let inference: InferenceClient;
beforeAll(async () => {
  registry = await openModelRegistry([fileURLToPath(new URL('../../../../resources/models', import.meta.url))]);
  inference = createInferenceClient(registry);
});
afterAll(() => inference.close());

const small = { compared: { size: { width: 32, height: 32 }, frames: 2 }, timed: { size: { width: 32, height: 32 }, frames: 1 } };
const found = (starting: readonly ProviderId[]): (() => Promise<FoundProviders>) => () => Promise.resolve({ starting, others: [] });

/** The shipped networks on the CPU, for every provider; `change` is what a provider does to each a and b (÷ 110), or the words with which it fails. */
function open(changes: Partial<Record<ProviderId, number | string>>): (use: ProviderUse) => InferenceClient {
  return (use) => ({
    ...inference,
    get generation() { return inference.generation; },
    close: () => Promise.resolve(),
    async run(request, options) {
      const change = changes[use.inUse()] ?? 0;
      if (typeof change === 'string') use.lose(use.inUse(), change);
      const result = await inference.run(request, options);
      if (typeof change === 'number') for (const name of ['ab', 'fused_ab']) result.fetched[name]?.data.forEach((value, index, data) => { data[index] = value + change; });
      return result;
    },
  });
}

test('a provider that gives the CPU\'s colour agrees; one that gives another, or fails, is refused with the reason', async () => {
  const trials = await tryProviders({ registry, find: found(['cpu', 'webgpu', 'dml', 'coreml']), open: open({ webgpu: 0.0001, dml: 0.01, coreml: 'out of memory' }) }, { measureCpu: false, ...small });
  expect(trials).toEqual([
    { id: 'cpu', end: 'agrees', differenceAb: 0, framesPerSecond: expect.any(Number) as number },
    { id: 'webgpu', end: 'agrees', differenceAb: expect.any(Number) as number, framesPerSecond: expect.any(Number) as number },
    { id: 'dml', end: 'differs', differenceAb: expect.any(Number) as number, reason: expect.stringMatching(/differs from the CPU's by \d\.\d+ ab RMS; at most 0\.1/) as string },
    { id: 'coreml', end: 'failed', reason: 'It failed in its trial: out of memory' },
  ]);
  expect(trials[1]!.differenceAb).toBeLessThanOrEqual(0.1);
  expect(trials[2]!.differenceAb).toBeGreaterThan(0.1);
});

test('one that is not done in time is refused', async () => {
  const waiting = (use: ProviderUse): InferenceClient => {
    const client = open({})(use);
    if (use.inUse() === 'cpu') return client;
    return { ...client, run: (_, options) => new Promise((_resolve, reject) => { options?.signal?.addEventListener('abort', () => { reject(options.signal?.reason as Error); }); }) };
  };
  const [, trial] = await tryProviders({ registry, find: found(['cpu', 'webgpu']), open: waiting }, { measureCpu: false, ...small, limitMs: 50 });
  expect(trial).toEqual({ id: 'webgpu', end: 'failed', reason: 'It was not done with its trial in 0.05 s.' });
});

test('where no other provider starts, nothing is coloured', async () => {
  const none = (): InferenceClient => { throw new Error('nothing is to be run'); };
  expect(await tryProviders({ registry, find: found(['cpu']), open: none }, { measureCpu: false })).toEqual([{ id: 'cpu', end: 'agrees' }]);
});

test('the difference is that of the frame that differs most, and other sizes never agree', () => {
  expect(differenceOf([Int16Array.of(0, 0), Int16Array.of(256, 256)], [Int16Array.of(0, 0), Int16Array.of(0, 512)])).toBe(1);
  expect(differenceOf([Int16Array.of(0)], [])).toBe(Infinity);
  expect(differenceOf([Int16Array.of(0)], [Int16Array.of(0, 0)])).toBe(Infinity);
});

test('numbers of threads that are tried: from one to all cores, all of them last', () => {
  expect([1, 2, 4, 6, 16, 128].map(threadCountsToTry)).toEqual([[1], [1, 2], [1, 2, 4], [1, 2, 3, 4, 6], [1, 2, 4, 8, 16], [1, 2, 4, 8, 16, 32, 64, 128]]);
});

test('the fastest number of threads is taken where it is clearly faster than one a core', () => {
  const speeds = (...framesPerSecond: readonly number[]) => framesPerSecond.map((each, power) => ({ threads: 2 ** power, framesPerSecond: each }));
  expect(fastestThreads(speeds(2, 4, 3)).threads).toBe(2);
  expect(fastestThreads(speeds(2, 3.1, 3)).threads).toBe(4);
  expect(fastestThreads(speeds(1, 2, 3)).threads).toBe(4);
  expect(fastestThreads(speeds(1)).threads).toBe(1);
});

test('the CPU is tried with each number of threads, and one that gives other bits is not taken, however fast', async () => {
  const opened: (number | undefined)[] = [];
  const openWithThreads = (use: ProviderUse, { threads }: { readonly threads?: number } = {}): InferenceClient => {
    opened.push(threads);
    return open({ cpu: threads === 1 ? 0.001 : 0 })(use);
  };
  const [cpu] = await tryProviders({ registry, find: found(['cpu']), open: openWithThreads }, { measureCpu: true, threadCounts: [1, 2], ...small });
  expect(opened.slice(0, 3)).toEqual([undefined, 1, 2]);
  expect(cpu).toMatchObject({ id: 'cpu', end: 'agrees', threads: 2 });
  expect(cpu!.threadSpeeds!.map(({ threads }) => threads)).toEqual([1, 2]);
  expect(cpu!.framesPerSecond).toBe(cpu!.threadSpeeds![1]!.framesPerSecond);
});
