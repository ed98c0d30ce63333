import type { ShotColour } from '../../../shared/contract/propagate.ts';
import { counted } from '../../../shared/counted.ts';
import { type ApprovalChange, approvalChangesText } from '../../../shared/model/approval.ts';
import type { Shot } from '../../../shared/model/document.ts';
import { rangeLength } from '../../../shared/model/frame.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { statusOf } from '../../document/shot-colours.ts';

interface ShotNotReady {
  readonly shot: Shot;
  /** Frames that show colour of earlier hints: they are delivered gray until it is made again. */
  readonly stale: number;
  /** Other frames without colour. */
  readonly missing: number;
}

/** Pure: the shots that have frames without colour. */
export function shotsNotReady(shots: readonly Shot[], colours: ReadonlyMap<ShotId, ShotColour>): readonly ShotNotReady[] {
  return shots.flatMap((shot) => {
    const { coloured, stale } = statusOf(colours.get(shot.id), shot, 1);
    const missing = rangeLength(shot.range) - coloured - stale;
    return stale + missing === 0 ? [] : [{ shot, stale, missing }];
  });
}

/** Shots that are named. */
const NAMED = 3;

function names(found: readonly Pick<ShotNotReady, 'shot'>[]): string {
  const shown = found.slice(0, NAMED).map(({ shot }) => shot.name);
  return found.length > NAMED ? `${shown.join(', ')} and ${found.length - NAMED} more` : shown.join(', ');
}

/** Pure: one sentence on what would be gray; `undefined` when nothing would. @param uncoloured as the engine counts, which knows dissolves too */
export function notReadyText(found: readonly ShotNotReady[], uncoloured: number | undefined): string | undefined {
  const stale = found.filter((each) => each.stale > 0);
  const frames = uncoloured ?? found.reduce((sum, each) => sum + each.stale + each.missing, 0);
  const ofShots = found.length === 0 ? '' : ` (${names(found)})`;
  const first = stale.length === 0 ? '' : `${names(stale)} ${stale.length === 1 ? 'is' : 'are'} stale. `;
  if (frames === 0) return stale.length === 0 ? undefined : first.trim();
  return `${first}${counted(frames, 'frame has', 'frames have')} no colour yet and will be gray${stale.length === 0 ? ofShots : ''}.`;
}

/** Pure: one sentence on approved shots that are not as they were approved; `undefined` when there are none. Of one shot it says what has changed. */
export function changedText(shots: readonly Shot[], changes: ReadonlyMap<ShotId, readonly ApprovalChange[]>): string | undefined {
  const found = shots.filter((shot) => shot.status === 'approved' && (changes.get(shot.id)?.length ?? 0) > 0).map((shot) => ({ shot }));
  const [first] = found;
  if (first === undefined) return undefined;
  return found.length === 1
    ? `${first.shot.name} has changed since it was approved: ${approvalChangesText(changes.get(first.shot.id) ?? [], first.shot.range.first)}.`
    : `${names(found)} have changed since they were approved.`;
}
