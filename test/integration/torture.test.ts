import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isLong } from '../support/long.ts';
import { type Bench, openBench } from '../torture/bench.ts';
import { type Part, runPart } from '../torture/parts.ts';

/*
 * The short form of `npm run torture`, of a fixed seed: kills of painting, propagation, save-as and a movie; in `npm run test:long` also of
 * FFV1, image folders and many files.
 */

/** A part that ran on beside the next one would disturb it on a busy machine. */
const LIMIT_MS = 1_800_000;

let root: string;
let bench: Bench;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'tintype-torture-'));
  bench = await openBench(join(root, 'bench'), 7);
}, LIMIT_MS);
afterAll(async () => {
  await bench.close();
  rmSync(root, { recursive: true, force: true });
});

const COUNTS: readonly (readonly [Part, number, string])[] = [
  ['kills', isLong ? 7 : 4, 'an engine, its network or ffmpeg that is killed'],
  ['cancels', isLong ? 6 : 3, 'a cancel'],
  ['disks', isLong ? 4 : 2, 'a disk that fills'],
  ['pairs', 2, 'two deliveries to one place'],
  ['folders', isLong ? 4 : 2, 'a folder that vanishes or takes no files'],
  ['cache', 1, 'a cache that is deleted or damaged'],
];

test.each(COUNTS)('%s (%d): after %s every edit is kept, each target is the older file or the new one, foreign files are untouched, and results have the same bits', async (part, count) => {
  const rows = await runPart(bench, part, count, () => undefined);
  for (const { work, blow, phase, problems } of rows) expect(problems, `${work}, ${blow}, hit in ${phase}`).toEqual([]);
}, LIMIT_MS);
