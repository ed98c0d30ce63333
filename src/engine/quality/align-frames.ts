import { BLOCKS } from './measure-frame.ts';

/** How many frames a film may run ahead of the source or behind it. */
const MOST_OFFSET = 8;
/** A change of offset must explain this many times the difference that is usual between a frame and its source. */
const CHANGE_COST = 12;
/** The least difference that counts, in Y′ 0…1: below lies rounding. */
const LEAST_DIFFERENCE = 2e-4;

/**
 * The source frame that each delivered frame shows, by block means of luma: the least sum of differences, where every change of offset has its price (Viterbi).
 * Where the picture stands still nothing tells frames apart, and the order is taken to be kept.
 * @param delivered,source BLOCKS means a frame, frame after frame @returns a source frame for each delivered one, never falling by more than a repeated stretch
 */
export function alignFrames(delivered: Float32Array, source: Float32Array): Int32Array {
  const [count, sourceCount] = [delivered.length / BLOCKS, source.length / BLOCKS];
  const states = 2 * MOST_OFFSET + 1;
  const offsetOf = (state: number): number => state - MOST_OFFSET;
  const differences = new Float32Array(count * states).fill(Infinity);
  for (let frame = 0; frame < count; frame++) {
    for (let state = 0; state < states; state++) {
      const theirs = frame + offsetOf(state);
      if (theirs >= 0 && theirs < sourceCount) differences[frame * states + state] = difference(delivered, frame, source, theirs);
    }
  }
  const usual = Math.max(LEAST_DIFFERENCE, medianOf(Array.from({ length: count }, (_, frame) => Math.min(...differences.subarray(frame * states, (frame + 1) * states)))));
  const change = CHANGE_COST * usual;

  let costs = Float64Array.from({ length: states }, (_, state) => differences[state]! + (state === MOST_OFFSET ? 0 : change));
  const cameFrom = new Uint8Array(count * states);
  for (let frame = 1; frame < count; frame++) {
    const best = costs.indexOf(Math.min(...costs));
    const next = new Float64Array(states);
    for (let state = 0; state < states; state++) {
      const stays = costs[state]! <= costs[best]! + change;
      cameFrom[frame * states + state] = stays ? state : best;
      next[state] = (stays ? costs[state]! : costs[best]! + change) + differences[frame * states + state]!;
    }
    costs = next;
  }
  const aligned = new Int32Array(count);
  for (let frame = count - 1, state = costs.indexOf(Math.min(...costs)); frame >= 0; frame--) {
    aligned[frame] = frame + offsetOf(state);
    state = cameFrom[frame * states + state]!;
  }
  return aligned;
}

/** Where in the source a film begins: the place at which its first frames differ least. */
export function findStart(delivered: Float32Array, source: Float32Array): number {
  const length = Math.min(24, delivered.length / BLOCKS);
  const places = source.length / BLOCKS - length + 1;
  let [best, least] = [0, Infinity];
  for (let place = 0; place < places; place++) {
    let sum = 0;
    for (let frame = 0; frame < length && sum < least; frame++) sum += difference(delivered, frame, source, place + frame);
    if (sum < least) [best, least] = [place, sum];
  }
  return best;
}

/** A run of delivered frames that repeats source frames, or a place at which source frames are missing. */
export interface OrderFault {
  readonly kind: 'dropped' | 'doubled';
  /** The delivered frame at which it is. */
  readonly frame: number;
  readonly count: number;
}

export function orderFaults(aligned: Int32Array): readonly OrderFault[] {
  const faults: OrderFault[] = [];
  for (let frame = 1; frame < aligned.length; frame++) {
    const step = aligned[frame]! - aligned[frame - 1]!;
    if (step > 1) faults.push({ kind: 'dropped', frame, count: step - 1 });
    if (step < 1) faults.push({ kind: 'doubled', frame, count: 1 - step });
  }
  return faults;
}

function difference(one: Float32Array, frame: number, other: Float32Array, otherFrame: number): number {
  let sum = 0;
  for (let block = 0; block < BLOCKS; block++) sum += Math.abs(one[frame * BLOCKS + block]! - other[otherFrame * BLOCKS + block]!);
  return sum / BLOCKS;
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
