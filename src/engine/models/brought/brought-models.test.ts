import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createInferenceClient } from '../inference-client.ts';
import { openModelRegistry } from '../model-registry.ts';
import { onnxFile } from '../testing/onnx-builder.ts';
import { byteModel, ddcolorLike, deoldifyLike, multiplesOf16, oneNode, pix2pixLike, wrongColours } from '../testing/small-models.ts';
import { automaticAb } from './automatic-colour.ts';
import { addModel, type AddedModel, removeModel, testModel } from './manage-models.ts';
import type { StatedForm } from './detect-form.ts';

const shipped = fileURLToPath(new URL('../../../../resources/models', import.meta.url));
let folder: string;
let models: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tintype-brought-'));
  models = path.join(folder, 'models');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function add(bytes: Uint8Array, said: StatedForm = {}, others: { readonly id?: string; readonly licence?: string } = {}): Promise<AddedModel> {
  const file = path.join(folder, 'My Model.onnx');
  await writeFile(file, bytes);
  return addModel(models, await openModelRegistry([shipped, models]), { file, said, ...others });
}

/** ab of a gray picture by the model that was added, at a place of its middle. */
async function abOfGray(lightness: number, size = { width: 90, height: 70 }): Promise<readonly [number, number]> {
  const registry = await openModelRegistry([models]);
  const inference = createInferenceClient(registry, { threads: 1 });
  try {
    const ab = await automaticAb(inference, registry.models[0]!, { ...size, lightness: new Float32Array(size.width * size.height).fill(lightness) });
    const middle = Math.floor(ab.length / 4);
    expect(ab.length).toBe(2 * size.width * size.height);
    return [ab[middle]!, ab[ab.length / 2 + middle]!];
  } finally {
    await inference.close();
  }
}

describe('the form of a brought model is told', () => {
  test('gray RGB 0…1 of a fixed size in, ab out, as DDColor is exported', async () => {
    const { manifest, assumed } = await add(ddcolorLike());
    expect(manifest.form).toEqual({ input: { name: 'input', channels: 3, values: 'gray' }, output: { name: 'output', values: 'ab' }, size: { kind: 'fixed', width: 64, height: 64 } });
    expect(assumed).toHaveLength(1);
    // L = 53.585 is the encoded gray ½.
    const [a, b] = await abOfGray(53.585);
    expect(a).toBeCloseTo(6, 1);
    expect(b).toBeCloseTo(12, 1);
  });

  test('ImageNet-normalised RGB in and out, any size, as DeOldify is exported', async () => {
    // Where a model answers alike to two forms of one picture, as this small one does, its user says which it is.
    await expect(add(deoldifyLike())).rejects.toMatchObject({ code: 'model.signatureMismatch', message: expect.stringContaining('--input gray-imagenet --output rgb-imagenet') as string });
    const { manifest, assumed } = await add(deoldifyLike(), { input: 'gray-imagenet' });
    expect(manifest.form).toEqual({ input: { name: 'input', channels: 3, values: 'gray-imagenet' }, output: { name: 'output', values: 'rgb-imagenet' }, size: { kind: 'free', multiple: 1 } });
    expect(assumed).toEqual([]);
    const [a, b] = await abOfGray(53.585);
    // colorjs.io: Lab of sRGB (0.525, 0.495, 0.435).
    expect(a).toBeCloseTo(0.41, 0);
    expect(b).toBeGreaterThan(6);
    expect(b).toBeLessThan(12);
  });

  test('RGB 0…255 in and out', async () => {
    expect((await add(byteModel(), { input: 'gray255' })).manifest.form).toMatchObject({ input: { values: 'gray255' }, output: { values: 'rgb255' } });
  });

  test('the multiple that its sides must have', async () => {
    const { manifest } = await add(multiplesOf16());
    expect(manifest.form).toMatchObject({ input: { values: 'gray' }, output: { values: 'rgb' }, size: { kind: 'free', multiple: 16 } });
    const [, b] = await abOfGray(50, { width: 90, height: 70 });
    expect(b).toBeGreaterThan(6);
  });

  test('what one channel takes cannot be told, and is asked for', async () => {
    await expect(add(pix2pixLike())).rejects.toMatchObject({ code: 'model.signatureMismatch', message: expect.stringContaining('set it with --input: L, L/100, L/50-1') as string });
    expect(await readdir(models)).toEqual([]);
    const { manifest, assumed } = await add(pix2pixLike(), { input: 'L/50-1' });
    expect([manifest.form?.output.values, assumed.length]).toEqual(['ab/110', 1]);
    expect((await abOfGray(50))[1]).toBeCloseTo(12, 1);
  });
});

