import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isLong } from '../support/long.ts';
import { type Harness, openHarness } from '../torture/harness.ts';
import { type Part, runPart } from '../torture/parts.ts';

/*
 * The short form of `npm run torture`, with a fixed seed: kills during painting, propagation, save-as and a movie; in `npm run test:long` also during
 * deliveries of FFV1, image folders and many files.
 */

/** High, because a part that timed out would keep running and disturb the next one. */
const LIMIT_MS = 1_800_000;

let root: string;
let harness: Harness;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'tintype-torture-'));
  harness = await openHarness(join(root, 'harness'), 7);
}, LIMIT_MS);
afterAll(async () => {
  await harness.close();
  rmSync(root, { recursive: true, force: true });
});

const COUNTS: readonly (readonly [Part, number, string])[] = [
  ['kills', isLong ? 7 : 2, 'kill of the engine, inference process or ffmpeg'],
  ['cancels', isLong ? 6 : 1, 'cancel'],
  ['pairs', isLong ? 2 : 1, 'two deliveries to one path'],
  ...(isLong ? [['disks', 4, 'full disk'], ['folders', 4, 'folder removed or read-only'], ['cache', 1, 'cache deleted or damaged']] as const : []),
];

test.each(COUNTS)('%s (%d trials, %s): edits are kept, targets are complete, foreign files are unchanged, results have the same bits', async (part, count) => {
  const results = await runPart(harness, part, count, () => undefined);
  for (const { workload, fault, phase, problems } of results) expect(problems, `${workload}, ${fault}, in ${phase}`).toEqual([]);
}, LIMIT_MS);
