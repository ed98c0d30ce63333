import { parentPort, workerData } from 'node:worker_threads';
import type { ChromaTable } from '../../shared/colour/chroma-table.ts';
import { createMerger } from './merge-chroma.ts';
import { type FrameToMerge, mergeFrame } from './merge-frame.ts';

/** `workerData`; the table's arrays are in shared memory. */
export interface MergeWorkerData {
  readonly table: ChromaTable;
}

export interface MergeRequest {
  readonly id: number;
  readonly frame: FrameToMerge;
}

/** A frame's bytes, or what went wrong with it. */
export type MergeReply =
  | { readonly id: number; readonly parts: readonly Uint8Array[]; readonly reducedShare: number }
  | { readonly id: number; readonly failure: string };

const port = parentPort;
if (port === null) throw new Error('merge.worker.ts is the entry of a worker thread.');
const { table } = workerData as MergeWorkerData;
const merger = createMerger(table.coding, table);

port.on('message', ({ id, frame }: MergeRequest) => {
  try {
    const { parts, reducedShare } = mergeFrame(frame, merger);
    const buffers = new Set(parts.map((part) => part.buffer).filter((buffer) => buffer instanceof ArrayBuffer));
    port.postMessage({ id, parts, reducedShare } satisfies MergeReply, [...buffers]);
  } catch (error) {
    port.postMessage({ id, failure: error instanceof Error ? error.stack ?? error.message : String(error) } satisfies MergeReply);
  }
});
