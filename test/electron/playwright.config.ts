import { defineConfig } from '@playwright/test';

/** The desktop shell itself. Runs where Electron's binary is; `npm run build` makes what it starts. */
export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '*.smoke.ts',
  globalSetup: './build-desktop.ts',
  outputDir: '../../test-results/electron',
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 60_000 },
  reporter: 'list',
});
