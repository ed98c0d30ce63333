import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { DocumentPatch, type HistoryStep } from '../../shared/contract/project.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { ShotId } from '../../shared/model/ids.ts';

/** Number of undo steps kept; older ones are dropped, so that a project does not grow without limit. */
const MAX_STEPS = 10_000;

export interface Step {
  readonly label: string;
  readonly patch: readonly DocumentPatch[];
  readonly inverse: readonly DocumentPatch[];
  readonly mergeKey?: string;
  /** The shots that it changes. */
  readonly shots: readonly ShotId[];
}

/** The undo steps of a project, in its file. All changes run inside the caller's transaction. */
export interface History {
  readonly undoLabel: string | undefined;
  readonly redoLabel: string | undefined;
  /** How many shots the step to undo or redo next changes; 0 for none, a step of the whole project, or one whose shots are not recorded. */
  readonly undoShots: number;
  readonly redoShots: number;
  /** Adds a step and drops the steps to redo. */
  push(step: Step): void;
  /** Adds a change to the last applied step; without one it is not recorded, and undo skips it. */
  extendLast(change: Pick<Step, 'patch' | 'inverse'>): void;
  /** Replaces the last step, or removes it when the two cancel out. */
  replaceLast(step: Step | undefined): void;
  /** The step to undo next. */
  lastDone(): StoredStep | undefined;
  /** The step to redo next. */
  nextUndone(): StoredStep | undefined;
  setUndone(position: number, undone: boolean): void;
  /** All steps, the oldest first; those to redo come last. */
  list(): readonly HistoryStep[];
  /** What undoes the steps after a position that are done, in one list, the newest first. */
  undoAfter(position: number): readonly DocumentPatch[];
  /** What redoes the undone steps up to a position, in one list in their order. */
  redoUpTo(position: number): readonly DocumentPatch[];
  has(position: number): boolean;
  /** Steps up to a position are done, those after it are to be redone. */
  standAt(position: number): void;
}

interface StoredStep {
  readonly position: number;
  readonly patch: readonly DocumentPatch[];
  readonly inverse: readonly DocumentPatch[];
}

const PatchList = z.string().transform((text): unknown => JSON.parse(text)).pipe(z.array(DocumentPatch));
const StepRow = z.object({ position: z.number().int(), patch: PatchList, inverse: PatchList });
const ListRows = z.array(z.object({ position: z.number().int(), label: z.string(), madeAt: z.string(), undone: z.literal([0, 1]), shotId: ShotId.nullable(), shotCount: z.number().int() })
  .transform(({ undone, shotId, ...step }): HistoryStep => ({ ...step, undone: undone === 1, ...(shotId === null ? {} : { shotId }) })));

export function createHistory(database: Database): History {
  const insert = database.prepare<[string, string, string, string | null, string, string | null, number]>(`
    INSERT INTO history (position, label, patch, inverse, merge_key, undone, made_at, shot_id, shot_count)
    VALUES ((SELECT coalesce(max(position), 0) + 1 FROM history), ?, ?, ?, ?, 0, ?, ?, ?)`);
  const dropUndone = database.prepare('DELETE FROM history WHERE undone = 1');
  const dropOld = database.prepare<[number]>('DELETE FROM history WHERE position <= (SELECT max(position) FROM history) - ?');
  const dropLast = database.prepare('DELETE FROM history WHERE position = (SELECT max(position) FROM history WHERE undone = 0)');
  const last = database.prepare('SELECT position, patch, inverse FROM history WHERE undone = 0 ORDER BY position DESC LIMIT 1');
  const next = database.prepare('SELECT position, patch, inverse FROM history WHERE undone = 1 ORDER BY position LIMIT 1');
  const lastLabel = database.prepare<[], string>('SELECT label FROM history WHERE undone = 0 ORDER BY position DESC LIMIT 1').pluck();
  const nextLabel = database.prepare<[], string>('SELECT label FROM history WHERE undone = 1 ORDER BY position LIMIT 1').pluck();
  const lastShots = database.prepare<[], number>('SELECT shot_count FROM history WHERE undone = 0 ORDER BY position DESC LIMIT 1').pluck();
  const nextShots = database.prepare<[], number>('SELECT shot_count FROM history WHERE undone = 1 ORDER BY position LIMIT 1').pluck();
  const rewrite = database.prepare<[string, string, number]>('UPDATE history SET patch = ?, inverse = ? WHERE position = ?');
  // Of thousands of steps only the direction that is gone is read.
  const undoAfter = database.prepare<[number], string>('SELECT inverse FROM history WHERE undone = 0 AND position > ? ORDER BY position DESC').pluck();
  const redoUpTo = database.prepare<[number], string>('SELECT patch FROM history WHERE undone = 1 AND position <= ? ORDER BY position').pluck();
  const list = database.prepare('SELECT position, label, made_at AS madeAt, undone, shot_id AS shotId, shot_count AS shotCount FROM history ORDER BY position');
  const exists = database.prepare<[number]>('SELECT 1 FROM history WHERE position = ?');
  const stand = database.prepare<[number]>('UPDATE history SET undone = position > ?');
  const mark = database.prepare<[number, number]>('UPDATE history SET undone = ? WHERE position = ?');

  const push = (step: Step): void => {
    dropUndone.run();
    insert.run(step.label, JSON.stringify(step.patch), JSON.stringify(step.inverse), step.mergeKey ?? null, new Date().toISOString(), step.shots[0] ?? null, step.shots.length);
    dropOld.run(MAX_STEPS);
  };
  return {
    get undoLabel() { return lastLabel.get(); },
    get redoLabel() { return nextLabel.get(); },
    get undoShots() { return lastShots.get() ?? 0; },
    get redoShots() { return nextShots.get() ?? 0; },
    push,
    extendLast({ patch, inverse }) {
      const step = storedStep(last.get());
      if (step !== undefined) rewrite.run(JSON.stringify([...step.patch, ...patch]), JSON.stringify([...inverse, ...step.inverse]), step.position);
    },
    replaceLast(step) {
      dropLast.run();
      if (step !== undefined) push(step);
    },
    lastDone: () => storedStep(last.get()),
    nextUndone: () => storedStep(next.get()),
    setUndone(position, undone) { mark.run(undone ? 1 : 0, position); },
    list: () => ListRows.parse(list.all()),
    undoAfter: (position) => undoAfter.all(position).flatMap((text) => readWhole(PatchList, text)),
    redoUpTo: (position) => redoUpTo.all(position).flatMap((text) => readWhole(PatchList, text)),
    has: (position) => exists.get(position) !== undefined,
    standAt(position) { stand.run(position); },
  };
}

function storedStep(row: unknown): StoredStep | undefined {
  return row === undefined ? undefined : readWhole(StepRow, row);
}

/** @throws AppError `project.corrupt` */
function readWhole<Schema extends z.ZodType>(schema: Schema, row: unknown): z.output<Schema> {
  try {
    return schema.parse(row);
  } catch (error) {
    throw new AppError('project.corrupt', 'This step of the history is damaged and can be neither undone nor redone; the document itself is whole.', { cause: error });
  }
}
