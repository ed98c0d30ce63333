// Runs every check, also after one has failed, and ends with `N passed, N failed`. Tests are counted from the runners' reports; a check counts as one.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { environment, findBrowser, findElectron, requireNode, root, toolScript } from './machine.mjs';

const reports = join(root, '.cache', 'test');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const node = requireNode();
const browser = findBrowser();
const tail = [];
const only = new Set(process.argv.slice(2));

/** Runs a tool of node_modules under Node 24; true when it succeeded. */
function tool(packageName, bin, args, extra = {}) {
  return spawnSync(node, [toolScript(packageName, bin), ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: environment(extra) }).status === 0;
}

function check(packageName, bin, args) {
  return () => (tool(packageName, bin, args) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
}

/** Counts of a report; a run that failed without a failed test (a file that does not load) counts as one failure. */
function counted(succeeded, passed, failed, skipped) {
  return { passed, failed: succeeded ? failed : Math.max(1, failed), skipped };
}

function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

function vitest(project) {
  return () => {
    const path = join(reports, `${project}.json`);
    const succeeded = tool('vitest', 'vitest', ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${path}`]);
    const report = readReport(path);
    return counted(succeeded, report?.numPassedTests ?? 0, report?.numFailedTests ?? 0, report?.numPendingTests ?? 0);
  };
}

function playwright(name, config, extra) {
  return () => {
    const path = join(reports, `${name}.json`);
    const succeeded = tool('@playwright/test', 'playwright', ['test', '-c', config, '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_NAME: path, ...extra });
    const stats = readReport(path)?.stats;
    return counted(succeeded, (stats?.expected ?? 0) + (stats?.flaky ?? 0), stats?.unexpected ?? 0, stats?.skipped ?? 0);
  };
}

function skip(why) {
  return () => {
    console.log(`SKIPPED: ${why}`);
    return { passed: 0, failed: 0, skipped: 1, why };
  };
}

function endToEnd() {
  const config = 'test/e2e/playwright.config.ts';
  if (!existsSync(join(root, config))) return skip(`there is no ${config} yet`);
  // Left without a browser, the tests fail by themselves and say so.
  return playwright('e2e', config, browser === undefined ? {} : { TINTYPE_BROWSER: browser });
}

function electronSmoke() {
  const folder = join(root, 'test', 'electron');
  const config = 'test/electron/playwright.config.ts';
  if (!existsSync(folder) || readdirSync(folder).length === 0) return skip('there are no Electron tests yet');
  if (findElectron() === undefined) return skip('Electron’s binary is not installed (npx install-electron fetches it)');
  if (!existsSync(join(root, config))) return skip(`there is no ${config}`);
  return playwright('electron', config, {});
}

const steps = [
  ['types', check('typescript', 'tsc', ['-p', 'tsconfig.json'])],
  ['lint', check('eslint', 'eslint', ['.', '--max-warnings', '0'])],
  ['arrows', check('dependency-cruiser', 'depcruise', ['--config', '.dependency-cruiser.cjs', 'src'])],
  ['unit', vitest('unit')],
  ['integration', vitest('integration')],
  ['e2e', endToEnd()],
  ['electron', electronSmoke()],
];

let passed = 0;
let failed = 0;
for (const [name, step] of steps) {
  if (only.size > 0 && !only.has(name)) continue;
  console.log(`\n=== ${name} ===`);
  const started = Date.now();
  const result = step();
  passed += result.passed;
  failed += result.failed;
  const skipped = result.skipped > 0 ? `, ${result.skipped} skipped${result.why === undefined ? '' : ` (${result.why})`}` : '';
  tail.push(`${result.failed > 0 ? 'FAILED' : 'ok'.padEnd(6)}  ${name.padEnd(12)} ${result.passed} passed, ${result.failed} failed${skipped}  ${Math.round((Date.now() - started) / 1000)} s`);
}
console.log(`\n${tail.join('\n')}\n`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