describe('a model of another kind is refused with the difference', () => {
  const picture = (name: string, shape: readonly (number | string)[]) => ({ name, shape });
  test.each([
    ['the colours show another picture', wrongColours(), 'the gray of its colours differs'],
    ['four channels', oneNode({ inputs: [picture('x', [1, 4, 64, 64])], outputs: [picture('y', [1, 4, 64, 64])] }), 'must be 1 (L) or 3 (gray RGB)'],
    ['channels last', oneNode({ inputs: [picture('x', [1, 64, 64, 3])], outputs: [picture('y', [1, 64, 64, 3])] }), 'its channels come last'],
    ['half precision', oneNode({ inputs: [{ ...picture('x', [1, 3, 64, 64]), type: 'float16' }], outputs: [{ ...picture('y', [1, 3, 64, 64]), type: 'float16' }] }), 'is float16, not float32'],
    ['two inputs', onnxFile({ inputs: [picture('x', [1, 3, 64, 64]), picture('hint', [1, 3, 64, 64])], outputs: [picture('y', [1, 3, 64, 64])], nodes: [{ op: 'Add', inputs: ['x', 'hint'], outputs: ['y'] }] }), 'it has 2 inputs (x, hint)'],
    ['a class in the place of a picture', onnxFile({ inputs: [picture('x', [1, 3, 64, 64])], outputs: [picture('y', [1, 3])], nodes: [{ op: 'ReduceMean', inputs: ['x'], outputs: ['y'], attributes: { axes: [2, 3], keepdims: 0 } }] }), 'none of its outputs is a float32 picture'],
    ['eight pictures at once', oneNode({ inputs: [picture('x', [8, 3, 64, 64])], outputs: [picture('y', [8, 3, 64, 64])] }), 'it takes 8 pictures at once'],
    ['no ONNX file', new TextEncoder().encode('no model'), 'cannot be loaded as an ONNX model'],
  ])('%s', async (_what, bytes, message) => {
    await expect(add(bytes)).rejects.toMatchObject({ code: 'model.signatureMismatch', message: expect.stringContaining(message) as string });
    expect(await readdir(models)).toEqual([]);
  });

  test('an option that the graph contradicts', async () => {
    await expect(add(ddcolorLike(), { output: 'rgb' })).rejects.toMatchObject({ message: expect.stringContaining('its output has two channels') as string });
  });
});

test('the licence is the stated one, that of the metadata, or said not to be stated', async () => {
  expect((await add(ddcolorLike(), {}, { id: 'a' })).manifest.licence).toBe('Apache-2.0');
  expect((await add(ddcolorLike(), {}, { id: 'b', licence: 'MIT' })).manifest.licence).toBe('MIT');
  expect((await add(multiplesOf16(), {}, { id: 'c' })).manifest.licence).toBe('not stated');
});

test('an id is taken from the file, used once, and free again when the model is removed', async () => {
  expect((await add(ddcolorLike())).manifest.id).toBe('my-model');
  await expect(add(ddcolorLike())).rejects.toMatchObject({ code: 'file.exists' });
  await expect(add(ddcolorLike(), {}, { id: 'hint-unet' })).rejects.toMatchObject({ code: 'file.exists' });
  await expect(add(ddcolorLike(), {}, { id: '../out' })).rejects.toMatchObject({ code: 'input.malformed' });
  await removeModel(models, await openModelRegistry([shipped, models]), 'my-model');
  expect(await readdir(models)).toEqual([]);
  await expect(removeModel(models, await openModelRegistry([shipped, models]), 'hint-unet')).rejects.toMatchObject({ code: 'model.notAdded' });
});

test('the same file under another form is another version, so that colour made with it is not taken for the other', async () => {
  const one = await add(pix2pixLike(), { input: 'L/50-1', output: 'ab/110' }, { id: 'one' });
  const other = await add(pix2pixLike(), { input: 'L/50-1', output: 'ab/128' }, { id: 'other' });
  expect(other.manifest.version).not.toBe(one.manifest.version);
  expect(other.manifest.graphs['automatic']?.sha256).toBe(one.manifest.graphs['automatic']?.sha256);
});

test('a test says what came out of the known picture', async () => {
  await add(ddcolorLike());
  const registry = await openModelRegistry([models]);
  const inference = createInferenceClient(registry, { threads: 1 });
  try {
    const tested = await testModel(inference, registry.get('my-model'));
    expect(tested).toMatchObject({ width: 64, height: 64 });
    // ab = (12, 24) · gray: the chroma of a gray between 0.02 and 0.92.
    expect(tested.meanChroma).toBeGreaterThan(6);
    expect(tested.meanChroma).toBeLessThan(20);
    expect(tested.greatest).toBeLessThan(24);
  } finally {
    await inference.close();
  }
});

test('the graph of a model that was replaced or removed leaves the process between two runs, that of a model which stays does not', async () => {
  await add(ddcolorLike(), {}, { id: 'tint' });
  await add(ddcolorLike({ ab: [30, 10] }), {}, { id: 'stays' });
  const registry = await openModelRegistry([models]);
  const inference = createInferenceClient(registry, { threads: 1 });
  const size = { width: 64, height: 64 };
  const run = async (id: string): Promise<Float32Array> => automaticAb(inference, registry.get(id), { ...size, lightness: new Float32Array(size.width * size.height).fill(50) });
  const graphs = async (): Promise<number> => (await inference.usage()).graphs;
  try {
    const [first, other] = [await run('tint'), await run('stays')];
    expect(await graphs()).toBe(2);
    await removeModel(models, registry, 'tint');
    await registry.refresh();
    await add(ddcolorLike({ ab: [-12, 24] }), {}, { id: 'tint' });
    // It is read while the model that stays runs.
    const running = run('stays');
    await registry.refresh();
    inference.unloadRemoved();
    expect(await running).toEqual(other);
    await expect.poll(graphs).toBe(1);
    expect(Math.sign((await run('tint'))[0]!)).toBe(-Math.sign(first[0]!));
    expect(await graphs()).toBe(2);
    inference.unloadRemoved();
    expect(await graphs()).toBe(2);
    await removeModel(models, registry, 'tint');
    await registry.refresh();
    inference.unloadRemoved();
    expect(await graphs()).toBe(1);
    await expect(run('tint')).rejects.toMatchObject({ code: 'model.missing' });
    expect(await run('stays')).toEqual(other);
  } finally {
    await inference.close();
  }
});
