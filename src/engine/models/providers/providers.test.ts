import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ProviderId, providerText } from '../../../shared/model/provider.ts';
import { chosenProvider, endOfTrial, providerStatuses, type ProviderTrial, wantsAnyProvider } from './provider-choice.ts';
import { openProviderMemory } from './provider-memory.ts';
import { isBuiltFor, PROVIDER_IDS, providerRecord } from './provider-table.ts';
import { createProviders, shortened } from './providers.ts';

const models = [{ id: 'painter', version: '2.0.0+aaa', task: 'colorize' }, { id: 'propagation', version: '1.3.0+bbb', task: 'propagate' }] as const;
const cpu: ProviderTrial = { id: 'cpu', end: 'agrees', differenceAb: 0, framesPerSecond: 2 };
const fast: ProviderTrial = { id: 'webgpu', end: 'agrees', differenceAb: 0.01, framesPerSecond: 20 };
const linux = { platform: 'linux', arch: 'x64' };

test('the table names every provider of the wire, one of them as the reference', () => {
  expect(PROVIDER_IDS).toEqual(ProviderId.options);
  expect(PROVIDER_IDS.filter((id) => providerRecord(id).isReference)).toEqual(['cpu']);
});

test.each([
  ['linux', 'x64', ['cpu', 'webgpu', 'cuda']], ['linux', 'arm64', ['cpu', 'webgpu']], ['win32', 'x64', ['cpu', 'webgpu', 'dml']], ['darwin', 'arm64', ['cpu', 'webgpu', 'coreml']],
])('on %s %s onnxruntime is built with those that its package carries', (platform, arch, ids) => {
  expect(PROVIDER_IDS.filter((id) => isBuiltFor(id, { platform, arch }))).toEqual(ids);
});

describe('the choice', () => {
  test('is the fastest that agrees, where it is worth the other bits', () => {
    expect(chosenProvider('automatic', [cpu, fast])).toBe('webgpu');
    expect(chosenProvider('automatic', [cpu, fast, { ...fast, id: 'cuda', framesPerSecond: 30 }])).toBe('cuda');
    expect(chosenProvider('automatic', [cpu, { ...fast, framesPerSecond: 2.2 }])).toBe('cpu');
    expect(chosenProvider('automatic', [])).toBe('cpu');
  });

  test('is never one whose colour differs, not even by its name', () => {
    expect(endOfTrial(0.1)).toBe('agrees');
    expect(endOfTrial(0.101)).toBe('differs');
    expect(endOfTrial(NaN)).toBe('differs');
    const wrong: ProviderTrial = { ...fast, end: 'differs', differenceAb: 0.4 };
    expect(chosenProvider('automatic', [cpu, wrong])).toBe('cpu');
    expect(chosenProvider('webgpu', [cpu, wrong])).toBe('cpu');
  });

  test('by its name also a slow one, and never one that was not tried', () => {
    expect(chosenProvider('webgpu', [cpu, { ...fast, framesPerSecond: 0.1 }])).toBe('webgpu');
    expect(chosenProvider('webgpu', [])).toBe('cpu');
    expect(chosenProvider('cpu', [cpu, fast])).toBe('cpu');
  });

  test('makes work for any provider only where another than the CPU is meant', () => {
    expect(wantsAnyProvider('automatic', [cpu, fast])).toBe(true);
    expect(wantsAnyProvider('automatic', [cpu])).toBe(false);
    expect(wantsAnyProvider('cpu', [cpu, fast])).toBe(false);
    // For a farm whose workers have it.
    expect(wantsAnyProvider('webgpu', [cpu])).toBe(true);
  });
});

