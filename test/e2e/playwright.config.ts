import { defineConfig } from '@playwright/test';

/**
 * The editor as the user uses it: the real renderer in a plain Chromium, over the real wire, on the real engine, networks and ffmpeg.
 * `TINTYPE_BROWSER` names the browser; `TINTYPE_PICTURES=1` keeps its pictures for the docs.
 */
export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '*.e2e.ts',
  // Those of `npm run test:long` are named in docs/status.md.
  testIgnore: [...(process.env.TINTYPE_PICTURES === '1' ? [] : ['pictures.e2e.ts']), ...(process.env.TINTYPE_TEST_LONG === '1' ? [] : [])],
  globalSetup: './support/build-studio.ts',
  outputDir: '../../test-results/e2e',
  workers: 1,
  // Two busy cores that draw WebGL in software: what takes a second on a desk may take a minute here. Nothing is timed.
  timeout: 240_000,
  expect: { timeout: 90_000 },
  reporter: 'list',
  use: {
    actionTimeout: 60_000,
    viewport: { width: 1280, height: 720 },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.TINTYPE_BROWSER ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required', '--enable-unsafe-swiftshader'],
    },
  },
});
