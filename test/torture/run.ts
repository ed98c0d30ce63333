import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tortureDeliveries } from './deliver.ts';
import { torturePropagation, type TortureRow } from './propagate.ts';
import { residentSlope, soak } from './soak.ts';

/**
 * `npm run torture -- propagate --count N`: harms a running propagation N times and prints what came of it, by what was done and when.
 * `npm run torture -- soak --minutes N`: edits, propagates and delivers on one engine for that long, and prints memory and cache.
 */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { count: { type: 'string', default: '60' }, minutes: { type: 'string', default: '20' } } });
if (positionals.some((name) => !['propagate', 'deliver', 'soak'].includes(name))) throw new Error(`There is no torture called ${positionals.join(', ')}; there are: propagate, deliver, soak.`);
if (positionals.includes('deliver')) process.exit(await deliveries(Number(values.count)));
if (positionals.includes('soak')) process.exit(await soaked(Number(values.minutes)));

const folder = mkdtempSync(join(tmpdir(), 'tintype-torture-'));
const isWell = ({ differing, left, problems }: TortureRow): boolean => differing === 0 && left.length === 0 && problems.length === 0;
const rows = await torturePropagation(folder, {
  count: Number(values.count),
  tell: (row) => { console.log(`${isWell(row) ? 'well ' : 'WRONG'}  ${row.harm} at: ${row.phases.join(', ')}${isWell(row) ? '' : `; ${row.differing} frames differ; left: ${row.left.join(', ')}; ${row.problems.join('; ')}`}`); },
});

const harmed = rows.flatMap((row) => row.phases.map((phase) => ({ row, phase })));
console.log('\n| harm | phase | times | frames that differ | runs with files left | runs with failed jobs |\n|---|---|---|---|---|---|');
for (const [name, group] of [...Map.groupBy(harmed, ({ row, phase }) => `${row.harm} | ${phase}`)].toSorted(([a], [b]) => a.localeCompare(b))) {
  const sum = (of: (row: TortureRow) => number): number => group.reduce((total, { row }) => total + of(row), 0);
  console.log(`| ${name} | ${group.length} | ${sum((row) => row.differing)} | ${sum((row) => Number(row.left.length > 0))} | ${sum((row) => Number(row.problems.length > 0))} |`);
}
const wrong = rows.filter((row) => !isWell(row)).length;
console.log(`\n${rows.length} runs, ${harmed.length} times harmed, ${wrong} wrong${wrong > 0 ? `; their folders are in ${folder}` : ''}`);
if (wrong === 0) rmSync(folder, { recursive: true });
process.exitCode = wrong === 0 ? 0 : 1;

/** `npm run torture -- deliver --count N`: deliveries hit N times, by form, blow and phase. @returns the exit code */
async function deliveries(count: number): Promise<number> {
  const cases = await tortureDeliveries({ count, seed: 1, note: (text) => { console.log(text); } });
  console.log('\n| delivery | blow | phase | times | wrong |\n|---|---|---|---|---|');
  for (const [name, group] of Map.groupBy(cases, ({ form, blow, hitIn }) => `${form} | ${blow} | ${hitIn}`)) console.log(`| ${name} | ${group.length} | ${group.filter(({ problems }) => problems.length > 0).length} |`);
  return cases.some(({ problems }) => problems.length > 0) ? 1 : 0;
}

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
