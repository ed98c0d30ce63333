import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createEngine } from './engine.ts';
import { openProject } from './project/index.ts';

let directory: string;
beforeEach(async () => { directory = await mkdtemp(join(tmpdir(), 'tintype-engine-')); });
afterEach(async () => { await rm(directory, { recursive: true, force: true }); });

test('an engine whose one part fails to close closes all others, and reports the first failure', async () => {
  const engine = await createEngine({ directories: { cache: join(directory, 'cache'), data: join(directory, 'data') }, jobsDatabase: ':memory:', threads: 1 });
  const { path } = engine.app.create(join(directory, 'a.tintype'), { overwrite: false });
  await engine.inference.run({ model: 'hint-unet', graph: 'encode', inputs: { luma: { dims: [1, 1, 16, 16], data: new Float32Array(256) } }, fetch: ['f16'] });
  vi.spyOn(engine.services.pictures, 'close').mockRejectedValue(new Error('the proxy is stuck'));
  vi.spyOn(engine.services.propagator, 'dispose').mockImplementation(() => { throw new Error('so is the thread'); });

  await expect(engine.close()).rejects.toThrow('the proxy is stuck');

  await expect(engine.inference.run({ model: 'hint-unet', graph: 'encode', inputs: {}, fetch: [] })).rejects.toMatchObject({ message: expect.stringContaining('closed') as string });
  expect(engine.app.current()).toBeUndefined();
  // Another window may write it now.
  const again = openProject(path);
  expect(again.readOnly).toBe(false);
  again.close();
});
