import { SMALL_HEIGHT, SMALL_WIDTH, type SmallFrame } from './small-frame.ts';

const BLOCK_WIDTH = 8;
const BLOCK_HEIGHT = 6;
const COLUMNS = SMALL_WIDTH / BLOCK_WIDTH;
const ROWS = SMALL_HEIGHT / BLOCK_HEIGHT;
const BLOCK_SAMPLES = BLOCK_WIDTH * BLOCK_HEIGHT;

/** Displacements tried for each block: enough for a fast pan or a running figure between two frames. */
const REACH_X = 8;
const REACH_Y = 4;
const STEP = 2;

/** How much a frame differs from another that it should continue. */
export interface FrameChange {
  /** Mean absolute difference, 0…255, nothing compensated. */
  readonly plain: number;
  /** Mean absolute difference after the best displacement of each block, brightness included. */
  readonly moved: number;
}

/** Compares two small frames. */
export function frameChange(before: SmallFrame, after: SmallFrame): FrameChange {
  let plain = 0;
  for (let index = 0; index < after.length; index++) plain += Math.abs(after[index]! - before[index]!);
  let moved = 0;
  const sums = cornerSums(before);
  const block = new Float32Array(BLOCK_SAMPLES);
  for (let y = 0; y < SMALL_HEIGHT; y += BLOCK_HEIGHT) {
    for (let x = 0; x < SMALL_WIDTH; x += BLOCK_WIDTH) moved += leastDifference(before, sums, { x, y, block, mean: takeBlock(after, x, y, block) });
  }
  return { plain: plain / after.length, moved: moved / (COLUMNS * ROWS) };
}

/** Sum of all samples above and left of each sample, so that the mean of a block takes four of them. */
function cornerSums(frame: SmallFrame): Int32Array {
  const sums = new Int32Array(SUMS_WIDTH * (SMALL_HEIGHT + 1));
  for (let y = 0, at = 0; y < SMALL_HEIGHT; y++) {
    let row = 0;
    for (let x = 0; x < SMALL_WIDTH; x++, at++) {
      row += frame[at]!;
      sums[(y + 1) * SUMS_WIDTH + x + 1] = sums[y * SUMS_WIDTH + x + 1]! + row;
    }
  }
  return sums;
}

const SUMS_WIDTH = SMALL_WIDTH + 1;

/** Copies a block less its mean; answers the mean. */
function takeBlock(frame: SmallFrame, x: number, y: number, into: Float32Array): number {
  let sum = 0;
  for (let row = 0, index = 0; row < BLOCK_HEIGHT; row++) for (let at = (y + row) * SMALL_WIDTH + x, end = at + BLOCK_WIDTH; at < end; at++, index++) sum += into[index] = frame[at]!;
  const mean = sum / BLOCK_SAMPLES;
  for (let index = 0; index < BLOCK_SAMPLES; index++) into[index]! -= mean;
  return mean;
}

interface Block {
  readonly x: number;
  readonly y: number;
  /** Samples less their mean. */
  readonly block: Float32Array;
  readonly mean: number;
}

/** The least mean difference of a block from the frame at any displacement. A displacement is given up as soon as it cannot be the least. */
function leastDifference(frame: SmallFrame, sums: Int32Array, { x, y, block, mean }: Block): number {
  let least = Infinity;
  const look = (fromX: number, fromY: number): void => {
    const top = fromY * SUMS_WIDTH + fromX;
    const bottom = top + BLOCK_HEIGHT * SUMS_WIDTH;
    const there = (sums[bottom + BLOCK_WIDTH]! - sums[bottom]! - sums[top + BLOCK_WIDTH]! + sums[top]!) / BLOCK_SAMPLES;
    const offset = Math.abs(mean - there);
    let sum = 0;
    for (let row = 0, index = 0; row < BLOCK_HEIGHT; row++) {
      if (sum / BLOCK_SAMPLES + offset >= least) return;
      for (let at = (fromY + row) * SMALL_WIDTH + fromX, end = at + BLOCK_WIDTH; at < end; at++, index++) sum += Math.abs(block[index]! - Math.fround(frame[at]! - there));
    }
    least = Math.min(least, sum / BLOCK_SAMPLES + offset);
  };
  look(x, y);
  for (let fromY = Math.max(y % STEP, y - REACH_Y); fromY <= Math.min(SMALL_HEIGHT - BLOCK_HEIGHT, y + REACH_Y); fromY += STEP) {
    for (let fromX = Math.max(x % STEP, x - REACH_X); fromX <= Math.min(SMALL_WIDTH - BLOCK_WIDTH, x + REACH_X); fromX += STEP) if (fromX !== x || fromY !== y) look(fromX, fromY);
  }
  return least;
}
