import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { lumasOf } from '../../../test/support/real-clip.ts';
import { frameRange } from '../../shared/model/frame.ts';
import type { ProviderId } from '../../shared/model/provider.ts';
import { byAnyProvider, createInferenceClient, type InferenceClient, type ProviderUse } from '../models/index.ts';
import { simulatedProvider } from '../models/testing/simulated-provider.ts';
import { createPropagator } from './propagator.ts';
import type { PropagatedFrame } from './span-request.ts';
import { left, shot } from './testing/rolling-ball.ts';
import { usePropagator } from './testing/use-propagator.ts';

// A provider that is lost during a propagation: no frame is lost, and this is told once.
const loaded = usePropagator();
const request = { range: frameRange(1, 11), left, lumas: lumasOf(shot) };

function useOf(provider: ProviderId): ProviderUse & { readonly told: string[] } {
  const told: string[] = [];
  return { told, inUse: () => (told.length === 0 ? provider : 'cpu'), lose: (id, reason) => { told.push(`${id}: ${reason}`); } };
}

async function propagated(inference: InferenceClient, after: (frame: PropagatedFrame) => void = () => undefined): Promise<readonly PropagatedFrame[]> {
  const modelId = byAnyProvider(loaded.registry.forTask('propagate')).id;
  const propagator = createPropagator({ inference, registry: loaded.registry, modelId });
  const frames: PropagatedFrame[] = [];
  try {
    for await (const frame of propagator.propagateSpan(request)) {
      frames.push(frame);
      after(frame);
    }
    return frames;
  } finally {
    propagator.dispose();
  }
}

test('one whose device is lost after some runs', async () => {
  const providers = useOf('webgpu');
  const { start, loaded: graphs } = simulatedProvider((run) => (run > 7 ? 'Device is lost' : undefined));
  const inference = createInferenceClient(loaded.registry, { providers, start });
  const frames = await propagated(inference);
  await inference.close();
  expect(frames).toEqual(await loaded.all(request));
  expect(providers.told).toEqual(['webgpu: Device is lost']);
  expect(new Set(graphs)).toEqual(new Set(['webgpu', 'cpu']));
});

test.each([
  ['when it loads the first graph', 0],
  ['in its first run', 1],
  ['in the middle', 6],
])('one that runs out of memory %s', async (_, from) => {
  const words = 'Non-zero status code returned while running Conv node. Status Message: Failed to allocate memory for requested buffer of size 268435456';
  const providers = useOf('webgpu');
  const { start, loaded: graphs } = simulatedProvider((run) => (run >= from ? words : undefined));
  const inference = createInferenceClient(loaded.registry, { providers, start });
  const frames = await propagated(inference);
  const { handles } = await inference.usage();
  await inference.close();
  expect(frames).toEqual(await loaded.all(request));
  expect(providers.told).toEqual([`webgpu: ${words}`]);
  expect(graphs).toContain('cpu');
  // What it had kept is released with the span, as on the CPU.
  expect(handles).toBe(0);
});

test('one that takes the inference process with it', async () => {
  const providers = useOf('webgpu');
  const before = inferenceProcesses();
  const { start, loaded: graphs } = simulatedProvider();
  const inference = createInferenceClient(loaded.registry, { providers, start });
  const frames = await propagated(inference, ({ frame }) => {
    // Most of the others are still to be made.
    if (frame === 1) for (const pid of inferenceProcesses().filter((each) => !before.includes(each))) process.kill(pid, 'SIGKILL');
  });
  await inference.close();
  expect(frames).toEqual(await loaded.all(request));
  expect(providers.told).toEqual([expect.stringMatching(/^webgpu: signal SIGKILL/)]);
  expect(graphs.at(-1)).toBe('cpu');
});

test('one whose driver does not return', async () => {
  const providers = useOf('webgpu');
  const before = inferenceProcesses();
  const { start, loaded: graphs } = simulatedProvider();
  const inference = createInferenceClient(loaded.registry, { providers, start, providerLimitMs: 5000 });
  const frames = await propagated(inference, ({ frame }) => {
    // Most of the others are still to be made. On a machine where a run takes as long as the limit, the provider is lost already, and the CPU's process is none that may stand still.
    if (frame === 1 && providers.inUse() === 'webgpu') for (const pid of inferenceProcesses().filter((each) => !before.includes(each))) process.kill(pid, 'SIGSTOP');
  });
  await inference.close();
  expect(frames).toEqual(await loaded.all(request));
  expect(providers.told).toEqual([expect.stringMatching(/^webgpu: no answer within 5 s/)]);
  expect(graphs.at(-1)).toBe('cpu');
});

test('a run that fails on the CPU as well is told as failed, and the provider stays', async () => {
  const providers = useOf('webgpu');
  const inference = createInferenceClient(loaded.registry, { providers, start: simulatedProvider().start });
  const model = byAnyProvider(loaded.registry.forTask('propagate')).id;
  await expect(inference.run({ model, graph: 'tokens', inputs: { luma: { dims: [1, 1, 10], data: new Float32Array(10) } }, fetch: ['fine'] })).rejects.toMatchObject({ code: 'inference.failed' });
  expect(providers.told).toEqual([]);
  await inference.close();
});

test('networks for the CPU alone never run on another provider', async () => {
  const providers = useOf('webgpu');
  const { start, loaded: graphs } = simulatedProvider();
  const inference = createInferenceClient(loaded.registry, { providers, start });
  await inference.run({ model: 'propagation', graph: 'encode', inputs: { luma: { dims: [1, 1, 32, 32], data: new Float32Array(1024) } }, fetch: ['fine'] });
  expect(graphs).toEqual(['cpu']);
  await inference.close();
});

function inferenceProcesses(): readonly number[] {
  const lines = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes('inference.process')).map((line) => Number.parseInt(line, 10));
}
