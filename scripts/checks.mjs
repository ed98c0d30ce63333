// The checks of this project: the command of each, and how its tests are counted. `npm test` runs all of them, `npm run check` the fast ones.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { environment, requireNode, root, toolScript } from './machine.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number, why?: string, output: string, failures?: readonly string[] }} Outcome `failures`: file, title and first line of the message of each failed test */
/** @typedef {{ name: string, run: () => Promise<Outcome>, width?: number }} Check `width`: how many processes it keeps busy, 1 unless stated */

export const reports = join(root, '.cache', 'test');
mkdirSync(reports, { recursive: true });

/**
 * For all that the tests start: code that Node compiled once is reused by later processes; networks take one core, because checks run side by
 * side, and no engine looks for graphics processors, which would start two processes for each.
 */
const TEST_ENVIRONMENT = { NODE_COMPILE_CACHE: join(root, '.cache', 'compiled'), TINTYPE_THREADS: '1', TINTYPE_PROVIDER: 'cpu' };

/** Runs a tool of node_modules under Node 24. Resolves to whether it succeeded and all that it printed. */
function tool(packageName, bin, args, extra = {}) {
  return new Promise((resolve) => {
    const child = spawn(requireNode(), [toolScript(packageName, bin), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: environment({ ...TEST_ENVIRONMENT, FORCE_COLOR: process.stdout.isTTY ? '1' : '0', ...extra }) });
    const chunks = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => chunks.push(Buffer.from(`${error.message}\n`)));
    child.on('close', (code) => resolve({ succeeded: code === 0, output: Buffer.concat(chunks).toString() }));
  });
}

/** A tool that passes or fails as a whole counts as one test. @returns {Check} */
export function whole(name, packageName, bin, args, extra = {}) {
  return {
    name,
    async run() {
      const { succeeded, output } = await tool(packageName, bin, args, extra);
      return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, skipped: 0, output };
    },
  };
}

/** Counts of a report. A run that failed without a failed test (a file that does not load) counts as one failure. */
function counted({ succeeded, output }, passed, failed, skipped, failures = []) {
  return { passed, failed: succeeded ? failed : Math.max(1, failed), skipped, output, failures };
}

/** One failed test in one line, without the colours of a terminal. */
function failure(file, title, message = '') {
  return `${relative(root, file)}: ${title}: ${stripVTControlCharacters(message).trim().split('\n')[0]}`;
}

/** Failed tests of vitest's report, and files that did not load. */
function vitestFailures(report) {
  return (report?.testResults ?? []).filter(({ status }) => status === 'failed').flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    return failed.length === 0 ? [failure(name, 'the file', message)] : failed.map(({ fullName, failureMessages }) => failure(name, fullName, failureMessages[0]));
  });
}

/** Failed tests of playwright's report. @returns {string[]} */
function playwrightFailures({ suites = [], specs = [] } = {}, folder = root) {
  const failed = specs.filter(({ tests }) => tests.some(({ status }) => status === 'unexpected' || status === 'flaky'));
  const message = ({ tests }) => tests.flatMap(({ results }) => results).find(({ error }) => error !== undefined)?.error.message;
  return [...failed.map((spec) => failure(join(folder, spec.file), spec.title, message(spec))), ...suites.flatMap((suite) => playwrightFailures(suite, folder))];
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
      return counted(result, report?.numPassedTests ?? 0, report?.numFailedTests ?? 0, report?.numPendingTests ?? 0, vitestFailures(report));
    },
  };
}

/** The studio, which is built once, before the first check that needs it. */
let studio;
function builtStudio() {
  return studio ??= tool('vite', 'vite', ['build', '--config', 'vite.studio.config.ts', '--logLevel', 'warn']);
}

/**
 * A test that passed only when it was tried again counts as failed.
 * @param {string} name of the check, and of its report
 * @param {{ extra?: Readonly<Record<string, string>>, args?: readonly string[], needsStudio?: boolean, width?: number }} [options] `args`: further arguments of playwright
 * @returns {Check}
 */
