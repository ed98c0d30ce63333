import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileURLToPath } from 'node:url';
import type { Tensor } from './graph-run.ts';
import { createInferenceClient, inferenceThreads, type InferenceClient } from './inference-client.ts';
import { startInferenceWorker } from './inference-worker.ts';
import { openModelRegistry } from './model-registry.ts';

const shipped = fileURLToPath(new URL('../../../resources/models', import.meta.url));
const luma: Tensor = { dims: [1, 1, 64, 96], data: Float32Array.from({ length: 64 * 96 }, (_, index) => Math.sin(index / 37)) };
const encode = { model: 'hint-unet', graph: 'encode', inputs: { luma } } as const;

let client: InferenceClient;
/** Those of test files that ran in this process before. */
let earlier: readonly number[];
beforeAll(async () => {
  earlier = inferenceProcesses();
  client = createInferenceClient(await openModelRegistry([shipped]), { threads: 1 });
});
afterAll(async () => {
  await client.close();
});

/** Processes that this one started and that run the inference file: found by parent, so that no other test's is touched. */
function inferenceProcesses(parent: number | undefined = process.pid): readonly number[] {
  const lines = spawnSync('ps', ['-o', 'pid=,args=', '--ppid', String(parent)], { encoding: 'utf8' }).stdout.split('\n');
  return lines.filter((line) => line.includes('inference.process')).map((line) => Number.parseInt(line, 10));
}

test('a graph runs and its outputs have the sizes the manifest promises', async () => {
  const { fetched } = await client.run({ ...encode, fetch: ['f4', 'up'] });
  expect(fetched['up']?.dims).toEqual([1, 144, 16, 24]);
  expect(fetched['f4']?.data.every(Number.isFinite)).toBe(true);
});

test('a kept output gives the next graph the same bits as a fetched one', async () => {
  const names = ['f4', 'f8', 'f16', 'up'];
  const { fetched, kept } = await client.run({ ...encode, fetch: names, keep: names });
  const hints = {
    hint_ab: { dims: [1, 2, 64, 96], data: new Float32Array(2 * 64 * 96) },
    hint_mask: { dims: [1, 1, 64, 96], data: new Float32Array(64 * 96) },
    boundary: { dims: [1, 1, 64, 96], data: new Float32Array(64 * 96) },
    global: { dims: [1, 316], data: new Float32Array(316) },
  };
  const byHandle = await client.run({ model: 'hint-unet', graph: 'paint', inputs: { ...kept, ...hints }, fetch: ['ab'] });
  const byValue = await client.run({ model: 'hint-unet', graph: 'paint', inputs: { ...fetched, ...hints }, fetch: ['ab'] });
  expect(byHandle.fetched['ab']).toEqual(byValue.fetched['ab']);
  client.release(Object.values(kept));
});

test('stacked inputs are joined along the first axis inside the process', async () => {
  const picture = (value: number): Tensor => ({ dims: [1, 1, 32, 32], data: new Float32Array(1024).map((_, index) => Math.cos(value * index)) });
  const target = await client.run({ model: 'propagation', graph: 'encode', inputs: { luma: picture(0.1) }, fetch: ['coarse', 'fine', 'context'], keep: ['coarse', 'fine'] });
  const other = await client.run({ model: 'propagation', graph: 'encode', inputs: { luma: picture(0.2) }, fetch: [], keep: ['coarse', 'fine'] });
  const zeros = (...dims: readonly number[]): Tensor => ({ dims, data: new Float32Array(dims.reduce((product, dim) => product * dim, 1)) });
  const { fetched } = await client.run({
    model: 'propagation', graph: 'read',
    inputs: {
      ...target.fetched,
      memory_coarse: { stack: [target.kept['coarse']!, other.kept['coarse']!] }, memory_fine: { stack: [target.kept['fine']!, other.kept['fine']!] },
      memory_ab: { stack: [zeros(1, 2, 8, 8), zeros(1, 2, 8, 8)] }, memory_confidence: zeros(2, 1, 8, 8), memory_time: { dims: [2], data: Float32Array.of(-1, 1) },
      hint_ab: zeros(1, 2, 8, 8), hint_mask: zeros(1, 1, 8, 8), boundary: zeros(1, 1, 8, 8),
    },
    fetch: ['ab', 'confidence'],
  });
  expect(fetched['ab']?.dims).toEqual([1, 2, 8, 8]);
  client.release([...Object.values(target.kept), ...Object.values(other.kept)]);
});

test('released handles leave nothing behind in the process', async () => {
  const before = await client.usage();
  for (let round = 0; round < 20; round++) {
    const { kept } = await client.run({ ...encode, fetch: [], keep: ['f4', 'f8', 'f16', 'up'] });
    client.release(Object.values(kept));
  }
  expect((await client.usage()).handles).toBe(before.handles);
});

test('an abort drops a run that waits and leaves no handle of one in hand', async () => {
  const before = (await client.usage()).handles;
  const inHand = new AbortController();
  const waiting = new AbortController();
  const first = client.run({ ...encode, fetch: [], keep: ['f4'] }, { signal: inHand.signal });
  const second = client.run({ ...encode, fetch: [], keep: ['f4'] }, { signal: waiting.signal });
  const third = client.run({ ...encode, fetch: ['up'] });
  waiting.abort();
  inHand.abort();
  await expect(first).rejects.toMatchObject({ name: 'AbortError' });
  await expect(second).rejects.toMatchObject({ name: 'AbortError' });
  await expect(third).resolves.toBeDefined();
  expect((await client.usage()).handles).toBe(before);
});

