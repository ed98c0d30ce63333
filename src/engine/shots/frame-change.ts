import { SMALL_HEIGHT, SMALL_WIDTH, type SmallFrame } from './small-frames.ts';

const BLOCK_WIDTH = 8;
const BLOCK_HEIGHT = 6;
const COLUMNS = SMALL_WIDTH / BLOCK_WIDTH;
const ROWS = SMALL_HEIGHT / BLOCK_HEIGHT;
const BLOCK_SAMPLES = BLOCK_WIDTH * BLOCK_HEIGHT;

/** Displacements tried for each block: enough for a fast pan or a running figure between two frames. */
const REACH_X = 8;
const REACH_Y = 4;
const STEP = 2;

/** Below this mean difference (of 255) a block shows only grain, compression and the rounding of displacements. */
const NOISE = 2.5;

/** How much a frame differs from another that it should continue. */
export interface FrameChange {
  /** Mean absolute difference, 0…255, nothing compensated. */
  readonly plain: number;
  /** Mean absolute difference after the best displacement of each block, brightness included. */
  readonly moved: number;
  /**
   * Share 0…1 of the picture's structure that no displacement explains, brightness of each block left out: near 0 for the same
   * scene moved or flickering, towards 1 for another scene.
   */
  readonly unexplained: number;
}

/** Compares two small frames. */
export function frameChange(before: SmallFrame, after: SmallFrame): FrameChange {
  let plain = 0;
  for (let index = 0; index < after.length; index++) plain += Math.abs(after[index]! - before[index]!);
  let moved = 0;
  let unexplained = 0;
  let structure = 0;
  const block = new Float32Array(BLOCK_SAMPLES);
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      const x = column * BLOCK_WIDTH;
      const y = row * BLOCK_HEIGHT;
      const mean = takeBlock(after, x, y, block);
      let deviation = 0;
      for (let index = 0; index < BLOCK_SAMPLES; index++) deviation += Math.abs(block[index]!);
      const best = bestMatch(before, x, y, block, mean);
      moved += best.withBrightness;
      const own = deviation / BLOCK_SAMPLES;
      unexplained += Math.max(0, Math.min(best.structure, own) - NOISE);
      structure += Math.max(own, best.deviationThere) - NOISE > 0 ? Math.max(own, best.deviationThere) - NOISE : 0;
    }
  }
  const blocks = COLUMNS * ROWS;
  return { plain: plain / after.length, moved: moved / blocks, unexplained: structure < blocks * 0.5 ? 0 : unexplained / structure };
}

/** Copies a block less its mean; answers the mean. */
function takeBlock(frame: SmallFrame, x: number, y: number, into: Float32Array): number {
  let sum = 0;
  for (let row = 0, index = 0; row < BLOCK_HEIGHT; row++) for (let at = (y + row) * SMALL_WIDTH + x, end = at + BLOCK_WIDTH; at < end; at++, index++) sum += into[index] = frame[at]!;
  const mean = sum / BLOCK_SAMPLES;
  for (let index = 0; index < BLOCK_SAMPLES; index++) into[index]! -= mean;
  return mean;
}

function bestMatch(frame: SmallFrame, x: number, y: number, block: Float32Array, mean: number): { readonly structure: number; readonly withBrightness: number; readonly deviationThere: number } {
  let structure = Infinity;
  let withBrightness = Infinity;
  const there = new Float32Array(BLOCK_SAMPLES);
  const own = takeBlock(frame, x, y, there);
  let deviationThere = 0;
  for (let index = 0; index < BLOCK_SAMPLES; index++) deviationThere += Math.abs(there[index]!);
  for (let dy = -REACH_Y; dy <= REACH_Y; dy += STEP) {
    const fromY = y + dy;
    if (fromY < 0 || fromY + BLOCK_HEIGHT > SMALL_HEIGHT) continue;
    for (let dx = -REACH_X; dx <= REACH_X; dx += STEP) {
      const fromX = x + dx;
      if (fromX < 0 || fromX + BLOCK_WIDTH > SMALL_WIDTH) continue;
      const offset = mean - (dx === 0 && dy === 0 ? own : takeBlock(frame, fromX, fromY, there));
      if (dx === 0 && dy === 0) takeBlock(frame, x, y, there);
      let sum = 0;
      for (let index = 0; index < BLOCK_SAMPLES; index++) sum += Math.abs(block[index]! - there[index]!);
      sum /= BLOCK_SAMPLES;
      if (sum < structure) structure = sum;
      if (sum + Math.abs(offset) < withBrightness) withBrightness = sum + Math.abs(offset);
    }
  }
  return { structure, withBrightness, deviationThere: deviationThere / BLOCK_SAMPLES };
}
