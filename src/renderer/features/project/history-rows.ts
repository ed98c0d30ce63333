import type { HistoryStep } from '../../../shared/contract/project.ts';
import type { DocumentIndex } from '../../../shared/model/document-index.ts';

/** A line of the history list. */
export interface HistoryRow {
  /** 0: before the first step. */
  readonly position: number;
  readonly label: string;
  /** `Shot 03`, `5 shots`; empty for a step of the whole project and for shots that are no more. */
  readonly shot: string;
  /** 0 for a step of the whole project, or one whose shots are not recorded. */
  readonly shotCount: number;
  /** Local time of day, with the date unless it is today's. */
  readonly time: string;
  readonly undone: boolean;
}

const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** The steps as lines, the oldest first, after one for the state before all of them. */
export function historyRows(steps: readonly HistoryStep[], index: Pick<DocumentIndex, 'shot'>, now: Date): readonly HistoryRow[] {
  const today = now.toDateString();
  return [
    { position: 0, label: 'Start of the history', shot: '', shotCount: 0, time: '', undone: false },
    ...steps.map(({ position, label, madeAt, shotId, shotCount, undone }) => {
      const made = new Date(madeAt);
      return { position, label, shot: shotText(index.shot(shotId ?? null)?.name, shotCount), shotCount, time: made.toDateString() === today ? TIME.format(made) : `${DATE.format(made)}, ${TIME.format(made)}`, undone };
    }),
  ];
}

/** Position of the last step that is done; 0 where none is. */
export function presentPosition(steps: readonly HistoryStep[]): number {
  return steps.findLast(({ undone }) => !undone)?.position ?? 0;
}

function shotText(name: string | undefined, count: number): string {
  return count > 1 ? `${count} shots` : name ?? '';
}
