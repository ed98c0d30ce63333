import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { INFERENCE_PROCESS } from '../../src/engine/models/inference-process-path.ts';
import { type InferenceWorker, startInferenceWorker } from '../../src/engine/models/inference-worker.ts';
import { byAnyProvider, createInferenceClient, openModelRegistry } from '../../src/engine/models/index.ts';
import { onnxFile } from '../../src/engine/models/testing/onnx-builder.ts';
import { createPropagator } from '../../src/engine/propagate/index.ts';
import type { AbPlane } from '../../src/shared/model/ab-plane.ts';
import { frameRange } from '../../src/shared/model/frame.ts';
import { PROVIDER_TOLERANCE_AB, type ProviderId } from '../../src/shared/model/provider.ts';
import { abDistance, lumasOf } from '../support/real-clip.ts';

/** A Vulkan driver without a graphics card, as Debian's chromium has it. */
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';
const isThere = existsSync(SWIFTSHADER);
if (!isThere) console.warn(`SKIPPED: the test of WebGPU needs the software driver ${SWIFTSHADER} (Debian: chromium).`);

/** No multiple of 4, as some of the networks have: in its usual layout WebGPU then gives other sums. */
const CHANNELS = 18;

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'tintype-webgpu-')); });
afterAll(() => { rmSync(folder, { recursive: true }); });

async function onProvider<Result>(provider: ProviderId, use: (worker: InferenceWorker) => Promise<Result>): Promise<Result> {
  const worker = startInferenceWorker(INFERENCE_PROCESS, { threads: 1, priority: 'normal', onEnd: () => undefined });
  const file = join(folder, 'small.onnx');
  // A convolution and a curve: what the networks are made of, in the smallest size.
  writeFileSync(file, onnxFile({
    inputs: [{ name: 'features', shape: [1, CHANNELS, 'h', 'w'] }], outputs: [{ name: 'ab', shape: [1, 4, 'h', 'w'] }],
    nodes: [{ op: 'Conv', inputs: ['features', 'weights'], outputs: ['sum'], attributes: { pads: [1, 1, 1, 1] } }, { op: 'Tanh', inputs: ['sum'], outputs: ['ab'] }],
    constants: { weights: { dims: [4, CHANNELS, 3, 3], floats: Array.from({ length: 36 * CHANNELS }, (_, index) => Math.sin(index + 1) / 3) } },
  }));
  try {
    await worker.ask({ kind: 'load', session: 'small', path: file, provider });
    return await use(worker);
  } finally {
    await worker.close();
  }
}

const features = { dims: [1, CHANNELS, 8, 8], data: Float32Array.from({ length: CHANNELS * 64 }, (_, index) => Math.sin(index / 7)) };
async function abOn(provider: ProviderId): Promise<Float32Array> {
  return onProvider(provider, async (worker) => {
    const answer = await worker.ask({ kind: 'run', session: 'small', inputs: { features }, fetch: ['ab'], keep: [] });
    return answer.kind === 'ran' ? answer.fetched['ab']!.data : new Float32Array();
  });
}

test.skipIf(!isThere)('WebGPU computes what the CPU does, within rounding', async () => {
  vi.stubEnv('VK_DRIVER_FILES', SWIFTSHADER);
  vi.stubEnv('XDG_RUNTIME_DIR', folder);
  const [cpu, webgpu] = [await abOn('cpu'), await abOn('webgpu')];
  expect(webgpu).toHaveLength(256);
  expect(webgpu).not.toEqual(new Float32Array(256));
  const worst = webgpu.reduce((most, value, index) => Math.max(most, Math.abs(value - cpu[index]!)), 0);
  expect(worst * 110).toBeLessThan(0.01);
});

/** A driver on the CPU compiles some hundred shaders first: 15 s of a core. */
const SHADERS_LIMIT_MS = 280_000;

test.skipIf(!isThere)('a shipped network paints and interpolates on WebGPU what it does on the CPU, and no run falls back', async () => {
  vi.stubEnv('VK_DRIVER_FILES', SWIFTSHADER);
  vi.stubEnv('XDG_RUNTIME_DIR', folder);
  const registry = await openModelRegistry([fileURLToPath(new URL('../../resources/models', import.meta.url))]);
  const network = byAnyProvider(registry.forTask('propagate', 'propagation-painter'));
  // The smallest size that the network takes.
  const size = { width: network.manifest.sizeMultiple, height: network.manifest.sizeMultiple };
  const key: AbPlane = { ...size, samples: Int16Array.from({ length: 2 * size.width * size.height }, (_, index) => 20 * 256 * Math.sin(index / 50)) };
  const lumas = Array.from({ length: 3 }, (_, frame) => ({ luma: { frame, ...size, lightness: Float32Array.from({ length: size.width * size.height }, (_value, index) => 50 + 30 * Math.sin((index % size.width - frame) / 5) * Math.cos(index / size.width / 7)) } }));
  /** Providers and names of the graphs that were loaded. */
  const loaded = new Set<string>();
  const start: typeof startInferenceWorker = (path, options) => {
    const worker = startInferenceWorker(path, options);
    return {
      ...worker,
      ask(message, withinMs) {
        if (message.kind === 'load') loaded.add(`${message.provider} ${basename(message.path, '.onnx')}`);
        return worker.ask(message, withinMs);
      },
    };
  };
  const propagatedOn = async (provider: ProviderId): Promise<ReadonlyMap<number, AbPlane>> => {
    const lost: string[] = [];
    const inference = createInferenceClient(registry, { threads: 1, start, providerLimitMs: SHADERS_LIMIT_MS, providers: { inUse: () => provider, lose: (_, reason) => { lost.push(reason); } } });
    const propagator = createPropagator({ inference, registry, modelId: network.id });
    try {
      const planes = new Map<number, AbPlane>();
      for await (const { frame, plane } of propagator.propagateSpan({ range: frameRange(1, 2), left: { frame: 0, plane: key }, lumas: lumasOf(lumas), frameCount: lumas.length })) planes.set(frame, plane);
      expect(lost).toEqual([]);
      return planes;
    } finally {
      propagator.dispose();
      await inference.close();
    }
  };
  const [cpu, webgpu] = [await propagatedOn('cpu'), await propagatedOn('webgpu')];
  expect(loaded).toEqual(new Set(Object.keys(network.manifest.graphs).flatMap((graph) => [`cpu ${graph}`, `webgpu ${graph}`])));
  expect([...webgpu.keys()].toSorted()).toEqual([1, 2]);
  for (const [frame, plane] of webgpu) {
    expect(Math.max(...plane.samples)).toBeGreaterThan(256);
    expect(abDistance(plane, cpu.get(frame)!)).toBeLessThanOrEqual(PROVIDER_TOLERANCE_AB);
  }
});

test('a provider that is not there fails when a graph is loaded, and is never replaced in silence', async () => {
  await expect(abOn(process.platform === 'darwin' ? 'dml' : 'coreml')).rejects.toMatchObject({ code: 'inference.failed' });
});