test('each provider has a state with its reason and its speed', () => {
  const trials: ProviderTrial[] = [cpu, fast, { id: 'cuda', end: 'missing', reason: 'Its library is not installed.' }];
  const text = (setting: 'automatic' | 'cpu', lost: readonly { readonly id: ProviderId; readonly reason: string }[] = []) => Object.fromEntries(providerStatuses({ setting, trials, lost, system: linux }).map((status) => [status.id, providerText(status)]));
  expect(text('automatic')).toMatchObject({
    cpu: expect.stringMatching(/^available, 2\.00 frames\/s/) as string, webgpu: expect.stringMatching(/^used, 20 frames\/s at 480p, 0\.010 ab from the CPU\. Tried by the makers/) as string,
    dml: expect.stringMatching(/^not tried here\. Not part of Tintype for this system\. No release of Tintype has been tried/) as string,
    cuda: expect.stringMatching(/^not tried here\. Its library is not installed\. tintype models providers --install-cuda/) as string,
  });
  expect(text('cpu')).toMatchObject({ cpu: expect.stringMatching(/^used/) as string, webgpu: expect.stringMatching(/^available/) as string });
  expect(text('automatic', [{ id: 'webgpu', reason: 'device lost' }])).toMatchObject({ cpu: expect.stringMatching(/^used/) as string, webgpu: expect.stringMatching(/^failed.*device lost/) as string });
  expect(providerStatuses({ setting: 'automatic', trials: undefined, lost: [], system: linux }).map(({ state }) => state)).toEqual(['used', 'notTried', 'notTried', 'notTried', 'notTried']);
});

test('a message of onnxruntime is told without its place in the source files', () => {
  const place = '/onnxruntime_src/onnxruntime/core/providers/webgpu/webgpu_context.cc:136 onnxruntime::webgpu::WebGpuContext::Initialize(const onnxruntime::webgpu::WebGpuContextConfig&)::<lambda()> adapter_result.status == wgpu::RequestAdapterStatus::Success was false.';
  expect(shortened(`${place} Failed to get a WebGPU adapter: No supported adapters\n`)).toBe('Failed to get a WebGPU adapter: No supported adapters');
  expect(shortened('signal SIGKILL')).toBe('signal SIGKILL');
  expect(shortened(`begins ${'x'.repeat(400)} ends`)).toMatch(/^begins x+ … x+ ends$/);
});

describe('what is remembered', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'tintype-providers-')); });
  afterEach(() => { rmSync(folder, { recursive: true }); });

  test('holds for this machine and these networks alone', () => {
    openProviderMemory(folder, { models, machine: 'desk' }).keep([cpu, fast]);
    expect(openProviderMemory(folder, { models, machine: 'desk' }).trials()).toEqual([cpu, fast]);
    expect(openProviderMemory(folder, { models, machine: 'laptop' }).trials()).toBeUndefined();
    expect(openProviderMemory(folder, { models: [{ ...models[0], version: '2.0.1+ccc' }, models[1]], machine: 'desk' }).trials()).toBeUndefined();
    openProviderMemory(folder, { models, machine: 'laptop' }).keep([cpu]);
    expect(openProviderMemory(folder, { models, machine: 'desk' }).trials()).toEqual([cpu, fast]);
    expect(readFileSync(join(folder, 'providers.json'), 'utf8')).toContain('laptop');
  });

  test('is nothing where the file is damaged', () => {
    writeFileSync(join(folder, 'providers.json'), '[{');
    expect(openProviderMemory(folder, { models }).trials()).toBeUndefined();
  });

  test('spares the next engine the trial, and what was lost may be used again after one', async () => {
    let trials = 0;
    const lost: string[] = [];
    const open = () => createProviders({
      memory: openProviderMemory(folder, { models }), setting: () => 'automatic', system: linux,
      tryAll: () => { trials += 1; return Promise.resolve([cpu, fast]); }, onLost: ({ id, reason }) => { lost.push(`${id} ${reason}`); },
    });
    const first = open();
    expect(first.inUse()).toBe('cpu');
    await Promise.all([first.measureOnce(), first.measureOnce()]);
    expect([first.inUse(), first.anyProvider(), trials]).toEqual(['webgpu', true, 1]);
    const second = open();
    await second.measureOnce();
    expect([second.inUse(), trials]).toEqual(['webgpu', 1]);

    second.lose('webgpu', 'device lost');
    second.lose('webgpu', 'device lost');
    expect(lost).toEqual(['webgpu device lost']);
    // Keys stay those of any provider: the CPU is one of them.
    expect([second.inUse(), second.anyProvider()]).toEqual(['cpu', true]);
    await second.measure();
    expect([second.inUse(), trials]).toEqual(['webgpu', 2]);
  });
});
