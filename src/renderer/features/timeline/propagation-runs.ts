import type { Job } from '../../../shared/contract/jobs.ts';
import type { FrameDraft, ShotColour } from '../../../shared/contract/propagate.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { isPropagation, isUnderWay } from '../../document/jobs-mirror.ts';

/** Frames of one state, one after the other. */
interface MadeRun {
  readonly first: number;
  readonly last: number;
  readonly state: 'made' | 'stale';
}

const runsOf = new WeakMap<ShotColour, readonly MadeRun[]>();

/** Runs of frames that have colour, in order: of the present keyframes, or of earlier ones (`stale`). Counted once for each state of a shot. */
export function madeRuns(colour: ShotColour): readonly MadeRun[] {
  const known = runsOf.get(colour);
  if (known !== undefined) return known;
  const runs: { first: number; last: number; state: MadeRun['state'] }[] = [];
  colour.frames.forEach(({ key, stale }, index) => {
    if (key === null) return;
    const frame = colour.range.first + index;
    const state = stale ? 'stale' : 'made';
    const before = runs.at(-1);
    if (before?.state === state && before.last === frame - 1) before.last = frame;
    else runs.push({ first: frame, last: frame, state });
  });
  runsOf.set(colour, runs);
  return runs;
}

/** What is known of a shot's propagation. */
export interface PropagationState {
  readonly colour: ShotColour | undefined;
  readonly drafts: ReadonlyMap<number, FrameDraft> | undefined;
  /** A propagation of the shot waits or runs, or is paused. */
  readonly job: 'queued' | 'paused' | undefined;
  /** Frames on which it works now. */
  readonly begun: ReadonlySet<number> | undefined;
}

/** What makes colour of which shots, of all jobs. Pure. */
export function jobOfShots(jobs: readonly Job[]): ReadonlyMap<ShotId, NonNullable<PropagationState['job']>> {
  return new Map(jobs.flatMap((job) => (isPropagation(job) && isUnderWay(job) && job.shotId !== undefined ? [[job.shotId, job.state === 'paused' ? 'paused' : 'queued'] as const] : [])));
}

export type FrameState = 'made' | 'now' | 'queued' | 'paused' | 'stale' | 'draft' | 'none';

/** State of one frame, as the lane draws it and its tooltip says it. */
export function frameState({ colour, drafts, job, begun }: PropagationState, frame: number): FrameState {
  if (begun?.has(frame) === true) return 'now';
  const own = colour?.frames[frame - colour.range.first];
  if (own !== undefined && own.key !== null && !own.stale) return 'made';
  if (drafts?.has(frame) === true) return 'draft';
  if (job !== undefined) return job;
  return own !== undefined && own.key !== null ? 'stale' : 'none';
}

export const STATE_WORDS: Readonly<Record<FrameState, string>> = { made: 'Propagated', now: 'Being made now', queued: 'Waits to be made', paused: 'Paused: made when the propagation is resumed', stale: 'Stale: of earlier hints', draft: 'Draft, until it is made', none: 'Not propagated' };
