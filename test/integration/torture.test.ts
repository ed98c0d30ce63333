import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, openBench } from '../torture/bench.ts';
import { type Part, runPart } from '../torture/parts.ts';

/* The short form of `npm run torture`, of a fixed seed. */

let root: string;
let bench: Bench;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'tintype-torture-'));
  bench = await openBench(join(root, 'bench'), 7);
}, 600_000);
afterAll(async () => {
  await bench.close();
  rmSync(root, { recursive: true, force: true });
});

const COUNTS: readonly (readonly [Part, number, string])[] = [
  ['kills', 10, 'an engine, its network or ffmpeg that is killed'],
  ['cancels', 4, 'a cancel'],
  ['disks', 3, 'a disk that fills'],
  ['pairs', 3, 'two deliveries to one place'],
  ['folders', 3, 'a folder that vanishes or takes no files'],
  ['cache', 2, 'a cache that is deleted or damaged'],
];

test.each(COUNTS)('%s (%d): after %s every edit is there, each place has the older file or the new one, foreign files are untouched, and the same bits come out', async (part, count) => {
  const rows = await runPart(bench, part, count, () => undefined);
  for (const { work, blow, phase, problems } of rows) expect(problems, `${work}, ${blow}, hit in ${phase}`).toEqual([]);
}, 600_000);
