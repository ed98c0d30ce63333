// The checks of this project: the command of each, and how its tests are counted. `npm test` runs all of them, `npm run check` the fast ones.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment, requireNode, root, toolScript } from './machine.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number, why?: string, output: string }} Outcome */
/** @typedef {{ name: string, run: () => Promise<Outcome> }} Check */

export const reports = join(root, '.cache', 'test');
mkdirSync(reports, { recursive: true });

/** Runs a tool of node_modules under Node 24. Resolves to whether it succeeded and all that it printed. */
function tool(packageName, bin, args, extra = {}) {
  return new Promise((resolve) => {
    const child = spawn(requireNode(), [toolScript(packageName, bin), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: environment({ FORCE_COLOR: process.stdout.isTTY ? '1' : '0', ...extra }) });
    const chunks = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => chunks.push(Buffer.from(`${error.message}\n`)));
    child.on('close', (code) => resolve({ succeeded: code === 0, output: Buffer.concat(chunks).toString() }));
  });
}

/** A tool that passes or fails as a whole counts as one test. @returns {Check} */
export function whole(name, packageName, bin, args) {
  return {
    name,
    async run() {
      const { succeeded, output } = await tool(packageName, bin, args);
      return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, skipped: 0, output };
    },
  };
}

/** Counts of a report. A run that failed without a failed test (a file that does not load) counts as one failure. */
function counted({ succeeded, output }, passed, failed, skipped) {
  return { passed, failed: succeeded ? failed : Math.max(1, failed), skipped, output };
}

function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

/** @param {readonly string[]} [args] further arguments of vitest @param {string} [name] of the check @returns {Check} */
export function vitest(project, args = [], name = project) {
  return {
    name,
    async run() {
      const path = join(reports, `${name.replaceAll(/[^a-z0-9]+/g, '-')}.json`);
      const result = await tool('vitest', 'vitest', ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${path}`, ...args]);
      const report = readReport(path);
      return counted(result, report?.numPassedTests ?? 0, report?.numFailedTests ?? 0, report?.numPendingTests ?? 0);
    },
  };
}

/** A test that passed only when it was tried again counts as failed. @returns {Check} */
export function playwright(name, config, extra = {}) {
  return {
    name,
    async run() {
      const path = join(reports, `${name}.json`);
      const result = await tool('@playwright/test', 'playwright', ['test', '-c', config, '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_NAME: path, ...extra });
      const stats = readReport(path)?.stats;
      return counted(result, stats?.expected ?? 0, (stats?.unexpected ?? 0) + (stats?.flaky ?? 0), stats?.skipped ?? 0);
    },
  };
}

/** @returns {Check} */
export function skipped(name, why) {
  return { name, run: () => Promise.resolve({ passed: 0, failed: 0, skipped: 1, why, output: `SKIPPED: ${why}\n` }) };
}

/** Two: while the browser waits for its engine, another suite uses that core. */
const AT_ONCE = 2;

/**
 * Runs two checks at a time, the next as soon as one has ended; prints what each printed when it has ended, and at the end a table. The longest come first.
 * @param {readonly Check[]} checks @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runChecks(checks) {
  const rows = [];
  let passed = 0;
  let failed = 0;
  const runCheck = async ({ name, run }) => {
    const started = Date.now();
    const outcome = await run();
    const seconds = Math.round((Date.now() - started) / 1000);
    console.log(`\n=== ${name} (${seconds} s) ===\n${outcome.output.trimEnd()}`);
    passed += outcome.passed;
    failed += outcome.failed;
    const left = outcome.skipped > 0 ? `, ${outcome.skipped} skipped${outcome.why === undefined ? '' : ` (${outcome.why})`}` : '';
    rows.push(`${outcome.failed > 0 ? 'FAILED' : 'ok    '}  ${name.padEnd(15)} ${outcome.passed} passed, ${outcome.failed} failed${left}  ${seconds} s`);
  };
  const waiting = [...checks];
  const worker = async () => { for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await runCheck(next); };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  console.log(`\n${rows.join('\n')}\n`);
  return { passed, failed };
}

export const types = whole('types', 'typescript', 'tsc', ['-p', 'tsconfig.json']);
export const arrows = whole('arrows', 'dependency-cruiser', 'depcruise', ['--config', '.dependency-cruiser.cjs', 'src']);
/** Remembers by a file's content which files are clean. A file whose imports changed their types is looked at again only by `npm test`. */
export const lintRemembered = whole('lint', 'eslint', 'eslint', ['.', '--max-warnings', '0', '--cache', '--cache-strategy', 'content', '--cache-location', '.cache/eslint']);
export const lint = whole('lint', 'eslint', 'eslint', ['.', '--max-warnings', '0']);
