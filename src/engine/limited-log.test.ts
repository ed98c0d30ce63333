import { expect, test } from 'vitest';
import { createLimitedLog } from './limited-log.ts';

test('ten thousand refusals within a minute are one line; the next line says how many were left out', () => {
  const lines: unknown[][] = [];
  let clock = 0;
  const log = createLimitedLog({ warn: (...line: unknown[]) => { lines.push(line); } }, { everyMs: 60_000, now: () => clock });
  for (let count = 0; count < 10_000; count++) {
    clock += 1;
    log.warn('refused', { status: 403 });
  }
  log.warn('other', {});
  clock += 60_000;
  log.warn('refused', { status: 403 });
  expect(lines).toEqual([[{ status: 403 }, 'refused'], [{}, 'other'], [{ status: 403, leftOutBefore: 9_999 }, 'refused']]);
});
