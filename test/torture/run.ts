import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openBench, type Row } from './bench.ts';
import { LONG_COUNTS, type Part, PARTS, runPart } from './parts.ts';
import { residentSlope, soak } from './soak.ts';
import { killTable, tortureTable } from './table.ts';

/*
 * `npm run torture [-- PART …] [--count N] [--seed N]`: tries to break whatever Tintype writes, and prints what came of it. Parts: kills, cancels,
 * disks (which fill), pairs (two deliveries to one place), folders (read-only, vanishing), cache (deleted, damaged). All of them when none is named.
 * `npm run torture -- soak [--minutes N]`: edits, propagates and delivers on one engine for that long, and prints memory and cache.
 */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { count: { type: 'string' }, seed: { type: 'string', default: '1' }, minutes: { type: 'string', default: '20' } } });
if (positionals.includes('soak')) process.exit(await soaked(Number(values.minutes)));
const isPart = (name: string): name is Part => PARTS.some((part) => part === name);
const unknown = positionals.filter((name) => !isPart(name));
if (unknown.length > 0) throw new Error(`There is no torture called ${unknown.join(', ')}; there are: ${PARTS.join(', ')}, soak.`);

const startedAt = performance.now();
const bench = await openBench(join(mkdtempSync(join(tmpdir(), 'tintype-torture-')), 'bench'), Number(values.seed));
const rows: Row[] = [];
try {
  for (const part of positionals.length === 0 ? PARTS : positionals.filter(isPart)) {
    const count = values.count === undefined ? LONG_COUNTS[part] : Number(values.count);
    rows.push(...await runPart(bench, part, count, ({ work, blow, phase, problems }) => {
      console.log(`${problems.length === 0 ? 'well ' : 'WRONG'}  ${part}: ${work}, ${blow}, hit in ${phase}${problems.map(({ kind, text }) => `\n       ${kind}: ${text}`).join('')}`);
    }));
  }
} finally {
  await bench.close();
}
console.log(`\n${tortureTable(rows)}\n`);
if (rows.some(({ part }) => part === 'kills')) console.log(`${killTable(rows)}\n`);
const wrong = rows.filter(({ problems }) => problems.length > 0).length;
console.log(`${rows.length} cases, ${rows.reduce((sum, { kills }) => sum + kills, 0)} engines killed, ${wrong} wrong; seed ${values.seed}; ${Math.round((performance.now() - startedAt) / 1000)} s`);
process.exitCode = wrong === 0 ? 0 : 1;

/** Well: nothing failed, the cache is within its budget, and resident memory grew by less than a mebibyte a minute in the second half. @returns the exit code */
async function soaked(minutes: number): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), 'tintype-soak-'));
  const { samples, budgetBytes, propagations, deliveries: delivered, problems } = await soak(home, { minutes, note: (text) => { console.log(text); } });
  const slope = residentSlope(samples) / 2 ** 20;
  const last = samples.at(-1)!;
  console.log(`\n${last.edits} hint edits, ${propagations} propagations, ${delivered} deliveries in ${(last.seconds / 60).toFixed(1)} minutes: cache ${(last.cacheBytes / 2 ** 20).toFixed(1)} MiB of ${(budgetBytes / 2 ** 20).toFixed(0)}, resident memory ${(last.residentBytes / 2 ** 20).toFixed(0)} MiB, ${slope.toFixed(2)} MiB a minute in the second half; ${problems.length} problems`);
  for (const problem of problems) console.log(problem);
  const isWell = problems.length === 0 && last.cacheBytes <= budgetBytes && slope < 1;
  if (isWell) rmSync(home, { recursive: true });
  return isWell ? 0 : 1;
}
