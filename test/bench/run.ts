import { readdir } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { type Bench, type BenchRow, meetsBar } from './bench.ts';

/** `npm run bench [-- part of a name …]`: runs the benches one after another and prints medians with their bars and yardsticks. */
const wanted = process.argv.slice(2);
const folder = new URL('./', import.meta.url);
const files = (await readdir(folder)).filter((file) => file.endsWith('.bench.ts') && (wanted.length === 0 || wanted.some((part) => file.includes(part)))).sort();
console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores; Node ${process.versions.node}`);

const rows: BenchRow[] = [];
let broken = 0;
for (const file of files) {
  try {
    const { default: bench } = (await import(new URL(file, folder).href)) as { default: Bench };
    rows.push(...(await bench()));
  } catch (error) {
    broken++;
    console.error(`${file} could not be measured: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const figure = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
const lines = rows.map((row) => [
  row.name,
  `${figure(row.median)} ${row.unit}`,
  row.bar ?? '',
  { true: 'met', false: 'MISSED', undefined: '' }[String(meetsBar(row))] ?? '',
  row.yardstick === undefined ? '' : `${(row.median / row.yardstick.median).toFixed(2)} × ${row.yardstick.name} (${figure(row.yardstick.median)})`,
]);
const head = ['what', 'median', 'bar', '', 'beside'];
const widths = head.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column]!.length)));
for (const line of [head, ...lines]) console.log(line.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd());
console.log(`${rows.filter((row) => meetsBar(row) === true).length} bars met, ${rows.filter((row) => meetsBar(row) === false).length} missed${broken > 0 ? `, ${broken} benches broken` : ''}`);
process.exitCode = broken > 0 ? 1 : 0;