export function playwright(name, config, { extra = {}, args = [], needsStudio = false, width = 1 } = {}) {
  return {
    name,
    width,
    async run() {
      const built = needsStudio ? await builtStudio() : undefined;
      if (built?.succeeded === false) return counted(built, 0, 1, 0);
      const file = name.replaceAll(/[^a-z0-9]+/g, '-');
      const path = join(reports, `${file}.json`);
      const result = await tool('@playwright/test', 'playwright', ['test', '-c', config, '--reporter=list,json', `--output=test-results/${file}`, ...args], { PLAYWRIGHT_JSON_OUTPUT_NAME: path, ...extra });
      const report = readReport(path);
      const { expected = 0, unexpected = 0, flaky = 0, skipped: left = 0 } = report?.stats ?? {};
      return counted(result, expected, unexpected + flaky, left, playwrightFailures(report, report?.config.rootDir));
    },
  };
}

/**
 * A suite in parts that run beside other checks. @param {number} parts @param {(args: readonly string[], name: string) => Check} check of one part
 * @returns {readonly Check[]}
 */
export function inShards(name, parts, check) {
  return Array.from({ length: parts }, (_, index) => check([`--shard=${index + 1}/${parts}`], `${name} ${index + 1}/${parts}`));
}

/** @returns {Check} */
export function skipped(name, why) {
  return { name, run: () => Promise.resolve({ passed: 0, failed: 0, skipped: 1, why, output: `SKIPPED: ${why}\n` }) };
}

/** One more than there are cores: tests often wait, for a browser, for a tool or for a time limit. */
const AT_ONCE = availableParallelism() + 1;

/**
 * Runs some checks at a time, in their order as far as there is room; prints the output of each when it has ended, and at the end a table and the failed tests.
 * @param {readonly Check[]} checks @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runChecks(checks) {
  const rows = [];
  const failures = [];
  let passed = 0;
  let failed = 0;
  const runCheck = async ({ name, run }) => {
    const started = Date.now();
    const outcome = await run();
    const seconds = Math.round((Date.now() - started) / 1000);
    console.log(`\n=== ${name} (${seconds} s) ===\n${outcome.output.trimEnd()}`);
    passed += outcome.passed;
    failed += outcome.failed;
    failures.push(...(outcome.failures ?? []).map((line) => `FAILED  ${name}: ${line}`));
    const left = outcome.skipped > 0 ? `, ${outcome.skipped} skipped${outcome.why === undefined ? '' : ` (${outcome.why})`}` : '';
    rows.push(`${outcome.failed > 0 ? 'FAILED' : 'ok    '}  ${name.padEnd(15)} ${outcome.passed} passed, ${outcome.failed} failed${left}  ${seconds} s`);
  };
  const waiting = [...checks];
  const running = new Set();
  let free = AT_ONCE;
  while (waiting.length > 0) {
    const next = waiting.findIndex(({ width = 1 }) => width <= free || running.size === 0);
    if (next < 0) {
      await Promise.race(running);
      continue;
    }
    const [check] = waiting.splice(next, 1);
    const { width = 1 } = check;
    free -= width;
    const run = runCheck(check).then(() => {
      free += width;
      running.delete(run);
    });
    running.add(run);
  }
  await Promise.all(running);
  console.log(`\n${[...rows, ...failures].join('\n')}\n`);
  return { passed, failed };
}

/** TypeScript 7 checks; the package `typescript`, 6, stays for dependency-cruiser, which needs the interface that 7 does not have yet. */
export const types = whole('types', 'typescript-native', 'tsc', ['-p', 'tsconfig.json']);
export const arrows = whole('arrows', 'dependency-cruiser', 'depcruise', ['--config', '.dependency-cruiser.cjs', 'src']);
export const lint = whole('lint', 'oxlint', 'oxlint', ['--deny-warnings']);
