import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HARMS, torturePropagation } from '../torture/propagate.ts';

/** Of a fixed seed: mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('a propagation that is killed, or whose cache is damaged or deleted under it, gives the same bits and leaves no scratch', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tintype-propagation-torture-'));
  try {
    const rows = await torturePropagation(folder, { count: HARMS.length, random: seeded(7) });
    expect(rows.map(({ harm }) => harm)).toEqual([...HARMS]);
    for (const row of rows) expect(row, `${row.harm} at ${row.phases.join(', ')}`).toMatchObject({ differing: 0, left: [], problems: [] });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 600_000);
