import { varianceOf } from '../../shared/colour/correlation.ts';
import { correlation, isFlat } from './correlation.ts';
import { frameChange, type FrameChange } from './frame-change.ts';
import type { SmallFrame } from './small-frame.ts';

/**
 * Measured on 113 clips (5,500 frames without a cut, 113 cuts between their ends, three in archival film): the change at a cut was
 * 39 or more and 3.1 or more times its neighbours'; without a cut it was at most 27, and at most 2.3 times its neighbours'.
 */
const LEAST_CHANGE = 8;
const LEAST_RATIO = 3.5;
const LEAST_RATIO_OF_LARGE = 2.6;
const LARGE_CHANGE = 20;

/**
 * A cut between dark or faint scenes changes little, but much of what there is. Changes are then weighed as if the stronger frame had the usual
 * spread of tones, where both frames have a picture and these are unlike.
 */
const USUAL_DEVIATION = 40;
const GREATEST_GAIN = 8;
const LEAST_FAINT_CHANGE = 2;
const UNLIKE_CORRELATION = 0.5;

/** Neighbours on each side that a change is held against. */
const NEIGHBOURS = 4;
/** How far neighbours are looked for past repeated frames (film slowed down by repetition). */
const NEIGHBOUR_REACH = 24;
/** A change below this repeats the frame before. */
const REPEATED = 0.35;

/** A picture that is like the one before but for its brightness is no other scene. */
const SAME_SCENE_CORRELATION = 0.9;

/** A disturbance of so many frames, after which the former picture returns, is a flash. */
const LONGEST_FLASH = 3;

/** Shots shorter than this are taken for part of a disturbance. */
const SHORTEST_SHOT = 5;

/** Change from each frame to the next: entry i belongs to the step from frame i − 1 to i; entry 0 is no change. */
function frameChanges(frames: readonly SmallFrame[]): readonly FrameChange[] {
  return frames.map((frame, index) => (index === 0 ? { plain: 0, moved: 0 } : frameChange(frames[index - 1]!, frame)));
}

/** Frames that begin a shot by a cut, rising; frame 0 is not among them. */
export function findCuts(frames: readonly SmallFrame[], changes: readonly FrameChange[] = frameChanges(frames)): readonly number[] {
  const candidates: number[] = [];
  for (let index = 1; index < frames.length; index++) {
    if (isCut(frames, changes, index) && !isFlashEdge(frames, changes, index)) candidates.push(index);
  }
  return spaced(candidates, changes);
}

function isCut(frames: readonly SmallFrame[], changes: readonly FrameChange[], index: number): boolean {
  const [before, after] = [frames[index - 1]!, frames[index]!];
  if (isSpike(changes, index)) return correlation(before, after) < SAME_SCENE_CORRELATION;
  if (changes[index]!.moved < LEAST_FAINT_CHANGE) return false;
  const gain = Math.min(GREATEST_GAIN, USUAL_DEVIATION / Math.sqrt(Math.max(varianceOf(before), varianceOf(after))));
  return gain > 1 && !isFlat(before) && !isFlat(after) && isSpike(changes, index, gain) && correlation(before, after) < UNLIKE_CORRELATION;
}

/** Whether a step is larger than the steps around it times `gain`. */
function isSpike(changes: readonly FrameChange[], index: number, gain = 1): boolean {
  const moved = changes[index]!.moved * gain;
  if (moved < LEAST_CHANGE) return false;
  const around = [...neighbours(changes, index, -1), ...neighbours(changes, index, 1)];
  // One more disturbed step nearby (a second cut, a flash) must not hide this one.
  const calm = around.toSorted((a, b) => a - b).slice(0, Math.max(1, around.length - 1));
  const mean = calm.length === 0 ? 0 : (gain * calm.reduce((sum, value) => sum + value, 0)) / calm.length;
  return moved >= (moved >= LARGE_CHANGE ? LEAST_RATIO_OF_LARGE : LEAST_RATIO) * (mean + 1);
}

function neighbours(changes: readonly FrameChange[], index: number, direction: 1 | -1): readonly number[] {
  const found: number[] = [];
  for (let distance = 1; distance <= NEIGHBOUR_REACH && found.length < NEIGHBOURS; distance++) {
    const at = index + direction * distance;
    if (at < 1 || at >= changes.length) break;
    if (changes[at]!.plain >= REPEATED) found.push(changes[at]!.moved);
  }
  return found;
}

/** Whether the picture before a step returns shortly after it, or the picture after it was there shortly before. */
function isFlashEdge(frames: readonly SmallFrame[], changes: readonly FrameChange[], index: number): boolean {
  const limit = changes[index]!.moved / 2;
  for (let length = 1; length <= LONGEST_FLASH; length++) {
    const returned = frames[index + length];
    if (returned !== undefined && frameChange(frames[index - 1]!, returned).moved < limit) return true;
    const earlier = frames[index - 1 - length];
    if (earlier !== undefined && frameChange(earlier, frames[index]!).moved < limit) return true;
  }
  return false;
}

/** Of cuts closer than the shortest shot the strongest stays. */
function spaced(candidates: readonly number[], changes: readonly FrameChange[]): readonly number[] {
  const kept: number[] = [];
  for (const candidate of candidates) {
    const last = kept.at(-1);
    if (last === undefined || candidate - last >= SHORTEST_SHOT) kept.push(candidate);
    else if (changes[candidate]!.moved > changes[last]!.moved) kept[kept.length - 1] = candidate;
  }
  return kept;
}
