import { Worker } from 'node:worker_threads';
import { moduleBeside } from '../../shared/module-beside.ts';
import { abortError } from '../media/index.ts';
import type { BoundaryReply, BoundaryRequest } from './boundaries.worker.ts';
import type { ShotBoundaries } from './join-fades.ts';
import type { SmallFrame } from './small-frame.ts';

/** A search for shot boundaries on a worker thread: a chunk of frames takes seconds, which would block this thread. */
interface BoundarySearch {
  /** The next frame; resolves at once unless the search lies behind. @throws AbortError; what stopped the thread */
  add(frame: SmallFrame): Promise<void>;
  /** After the last frame. Throws as `add`. */
  finish(): Promise<ShotBoundaries>;
  close(): Promise<void>;
}

/** Frames sent at a time. */
const BATCH = 100;
/** Batches in progress at most, so that decoding continues during a search while memory is limited to 15 MB. */
const UNDER_WAY = 30;

export function startBoundarySearch({ signal }: { readonly signal?: AbortSignal | undefined } = {}): BoundarySearch {
  const worker = new Worker(moduleBeside(import.meta.url, 'boundaries.worker'));
  const { promise: found, resolve, reject } = Promise.withResolvers<ShotBoundaries>();
  // The next call of `add` rejects with it; a rejection after the last call is no bug.
  found.catch(() => undefined);
  let batch: SmallFrame[] = [];
  let underWay = 0;
  let caughtUp = Promise.withResolvers<undefined>();

  worker.on('message', ({ boundaries }: BoundaryReply) => {
    underWay--;
    caughtUp.resolve(undefined);
    caughtUp = Promise.withResolvers<undefined>();
    if (boundaries !== undefined) resolve(boundaries);
  });
  worker.on('error', reject);
  worker.on('exit', () => { reject(new Error('The thread that looks for shots has ended before it was done.')); });
  const abort = (): void => { reject(abortError()); };
  signal?.addEventListener('abort', abort, { once: true });

  function send(isEnd: boolean): void {
    underWay++;
    worker.postMessage({ frames: batch, isEnd } satisfies BoundaryRequest);
    batch = [];
  }

  return {
    async add(frame) {
      batch.push(frame);
      if (batch.length < BATCH) return;
      send(false);
      while (underWay >= UNDER_WAY) await Promise.race([caughtUp.promise, found]);
    },
    async finish() {
      send(true);
      return found;
    },
    async close() {
      signal?.removeEventListener('abort', abort);
      await worker.terminate();
    },
  };
}
