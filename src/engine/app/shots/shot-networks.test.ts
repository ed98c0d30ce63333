import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { byAnyProvider, openModelRegistry } from '../../models/index.ts';
import { networksOf, newerNetworks, recordOf } from './shot-networks.ts';

const shipped = [fileURLToPath(new URL('../../../../resources/models', import.meta.url))];

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

test('a shot coloured with a kept version keeps it; new shots get the present one, and the update to it is offered', async () => {
  const models = await mkdtemp(path.join(tmpdir(), 'tintype-networks-'));
  onTestFinished(() => rm(models, { recursive: true, force: true }));
  // Links, so that no network is copied.
  for (const [folder, differs] of [['painter', { version: '9.9.9' }], ['painter-before', { kept: true }]] as const) {
    const [from, to] = [path.join(shipped[0]!, 'painter'), path.join(models, folder)];
    await mkdir(to);
    for (const file of await readdir(from)) await symlink(path.join(from, file), path.join(to, file));
    await rm(path.join(to, 'manifest.json'));
    await writeFile(path.join(to, 'manifest.json'), JSON.stringify({ ...JSON.parse(await readFile(path.join(from, 'manifest.json'), 'utf8')) as object, ...differs }));
  }
  for (const folder of ['propagation', 'propagation-painter']) await symlink(path.join(shipped[0]!, folder), path.join(models, folder));
  const before = recordOf(networksOf(await openModelRegistry(shipped), {}));
  const registry = await openModelRegistry([models]);
  expect(networksOf(registry, { networks: before }).colorize).toMatchObject({ id: `painter@${before.colorize.version}`, directory: path.join(models, 'painter-before') });
  expect(recordOf(networksOf(registry, { networks: before }))).toEqual(before);
  expect(recordOf(networksOf(registry, {})).colorize).toEqual({ id: 'painter', version: '9.9.9' });
  expect(newerNetworks(registry, { networks: before })?.colorize).toEqual({ id: 'painter', version: '9.9.9' });
});