test('a killed process fails the run in hand, is started again, and its handles are gone', async () => {
  const { kept } = await client.run({ ...encode, fetch: [], keep: ['f4', 'f8', 'f16', 'up'] });
  const { generation } = client;
  const large: Tensor = { dims: [1, 1, 1024, 1024], data: new Float32Array(1024 * 1024) };
  const running = client.run({ ...encode, inputs: { luma: large }, fetch: ['f4'] });
  const [pid] = inferenceProcesses().filter((each) => !earlier.includes(each));
  process.kill(pid!, 'SIGKILL');
  await expect(running).rejects.toMatchObject({ code: 'inference.crashed' });
  expect(client.generation).toBe(generation + 1);

  const stale = client.run({ model: 'hint-unet', graph: 'paint', inputs: { ...kept }, fetch: ['ab'] });
  await expect(stale).rejects.toMatchObject({ code: 'inference.crashed' });
  const { fetched } = await client.run({ ...encode, fetch: ['up'] });
  expect(fetched['up']?.dims).toEqual([1, 144, 16, 24]);
  expect(inferenceProcesses()).not.toContain(pid);
});

test('a wrong input is reported as a failed run, and the next run works', async () => {
  await expect(client.run({ ...encode, inputs: { luma: { dims: [1, 1, 10], data: new Float32Array(10) } }, fetch: ['f4'] })).rejects.toMatchObject({ code: 'inference.failed', message: expect.stringContaining('encode') as string });
  await expect(client.run({ ...encode, fetch: ['f4'] })).resolves.toBeDefined();
});

test('a closed client leaves no process and refuses runs', async () => {
  const own = createInferenceClient(await openModelRegistry([shipped]), { threads: 1 });
  const before = inferenceProcesses();
  await own.run({ ...encode, fetch: ['f16'] });
  expect(inferenceProcesses()).toHaveLength(before.length + 1);
  await own.close();
  expect(inferenceProcesses()).toEqual(before);
  await expect(own.run({ ...encode, fetch: ['f16'] })).rejects.toMatchObject({ code: 'inference.failed' });
});

test('the process ends when the one that started it is killed', async () => {
  const script = `
    import { createInferenceClient } from ${JSON.stringify(new URL('./inference-client.ts', import.meta.url).href)};
    import { openModelRegistry } from ${JSON.stringify(new URL('./model-registry.ts', import.meta.url).href)};
    const client = createInferenceClient(await openModelRegistry([${JSON.stringify(shipped)}]), { threads: 1 });
    await client.run({ model: 'hint-unet', graph: 'encode', inputs: { luma: { dims: [1, 1, 16, 16], data: new Float32Array(256) } }, fetch: ['f16'] });
    console.log('ready');
    setInterval(() => undefined, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(parent.stdout, 'data');
  const children = inferenceProcesses(parent.pid);
  expect(children).toHaveLength(1);
  parent.kill('SIGKILL');
  await expect.poll(() => isRunning(children[0]!)).toBe(false);
});

function isRunning(pid: number): boolean {
  // A zombie that nobody waits for has ended as well.
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
}

test('TINTYPE_THREADS sets the threads; an invalid value is ignored', () => {
  expect(inferenceThreads({ TINTYPE_THREADS: '3' })).toBe(3);
  expect(inferenceThreads({ TINTYPE_THREADS: '-1' })).toBeGreaterThan(0);
  expect(inferenceThreads({ TINTYPE_THREADS: 'many' })).toBe(inferenceThreads({}));
});

test('a restart ends the process between two runs: the next one has the threads that are set then, and handles are lost', async () => {
  let threads = 1;
  const started: number[] = [];
  const own = createInferenceClient(await openModelRegistry([shipped]), { threads: () => threads, start: (path, options) => {
    started.push(options.threads);
    return startInferenceWorker(path, options);
  } });
  const { kept } = await own.run({ ...encode, fetch: [], keep: ['f4', 'f8', 'f16', 'up'] });
  const running = own.run({ ...encode, fetch: ['f4'] });
  threads = 2;
  own.restart();
  await running;
  expect(own.generation).toBe(1);
  const zeros = (...dims: readonly number[]): Tensor => ({ dims, data: new Float32Array(dims.reduce((product, dim) => product * dim, 1)) });
  const hints = { hint_ab: zeros(1, 2, 64, 96), hint_mask: zeros(1, 1, 64, 96), boundary: zeros(1, 1, 64, 96), global: zeros(1, 316) };
  await expect(own.run({ model: 'hint-unet', graph: 'paint', inputs: { ...kept, ...hints }, fetch: ['ab'] })).rejects.toMatchObject({ code: 'inference.crashed' });
  await own.run({ ...encode, fetch: ['f4'] });
  expect(started).toEqual([1, 2]);
  await own.close();
});

test('a client that yields runs nothing while the other has something to do, also between the runs of one task', async () => {
  const registry = await openModelRegistry([shipped]);
  const behind = createInferenceClient(registry, { threads: 1, priority: 'behindInteractive', yieldsTo: client });
  const order: string[] = [];
  const run = (of: InferenceClient, name: string): Promise<unknown> => of.run({ ...encode, fetch: ['f4'] }).then(() => order.push(name));
  await Promise.all([run(client, 'warm'), run(behind, 'warm')]);
  order.length = 0;
  const task = (async () => { for (const step of ['first', 'second', 'third']) await run(client, step); })();
  await Promise.all([run(behind, 'behind'), task]);
  expect(order).toEqual(['first', 'second', 'third', 'behind']);
  await run(behind, 'alone');
  expect(order.at(-1)).toBe('alone');
  await behind.close();
});
