import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createInferenceClient } from './inference-client.ts';
import type { ModelManifest } from './manifest.ts';
import { openModelRegistry } from './model-registry.ts';

const shipped = fileURLToPath(new URL('../../../resources/models', import.meta.url));
let models: string;
let own: string;

beforeEach(async () => {
  models = await mkdtemp(path.join(tmpdir(), 'tintype-models-'));
  own = path.join(models, 'mine');
  await cp(path.join(shipped, 'hint-unet'), own, { recursive: true });
});
afterEach(async () => {
  await rm(models, { recursive: true, force: true });
});

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] extends object ? Mutable<Value[Key]> : Value[Key] };

async function editManifest(edit: (manifest: Mutable<ModelManifest>) => void): Promise<void> {
  const file = path.join(own, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Mutable<ModelManifest>;
  edit(manifest);
  await writeFile(file, JSON.stringify(manifest));
}

test('the shipped models are found, one for each task, without a problem', async () => {
  const registry = await openModelRegistry([shipped, path.join(models, 'no such folder')]);
  expect(registry.problems).toEqual([]);
  expect(registry.forTask('colorize').id).toBe('painter');
  expect(registry.forTask('propagate').id).toBe('propagation-painter');
});

test('every graph that is shipped has the hash its manifest names', async () => {
  const registry = await openModelRegistry([shipped]);
  for (const { id, manifest } of registry.models) {
    for (const name of Object.keys(manifest.graphs)) await expect(registry.checkedGraph(id, name)).resolves.toMatchObject({ graph: { file: `${name}.onnx` } });
  }
});

test('an earlier version is a model of its own, with the graphs that it had, behind the present one', async () => {
  const registry = await openModelRegistry([shipped]);
  const [present, earlier] = [registry.get('propagation'), registry.get('propagation@1.2.0')];
  expect([present.manifest.schedule, earlier.manifest.schedule]).toEqual(['pyramid', 'two-pass']);
  expect([Object.keys(earlier.manifest.graphs), Object.keys(present.manifest.graphs)]).toEqual([['encode', 'read', 'fuse'], ['encode', 'read', 'fuse', 'fuse_between']]);
  // What the first edition made with it is found by this name.
  expect(earlier.version).toBe('1.2.0+44a98bdf75ce');
  expect(await registry.checkedGraph(earlier.id, 'read')).toEqual(await registry.checkedGraph(present.id, 'read'));
  expect(['painter', 'painter@2.2.0', 'painter@2.1.0'].map((id) => registry.get(id).manifest.annealing)).toEqual(['peaked', 'rising', 'rising']);
  expect(registry.get('painter@2.2.0').version).toBe('2.2.0+c929cb8e68c8');
});

test('a kept version lies in a folder of its own beside the present one, and has its own graphs', async () => {
  const present = path.join(models, 'present');
  await cp(own, present, { recursive: true });
  const encode = path.join(present, 'encode.onnx');
  await writeFile(encode, 'another network');
  const manifest = JSON.parse(await readFile(path.join(present, 'manifest.json'), 'utf8')) as Mutable<ModelManifest>;
  manifest.version = '1.3.0';
  manifest.graphs['encode']!.sha256 = createHash('sha256').update('another network').digest('hex');
  await writeFile(path.join(present, 'manifest.json'), JSON.stringify(manifest));
  await editManifest((old) => (old.kept = true));

  const registry = await openModelRegistry([models]);
  expect(registry.problems).toEqual([]);
  expect(registry.models.map(({ id, version }) => [id, version.replace(/\+.*/, '')])).toEqual([['hint-unet@1.2.0', '1.2.0'], ['hint-unet', '1.3.0']]);
  expect(registry.forTask('colorize').directory).toBe(present);
  const old = registry.recorded('colorize', { id: 'hint-unet', version: '1.2.0' });
  expect(old?.directory).toBe(own);
  expect(registry.forTask('colorize', old?.id)).toBe(old);
  // What was made with it before it was kept is found by this name.
  expect(old?.version).toBe((await openModelRegistry([shipped])).get('hint-unet').version);
  expect((await registry.checkedGraph(old!.id, 'encode')).path).toBe(path.join(own, 'encode.onnx'));
  expect((await registry.checkedGraph('hint-unet', 'encode')).path).toBe(encode);
  const client = createInferenceClient(registry, { threads: 1 });
  const luma = { dims: [1, 1, 32, 32], data: new Float32Array(1024) };
  expect((await client.run({ model: old!.id, graph: 'encode', inputs: { luma }, fetch: ['f4'] })).fetched['f4']?.dims).toEqual([1, 48, 8, 8]);
  await client.close();
});

test('a kept version alone is for no new shot, whatever it once superseded', async () => {
  await editManifest((manifest) => (manifest.kept = true));
  const registry = await openModelRegistry([models]);
  expect(() => registry.forTask('colorize')).toThrow(expect.objectContaining({ code: 'model.missing' }) as Error);
  expect(registry.recorded('colorize', { id: 'hint-unet', version: '1.2.0' })?.directory).toBe(own);
});

test('two present models of one id are told of, and the first counts', async () => {
  await cp(own, path.join(models, 'mine too'), { recursive: true });
  const registry = await openModelRegistry([models]);
  expect(registry.forTask('colorize').directory).toBe(own);
  expect(registry.problems.map(({ directory }) => path.basename(directory))).toEqual(['mine too']);
});

test('other weights are another version, so that results of the old ones are not reused', async () => {
  const before = (await openModelRegistry([models])).get('hint-unet').version;
  await editManifest((manifest) => (manifest.graphs['paint']!.sha256 = '0'.repeat(64)));
  const after = (await openModelRegistry([models])).get('hint-unet').version;
  expect(after).not.toBe(before);
});

test("a user's model is added, and is preferred only when asked for", async () => {
  await editManifest((manifest) => (manifest.id = 'mine'));
  const registry = await openModelRegistry([shipped, models]);
  expect(registry.forTask('colorize').id).toBe('painter');
  expect(registry.forTask('colorize', 'mine').directory).toBe(own);
});

test("a user's model cannot take a shipped model's id", async () => {
  const registry = await openModelRegistry([shipped, models]);
  expect(registry.get('hint-unet').directory).toBe(path.join(shipped, 'hint-unet'));
  expect(registry.problems[0]?.error.message).toContain('hint-unet');
});

test('a malformed manifest is reported with the wrong field, and the other models still load', async () => {
  await editManifest((manifest) => (manifest.sizeMultiple = -1));
  const registry = await openModelRegistry([models, shipped]);
  expect(registry.problems[0]?.error).toMatchObject({ code: 'input.malformed', message: expect.stringContaining('sizeMultiple') as string });
  expect(registry.models.map((each) => each.id)).toEqual(['hint-unet', 'painter', 'painter@2.2.0', 'painter@2.0.0', 'painter@2.1.0', 'propagation', 'propagation@1.2.0', 'propagation-painter', 'propagation-painter@2.2.0', 'propagation-painter@2.0.0']);
});

test('a folder without a manifest is not a model', async () => {
  await mkdir(path.join(models, 'notes'));
  await rm(own, { recursive: true });
  const registry = await openModelRegistry([models]);
  expect(registry.models).toEqual([]);
  expect(() => registry.forTask('propagate')).toThrow(expect.objectContaining({ code: 'model.missing' }) as Error);
});

test('a graph file that is missing, cut short or changed is refused when it is first needed', async () => {
  const registry = await openModelRegistry([models]);
  await rm(path.join(own, 'encode.onnx'));
  await truncate(path.join(own, 'paint.onnx'), 1000);
  await expect(registry.checkedGraph('hint-unet', 'encode')).rejects.toMatchObject({ code: 'model.missing', message: expect.stringContaining('encode.onnx') as string });
  await expect(registry.checkedGraph('hint-unet', 'paint')).rejects.toMatchObject({ code: 'model.hashMismatch' });
  await cp(path.join(shipped, 'hint-unet', 'paint.onnx'), path.join(own, 'paint.onnx'));
  await expect(registry.checkedGraph('hint-unet', 'paint')).resolves.toBeDefined();
});

test('a manifest that lacks an input of its task is refused with that input named', async () => {
  await editManifest((manifest) => {
    manifest.graphs['paint'] = { ...manifest.graphs['paint']!, inputs: { f4: ['1', '48', 'H/4', 'W/4'] } };
  });
  const { problems } = await openModelRegistry([models]);
  expect(problems[0]?.error).toMatchObject({ code: 'model.signatureMismatch' });
  expect(problems[0]?.error.details).toContain('input "hint_ab" of graph "paint" is not there');
});

test('a graph that differs from its manifest is refused with the difference named', async () => {
  await editManifest((manifest) => (manifest.graphs['encode']!.outputs['f8'] = ['1', '99', 'H/8', 'W/8']));
  const client = createInferenceClient(await openModelRegistry([models]), { threads: 1 });
  const luma = { dims: [1, 1, 32, 32], data: new Float32Array(1024) };
  await expect(client.run({ model: 'hint-unet', graph: 'encode', inputs: { luma }, fetch: ['f4'] })).rejects.toMatchObject({
    code: 'model.signatureMismatch', message: 'The model "hint-unet" differs from its manifest: output "f8" of graph "encode" is [1, 96, H/8, W/8], not [1, 99, H/8, W/8].',
  });
  await client.close();
});

test('read again, the registry has what was added and not what was removed; models that stayed are the same, and new files are checked anew', async () => {
  const registry = await openModelRegistry([shipped, models]);
  const painter = registry.get('painter');
  await editManifest((manifest) => (manifest.id = 'mine'));
  expect(await registry.refresh()).toMatchObject({ added: [{ id: 'mine' }], removed: [] });
  expect(registry.get('painter')).toBe(painter);
  await expect(registry.checkedGraph('mine', 'paint')).resolves.toMatchObject({ path: path.join(own, 'paint.onnx') });
  expect(await registry.refresh()).toEqual({ added: [], removed: [] });

  // Another file under the same id and path.
  await truncate(path.join(own, 'paint.onnx'), 1000);
  await editManifest((manifest) => (manifest.graphs['paint']!.sha256 = '0'.repeat(64)));
  expect(await registry.refresh()).toMatchObject({ added: [{ id: 'mine' }], removed: [{ id: 'mine' }] });
  await expect(registry.checkedGraph('mine', 'paint')).rejects.toMatchObject({ code: 'model.hashMismatch' });

  await rename(own, path.join(models, '.removing'));
  expect(await registry.refresh()).toMatchObject({ added: [], removed: [{ id: 'mine' }] });
  expect(() => registry.get('mine')).toThrow(expect.objectContaining({ code: 'model.missing' }) as Error);
});
