import { deserialize, serialize } from 'node:v8';
import { z } from 'zod';
import { ImagePoint } from '../../shared/model/hint.ts';
import type { TrackerState } from './position-tracker.ts';
import type { FollowedPosition } from './track-positions.ts';

/** Where positions of one frame are in another, as it is kept. */
export interface StoredPositions {
  readonly positions: readonly FollowedPosition[];
  /** State from which tracking can continue; absent for positions that were found by search. */
  readonly state?: TrackerState;
}

const Cell = z.object({ x: z.number(), y: z.number() });
const Stored = z.object({
  positions: z.array(z.object({ at: ImagePoint, confidence: z.number(), lost: z.boolean() })),
  state: z.array(z.object({ first: z.instanceof(Float32Array), latest: z.instanceof(Float32Array), at: Cell, velocity: Cell, framesLost: z.number().int().min(0) })).optional(),
});

export function encodePositions(stored: StoredPositions): Uint8Array {
  return serialize(stored);
}

/** @throws RangeError when the bytes are not such positions */
export function decodePositions(bytes: Uint8Array): StoredPositions {
  try {
    const { positions, state } = Stored.parse(deserialize(bytes));
    return { positions, ...(state === undefined ? {} : { state }) };
  } catch (error) {
    throw new RangeError('These are not tracked positions.', { cause: error });
  }
}
