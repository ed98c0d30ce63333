import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEngine, type Engine, SHIPPED_MODELS } from '../../src/engine/engine.ts';

let home: string;
let engine: Engine | undefined;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-models-'));
  for (const model of ['painter', 'propagation-painter']) {
    await mkdir(join(home, 'models', model), { recursive: true });
    await copyFile(join(SHIPPED_MODELS, model, 'manifest.json'), join(home, 'models', model, 'manifest.json'));
  }
});
afterEach(async () => {
  await engine?.close();
  await rm(home, { recursive: true, force: true });
});

const open = (): Promise<Engine> => createEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') }, modelDirectories: [join(home, 'models')], jobsDatabase: ':memory:' });
const luma = { frame: 0, width: 64, height: 64, lightness: new Float32Array(64 * 64).fill(50) };

test('a graph file that differs from its hash in the manifest is refused before it runs', async () => {
  for (const graph of ['encode.onnx', 'base.onnx', 'paint.onnx', 'suggest.onnx']) await writeFile(join(home, 'models', 'painter', graph), 'not a network');
  engine = await open();
  await expect(engine.services.colorizer.paint({ frameKey: 'a', luma, hints: [] })).rejects.toMatchObject({ code: 'model.hashMismatch' });
});

test('a missing graph file is named', async () => {
  engine = await open();
  await expect(engine.services.colorizer.paint({ frameKey: 'a', luma, hints: [] })).rejects.toMatchObject({ code: 'model.missing' });
});

test('a model with the wrong signature is refused with the difference named, and the rest still works', async () => {
  const path = join(home, 'models', 'painter', 'manifest.json');
  await writeFile(path, (await readFile(path, 'utf8')).replaceAll('hint_mask', 'hint_mosk'));
  engine = await open();
  expect(engine.registry.problems[0]?.error).toMatchObject({ code: 'model.signatureMismatch' });
  expect(engine.registry.problems[0]?.error.message).toMatch(/hint_m/);
  expect(engine.registry.forTask('propagate').manifest.id).toBe('propagation-painter');
});
