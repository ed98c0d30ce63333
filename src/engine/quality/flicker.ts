import { BLOCKS } from './measure-frame.ts';

/** A frame is another picture than the one before from this mean difference of block lightness (L) on … */
const CUT_LIGHTNESS = 6;
/** … when it is also this many times the usual change around it. */
const CUT_RATIO = 4;
const AROUND = 8;

/** First frames of runs without a cut, by the lightness of blocks (`3 · BLOCKS` means a frame); the first is 0. */
export function findCuts(blocks: readonly Float32Array[]): readonly number[] {
  const changes = blocks.map((each, frame) => {
    const before = blocks[frame - 1];
    if (before === undefined) return 0;
    let sum = 0;
    for (let block = 0; block < BLOCKS; block++) sum += Math.abs(each[block]! - before[block]!);
    return sum / BLOCKS;
  });
  return [0, ...changes.flatMap((change, frame) => {
    if (frame === 0 || change < CUT_LIGHTNESS) return [];
    const around = changes.slice(Math.max(1, frame - AROUND), frame + AROUND + 1).filter((_, index) => index !== Math.min(AROUND, frame - 1)).toSorted((a, b) => a - b);
    return change > CUT_RATIO * (around[around.length >> 1] ?? 0) ? [frame] : [];
  })];
}

export interface FlickerMeasure {
  /** Change of ab back and forth that the source's lightness does not have, mean over blocks, Lab units. */
  readonly flicker: number;
  /** Change of lightness back and forth, mean over blocks. */
  readonly sourceFlicker: number;
}

/**
 * Change of a frame against the mean of its neighbours: what moves or drifts steadily leaves none, what comes and goes at once does. Of each block the source's own
 * change of lightness is taken off: where something moves through a block or the light flickers, colour may change with it.
 */
export function flickerOf(before: Float32Array, at: Float32Array, after: Float32Array): FlickerMeasure {
  let [flicker, sourceFlicker] = [0, 0];
  for (let block = 0; block < BLOCKS; block++) {
    flicker += flickerOfBlock([before, at, after], block);
    sourceFlicker += Math.abs(changeBack([before, at, after], block));
  }
  return { flicker: flicker / BLOCKS, sourceFlicker: sourceFlicker / BLOCKS };
}

/** Block means of a frame between those of its neighbours. */
type Three = readonly [before: Float32Array, at: Float32Array, after: Float32Array];

function changeBack([before, at, after]: Three, index: number): number {
  return at[index]! - (before[index]! + after[index]!) / 2;
}

/** Flicker of one block, Lab units. */
export function flickerOfBlock(frames: Three, block: number): number {
  return Math.max(0, Math.hypot(changeBack(frames, BLOCKS + block), changeBack(frames, 2 * BLOCKS + block)) - Math.abs(changeBack(frames, block)));
}
