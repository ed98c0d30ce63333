import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type ChromaTable, createChromaTable } from '../../shared/colour/chroma-table.ts';
import type { ColourCoding } from '../../shared/colour/coding.ts';
import { moduleBeside } from '../../shared/module-beside.ts';
import { createMerger } from './merge-chroma.ts';
import { type FrameToMerge, mergeFrame, type MergedFrame } from './merge-frame.ts';
import type { MergeReply, MergeRequest, MergeWorkerData } from './merge.worker.ts';

/** Merges frames on worker threads. Closed by its creator. */
export interface MergePool {
  /** Frames that may be under way at once without waiting; more only cost memory. */
  readonly depth: number;
  /** Where the work is done, for the report and the tests. */
  readonly where: 'threads' | 'in-process';
  merge(frame: FrameToMerge): Promise<MergedFrame>;
  close(): Promise<void>;
}

interface MergePoolOptions {
  /** 0 works in this thread. Default: one per two cores, at most 2; decoder and encoder want the others. */
  readonly threads?: number;
}

/** A pool for one coding. */
export function createMergePool(coding: ColourCoding, options: MergePoolOptions = {}): MergePool {
  const threads = options.threads ?? Math.max(1, Math.min(2, Math.floor(availableParallelism() / 2)));
  return threads === 0 ? inProcessPool(coding) : threadPool(createChromaTable(coding), threads);
}

function inProcessPool(coding: ColourCoding): MergePool {
  const merger = createMerger(coding);
  return {
    depth: 1,
    where: 'in-process',
    // Yield to the event loop between frames, so that pipes and cancel are handled.
    merge: (frame) => new Promise((resolve, reject) => {
      setImmediate(() => {
        try {
          resolve(mergeFrame(frame, merger));
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    }),
    close: () => Promise.resolve(),
  };
}

interface Waiting {
  readonly resolve: (frame: MergedFrame) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
}

function threadPool(table: ChromaTable, count: number): MergePool {
  const threads = Array.from({ length: count }, () => startThread(table));
  let nextId = 0;
  return {
    depth: count + 1,
    where: 'threads',
    merge: (frame) => new Promise((resolve, reject) => {
      const thread = threads.reduce((least, each) => (each.waiting.size < least.waiting.size ? each : least));
      const id = nextId++;
      thread.waiting.set(id, { resolve, reject });
      thread.worker.postMessage({ id, frame: withOwnBuffers(frame) } satisfies MergeRequest);
    }),
    async close() {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}

function startThread(table: ChromaTable): Thread {
  const worker = new Worker(moduleBeside(import.meta.url, 'merge.worker'), { workerData: { table } satisfies MergeWorkerData });
  const waiting = new Map<number, Waiting>();
  const failAll = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', (reply: MergeReply) => {
    const caller = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('failure' in reply) caller?.reject(new Error(`A frame could not be merged: ${reply.failure}`));
    else caller?.resolve(reply);
  });
  worker.on('error', failAll);
  worker.on('exit', () => { failAll(new Error('The merging thread ended before its frames were done.')); });
  return { worker, waiting };
}

/** Posting a view copies the whole buffer that it lies in; a view of a larger one is cut out first. */
function withOwnBuffers(frame: FrameToMerge): FrameToMerge {
  const { luma, plane } = frame;
  return {
    ...frame,
    luma: { width: luma.width, height: luma.height, coding: luma.coding, samples: ownsBuffer(luma.samples) ? luma.samples : luma.samples.slice() },
    plane: plane === undefined || ownsBuffer(plane.samples) ? plane : { ...plane, samples: plane.samples.slice() },
  };
}

function ownsBuffer(view: ArrayBufferView): boolean {
  return view.byteLength === view.buffer.byteLength;
}
