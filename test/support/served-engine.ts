import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { type RunningServer, startServer } from '../../src/engine/server/index.ts';
import { createTestEngine } from './test-engine.ts';

/** An engine with its server and a folder of its own, for all tests of the file that calls this; empty until they begin. */
export interface ServedEngine {
  home: string;
  engine: Engine;
  server: RunningServer;
}

export function useServedEngine(name: string): ServedEngine {
  const served = {} as ServedEngine;
  beforeAll(async () => {
    served.home = await mkdtemp(join(tmpdir(), `tintype-${name}-`));
    served.engine = await createTestEngine({ directories: { cache: join(served.home, 'cache'), data: join(served.home, 'data') } });
    served.server = await startServer(served.engine);
  });
  afterAll(async () => {
    await served.server.close();
    await served.engine.close();
    await rm(served.home, { recursive: true, force: true });
  });
  return served;
}
