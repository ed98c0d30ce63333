import { defineConfig } from 'vitest/config';

/**
 * Test files share a process and what it has loaded (`isolate: false`): a test puts back what it changes of the process, and ends what it has
 * started. `TINTYPE_LONG=1` adds the long forms of tests (`test/support/long.ts`). The limits are for tests that hang: on a machine that is busy elsewhere a test that
 * starts fifty processes takes ten times as long as on one at rest.
 */
const shared = { isolate: false, pool: 'forks', unstubEnvs: true, unstubGlobals: true, expect: { poll: { timeout: 60_000 } }, testTimeout: 300_000, hookTimeout: 300_000 } as const;

export default defineConfig({
  test: {
    projects: [
      { test: { ...shared, name: 'unit', setupFiles: 'test/support/fixed-seed.ts', include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'test/*.test.ts'] } },
      { test: { ...shared, name: 'integration', include: ['test/integration/**/*.test.ts', 'test/farm/**/*.test.ts'], fileParallelism: false, maxWorkers: 1 } },
    ],
  },
});
