// Runs every check, also after one has failed, and ends with `N passed, N failed`. Tests are counted from the runners' reports; a check counts as one.
// `npm test -- unit e2e` runs only those named. `npm run test:long` runs every check with the long forms of its tests.
import { mkdirSync, rmSync } from 'node:fs';
import { arrows, inShards, lint, playwright, reports, runChecks, skipped, types, vitest } from './checks.mjs';
import { findBrowser, findElectron } from './machine.mjs';

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const named = process.argv.slice(2);
const isLong = named.includes('--long');
if (isLong) process.env.TINTYPE_LONG = '1';
const only = new Set(named.filter((name) => name !== '--long'));
const browser = findBrowser();

/** Without a browser the end-to-end tests fail, with a message about it. */
const browserEnvironment = browser === undefined ? {} : { TINTYPE_BROWSER: browser };
const electron = findElectron() === undefined
  ? skipped('electron', 'Electron’s binary is not installed (npx install-electron fetches it)')
  : playwright('electron', 'test/electron/playwright.config.ts');

// Every engine has its own folders and port, so suites do not disturb each other. The slowest begins first: files of it run side by side, the rest beside it.
const WINDOWS = 2;
const endToEnd = (name, extra = {}) => playwright(name, 'test/e2e/playwright.config.ts', { extra: { ...browserEnvironment, TINTYPE_WINDOWS: String(WINDOWS), ...extra }, needsStudio: true, width: WINDOWS });
const e2e = endToEnd('e2e');
// Once with answers before their events, once with events before their answers: nothing may rely on either.
const late = isLong ? [endToEnd('late-events', { TINTYPE_LATE: '0,30,800' }), endToEnd('late-answers', { TINTYPE_LATE: '0,900,100' })] : [];
const [unit, integration] = [
  inShards('unit', 2, (args, name) => vitest('unit', args, name)),
  inShards('integration', 3, (args, name) => vitest('integration', args, name)),
];
const checks = [e2e, ...late, ...integration, ...unit, lint, types, arrows, electron];
const { passed, failed } = await runChecks(checks.filter(({ name }) => only.size === 0 || only.has(name.split(' ')[0])));
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
