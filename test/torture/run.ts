import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openHarness, type TrialResult } from './harness.ts';
import { LONG_COUNTS, type Part, PARTS, runPart } from './parts.ts';
import { residentSlope, soak } from './soak.ts';
import { killTable, tortureTable } from './table.ts';

/*
 * `npm run torture [-- PART …] [--count N] [--seed N]`: fault injection into everything that writes files; prints a table of the outcomes. Parts: kills,
 * cancels, disks (full), pairs (two deliveries to one path), folders (removed, read-only), cache (deleted, damaged). Default: all parts.
 * `npm run torture -- soak [--minutes N]`: edits, propagates and delivers on one engine for that time; prints the use of memory and cache.
 */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { count: { type: 'string' }, seed: { type: 'string', default: '1' }, minutes: { type: 'string', default: '20' } } });
if (positionals.includes('soak')) process.exit(await runSoak(Number(values.minutes)));
const isPart = (name: string): name is Part => PARTS.some((part) => part === name);
const unknown = positionals.filter((name) => !isPart(name));
if (unknown.length > 0) throw new Error(`Unknown part ${unknown.join(', ')}. Parts: ${PARTS.join(', ')}, soak.`);

const startedAt = performance.now();
const harness = await openHarness(join(mkdtempSync(join(tmpdir(), 'tintype-torture-')), 'harness'), Number(values.seed));
const results: TrialResult[] = [];
try {
  for (const part of positionals.length === 0 ? PARTS : positionals.filter(isPart)) {
    const count = values.count === undefined ? LONG_COUNTS[part] : Number(values.count);
    results.push(...await runPart(harness, part, count, ({ workload, fault, phase, problems }) => {
      console.log(`${problems.length === 0 ? 'pass' : 'FAIL'}  ${part}: ${workload}, ${fault}, in ${phase}${problems.map(({ kind, text }) => `\n      ${kind}: ${text}`).join('')}`);
    }));
  }
} finally {
  await harness.close();
}
console.log(`\n${tortureTable(results)}\n`);
if (results.some(({ part }) => part === 'kills')) console.log(`${killTable(results)}\n`);
const failed = results.filter(({ problems }) => problems.length > 0).length;
console.log(`${results.length} trials, ${results.reduce((sum, { kills }) => sum + kills, 0)} engines killed, ${failed} failed; seed ${values.seed}; ${Math.round((performance.now() - startedAt) / 1000)} s`);
process.exitCode = failed === 0 ? 0 : 1;

/** Passes when no call failed, the cache is within its budget, and resident memory grew by less than 1 MiB a minute in the second half. @returns the exit code */
async function runSoak(minutes: number): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), 'tintype-soak-'));
  const { samples, budgetBytes, propagations, deliveries: delivered, problems } = await soak(home, { minutes, note: (text) => { console.log(text); } });
  const slope = residentSlope(samples) / 2 ** 20;
  const last = samples.at(-1)!;
  console.log(`\n${last.edits} hint edits, ${propagations} propagations, ${delivered} deliveries in ${(last.seconds / 60).toFixed(1)} minutes: cache ${(last.cacheBytes / 2 ** 20).toFixed(1)} MiB of ${(budgetBytes / 2 ** 20).toFixed(0)}, resident memory ${(last.residentBytes / 2 ** 20).toFixed(0)} MiB, ${slope.toFixed(2)} MiB a minute in the second half; ${problems.length} problems`);
  for (const problem of problems) console.log(problem);
  const isPassed = problems.length === 0 && last.cacheBytes <= budgetBytes && slope < 1;
  if (isPassed) rmSync(home, { recursive: true });
  return isPassed ? 0 : 1;
}
