import { defineConfig } from 'vitest/config';

/**
 * Test files share a process and what it has loaded (`isolate: false`): a test puts back what it changes of the process, and ends what it has
 * started. `TINTYPE_LONG=1` adds the long forms of tests (`test/support/long.ts`).
 */
const shared = { isolate: false, pool: 'forks', unstubEnvs: true, unstubGlobals: true, expect: { poll: { timeout: 30_000 } } } as const;

export default defineConfig({
  test: {
    projects: [
      { test: { ...shared, name: 'unit', include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'test/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 } },
      { test: { ...shared, name: 'integration', include: ['test/integration/**/*.test.ts', 'test/farm/**/*.test.ts'], testTimeout: 300_000, hookTimeout: 300_000, fileParallelism: false, maxWorkers: 1 } },
    ],
  },
});
