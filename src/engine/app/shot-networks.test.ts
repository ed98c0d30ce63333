import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { byAnyProvider, openModelRegistry } from '../models/index.ts';
import { networksOf, newerNetworks, recordOf } from './shot-networks.ts';

const shipped = [fileURLToPath(new URL('../../../resources/models', import.meta.url))];

test('a shot that the CPU coloured keeps its networks, and their keys, when another provider is chosen; the update is offered', async () => {
  let anyProvider = false;
  const registry = await openModelRegistry(shipped, { anyProvider: () => anyProvider });
  const old = { networks: recordOf(networksOf(registry, {})) };
  const before = networksOf(registry, old);
  expect(newerNetworks(registry, old)).toBeUndefined();

  anyProvider = true;
  expect(networksOf(registry, old)).toEqual(before);
  const present = networksOf(registry, {});
  expect(present.propagate).toBe(byAnyProvider(before.propagate));
  expect(newerNetworks(registry, old)).toEqual(recordOf(present));

  // And back: any provider includes the CPU, so nothing is to be updated.
  const updated = { networks: recordOf(present) };
  anyProvider = false;
  expect(networksOf(registry, updated)).toEqual(present);
  expect(newerNetworks(registry, updated)).toBeUndefined();
});
