import { defineConfig } from '@playwright/test';

/**
 * The editor in a plain Chromium, with the real wire, engine, networks and ffmpeg. `TINTYPE_BROWSER` is the path of the browser;
 * `TINTYPE_PICTURES=1` saves the pictures of the docs. `TINTYPE_WINDOWS` is how many files run at once.
 */
export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '*.e2e.ts',
  testIgnore: process.env.TINTYPE_PICTURES === '1' ? [] : ['pictures.e2e.ts'],
  globalSetup: './support/build-studio.ts',
  outputDir: '../../test-results/e2e',
  // Each file has an engine, folders and a port of its own.
  workers: Number(process.env.TINTYPE_WINDOWS ?? 1),
  // Generous, for busy machines that render WebGL in software. Nothing is timed.
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
