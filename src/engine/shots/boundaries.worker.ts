import { parentPort } from 'node:worker_threads';
import { BoundaryFinder } from './boundary-finder.ts';
import type { ShotBoundaries } from './join-fades.ts';
import type { SmallFrame } from './small-frame.ts';

/** Frames that follow those sent before; the last message has `isEnd`. Each is answered. */
export interface BoundaryRequest {
  readonly frames: readonly SmallFrame[];
  readonly isEnd: boolean;
}

/** The boundaries come with the answer to the last request. */
export interface BoundaryReply {
  readonly boundaries?: ShotBoundaries;
}

const port = parentPort;
if (port === null) throw new Error('boundaries.worker.ts is the entry of a worker thread.');
const finder = new BoundaryFinder();

port.on('message', ({ frames, isEnd }: BoundaryRequest) => {
  for (const frame of frames) finder.add(frame);
  port.postMessage((isEnd ? { boundaries: finder.finish() } : {}) satisfies BoundaryReply);
});
