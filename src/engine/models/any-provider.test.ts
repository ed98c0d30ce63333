import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { byAnyProvider } from './any-provider.ts';
import { openModelRegistry } from './model-registry.ts';

const shipped = [fileURLToPath(new URL('../../../resources/models', import.meta.url))];

test('a network for any provider has the same graphs under another id and version, so that keys tell the two apart', async () => {
  const registry = await openModelRegistry(shipped);
  for (const model of registry.models) {
    const any = byAnyProvider(model);
    expect(any).toMatchObject({ task: model.task, directory: model.directory, anyProvider: true });
    expect(any.manifest.graphs).toBe(model.manifest.graphs);
    expect([any.id, any.version, any.manifest.version]).not.toContain(model.id);
    expect(any.version).toBe(`${model.version} ±0.1ab`);
    expect([byAnyProvider(model), byAnyProvider(any), registry.get(any.id), registry.forTask(model.task, any.id)]).toEqual([any, any, any, any]);
  }
  expect(registry.models.some(({ anyProvider }) => anyProvider)).toBe(false);
});

test('new work is for any provider where the choice says so; recorded versions keep theirs', async () => {
  let wanted = false;
  const registry = await openModelRegistry(shipped, { anyProvider: () => wanted });
  const exact = registry.forTask('propagate');
  wanted = true;
  const any = registry.forTask('propagate');
  expect(exact.anyProvider).toBe(false);
  expect(any).toBe(byAnyProvider(exact));
  expect(registry.recorded('propagate', { id: exact.manifest.id, version: exact.manifest.version })).toBe(exact);
  expect(registry.recorded('propagate', { id: exact.manifest.id, version: any.manifest.version })).toBe(any);
  expect(registry.recorded('propagate', { id: 'propagation', version: '1.2.0' })?.id).toBe('propagation@1.2.0');
  expect(registry.recorded('propagate', { id: 'propagation', version: '9' })).toBeUndefined();
  // By its id a caller says which it means.
  expect(registry.forTask('propagate', exact.id)).toBe(exact);
});
