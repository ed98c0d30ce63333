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

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'tintype-webgpu-')); });
afterAll(() => { rmSync(folder, { recursive: true }); });

async function onProvider<Result>(provider: ProviderId, use: (worker: InferenceWorker) => Promise<Result>): Promise<Result> {
  const worker = startInferenceWorker(INFERENCE_PROCESS, { threads: 1, priority: 'normal', onEnd: () => undefined });
  const file = join(folder, 'small.onnx');
  // A convolution and a curve: what the networks are made of, in the smallest size.
  writeFileSync(file, onnxFile({
    inputs: [{ name: 'luma', shape: [1, 1, 'h', 'w'] }], outputs: [{ name: 'ab', shape: [1, 2, 'h', 'w'] }],
    nodes: [{ op: 'Conv', inputs: ['luma', 'weights'], outputs: ['sum'], attributes: { pads: [1, 1, 1, 1] } }, { op: 'Tanh', inputs: ['sum'], outputs: ['ab'] }],
    constants: { weights: { dims: [2, 1, 3, 3], floats: Array.from({ length: 18 }, (_, index) => Math.sin(index + 1) / 3) } },
  }));
  try {
    await worker.ask({ kind: 'load', session: 'small', path: file, provider });
    return await use(worker);
  } finally {
    await worker.close();
  }
}

const luma = { dims: [1, 1, 16, 16], data: Float32Array.from({ length: 256 }, (_, index) => Math.sin(index / 7)) };
async function abOn(provider: ProviderId): Promise<Float32Array> {
  return onProvider(provider, async (worker) => {
    const answer = await worker.ask({ kind: 'run', session: 'small', inputs: { luma }, fetch: ['ab'], keep: [] });
    return answer.kind === 'ran' ? answer.fetched['ab']!.data : new Float32Array();
  });
}

test.skipIf(!isThere)('WebGPU computes what the CPU does, within rounding', async () => {
  vi.stubEnv('VK_DRIVER_FILES', SWIFTSHADER);
  vi.stubEnv('XDG_RUNTIME_DIR', folder);
  const [cpu, webgpu] = [await abOn('cpu'), await abOn('webgpu')];
  expect(webgpu).toHaveLength(512);
  expect(webgpu).not.toEqual(new Float32Array(512));
  const worst = webgpu.reduce((most, value, index) => Math.max(most, Math.abs(value - cpu[index]!)), 0);
  expect(worst * 110).toBeLessThan(0.01);
});

test('a provider that is not there fails when a graph is loaded, and is never replaced in silence', async () => {
  await expect(abOn(process.platform === 'darwin' ? 'dml' : 'coreml')).rejects.toMatchObject({ code: 'inference.failed' });
});
