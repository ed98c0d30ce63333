import type { JobId } from '../../../shared/model/ids.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { type MoveProps, useRowMoves } from '../../ui/row-moves.tsx';
import { canBeMoved, type QueueRow } from './queue-rows.ts';

/** @returns the moves of a delivery; `undefined` for one that has begun, or waits alone */
export function useQueueMoves(rows: readonly QueueRow[]): (row: QueueRow) => MoveProps | undefined {
  const editor = useEditor();
  const move = (id: JobId, before: JobId | null): void => {
    // Without a connection the call throws synchronously.
    Promise.resolve().then(() => editor.connection.client().jobs.move({ jobId: id, ...(before === null ? {} : { before }) })).catch(editor.report);
  };
  const moves = useRowMoves(rows.filter(canBeMoved).map(({ job }) => job.id), move);
  return ({ job, name }) => moves(job.id, name);
}
