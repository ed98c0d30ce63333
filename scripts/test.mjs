// Runs every check, also after one has failed, and ends with `N passed, N failed`. Tests are counted from the runners' reports; a check counts as one.
// `npm test -- unit e2e` runs only those named.
import { mkdirSync, rmSync } from 'node:fs';
import { arrows, lint, playwright, reports, runChecks, skipped, types, vitest } from './checks.mjs';
import { findBrowser, findElectron } from './machine.mjs';

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const only = new Set(process.argv.slice(2));
const browser = findBrowser();

/** Without a browser the end-to-end tests fail, with a message about it. */
const e2e = playwright('e2e', 'test/e2e/playwright.config.ts', browser === undefined ? {} : { TINTYPE_BROWSER: browser });
const electron = findElectron() === undefined
  ? skipped('electron', 'Electron’s binary is not installed (npx install-electron fetches it)')
  : playwright('electron', 'test/electron/playwright.config.ts');

// Every engine has its own folders and port, so suites do not disturb each other. The integration suite is split in halves, so that it ends with the others.
const checks = [e2e, vitest('unit'), vitest('integration', ['--shard=1/2'], 'integration 1/2'), vitest('integration', ['--shard=2/2'], 'integration 2/2'), lint, types, arrows, electron];
const { passed, failed } = await runChecks(checks.filter(({ name }) => only.size === 0 || only.has(name.split(' ')[0])));
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
