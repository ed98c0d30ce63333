import { parentPort } from 'node:worker_threads';
import { BorderFinder } from './border-finder.ts';
import type { Borders } from './join-fades.ts';
import type { SmallFrame } from './small-frames.ts';

/** Frames that follow those sent before; the last message has `isEnd`. Each is answered. */
export interface BorderRequest {
  readonly frames: readonly SmallFrame[];
  readonly isEnd: boolean;
}

/** Borders come with the answer to the last request. */
export interface BorderReply {
  readonly borders?: Borders;
}

const port = parentPort;
if (port === null) throw new Error('borders.worker.ts is the entry of a worker thread.');
const finder = new BorderFinder();

port.on('message', ({ frames, isEnd }: BorderRequest) => {
  for (const frame of frames) finder.add(frame);
  port.postMessage((isEnd ? { borders: finder.finish() } : {}) satisfies BorderReply);
});
