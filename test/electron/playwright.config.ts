import { defineConfig } from '@playwright/test';

/** Tests of the desktop shell. Need Electron's executable; they start the output of `npm run build`. */
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
