import type { FaultBox } from '../../shared/model/quality-report.ts';
import { BLOCKS, BLOCKS_ACROSS, BLOCKS_DOWN } from './measure-frame.ts';

/** A block belongs to the place of a fault from this share of the worst block's value on. */
const BELONGS = 0.5;

/**
 * Where in a picture a fault is: the box around the worst block and the blocks connected to it, corners included, that have at least half its value.
 * @param values of the fault, one a block (`BLOCKS`, row by row); none is below 0
 * @returns fractions of the picture; `undefined` where no block has any of it
 */
export function worstBox(values: ArrayLike<number>): FaultBox | undefined {
  let worst = 0;
  for (let block = 1; block < BLOCKS; block++) if (values[block]! > values[worst]!) worst = block;
  if (!(values[worst]! > 0)) return undefined;
  const least = BELONGS * values[worst]!;
  const seen = new Set([worst]);
  const waiting = [worst];
  let [left, top, right, bottom] = [BLOCKS_ACROSS, BLOCKS_DOWN, 0, 0];
  for (let block = waiting.pop(); block !== undefined; block = waiting.pop()) {
    const [column, row] = [block % BLOCKS_ACROSS, Math.floor(block / BLOCKS_ACROSS)];
    [left, top, right, bottom] = [Math.min(left, column), Math.min(top, row), Math.max(right, column + 1), Math.max(bottom, row + 1)];
    for (let y = Math.max(0, row - 1); y <= Math.min(BLOCKS_DOWN - 1, row + 1); y++) {
      for (let x = Math.max(0, column - 1); x <= Math.min(BLOCKS_ACROSS - 1, column + 1); x++) {
        const next = y * BLOCKS_ACROSS + x;
        if (seen.has(next) || values[next]! < least) continue;
        seen.add(next);
        waiting.push(next);
      }
    }
  }
  return [left / BLOCKS_ACROSS, top / BLOCKS_DOWN, right / BLOCKS_ACROSS, bottom / BLOCKS_DOWN];
}
