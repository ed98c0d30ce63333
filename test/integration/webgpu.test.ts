import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { INFERENCE_PROCESS } from '../../src/engine/models/inference-process-path.ts';
import { type InferenceWorker, startInferenceWorker } from '../../src/engine/models/inference-worker.ts';
import { onnxFile } from '../../src/engine/models/testing/onnx-builder.ts';
import type { ProviderId } from '../../src/shared/model/provider.ts';

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

test('a provider that is not there fails when a graph is loaded, and is never replaced in silence', async () => {
  await expect(abOn(process.platform === 'darwin' ? 'dml' : 'coreml')).rejects.toMatchObject({ code: 'inference.failed' });
});
