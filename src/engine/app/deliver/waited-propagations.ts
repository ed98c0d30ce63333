import type { Job } from '../../../shared/contract/jobs.ts';

/** A propagation that a delivery waits for. */
export interface WaitedPropagation {
  readonly job: Pick<Job, 'state' | 'secondsLeft' | 'done' | 'total'>;
  /** Samples that were to be made when the delivery began to wait. */
  readonly samples: number;
}

/**
 * Seconds until propagations have ended that run one after the other: what a running one tells, of the others their work by the speed of earlier runs. Pure.
 * @param samplesPerSecond `undefined` where it is not known. @returns `null` where one of them cannot be told
 */
export function secondsOfPropagations(waited: readonly WaitedPropagation[], samplesPerSecond: number | undefined): number | null {
  let seconds = 0;
  for (const { job: { state, secondsLeft, done, total }, samples } of waited) {
    if (state !== 'queued' && state !== 'running' && state !== 'paused') continue;
    if (secondsLeft !== null) seconds += secondsLeft;
    else if (samplesPerSecond === undefined) return null;
    else seconds += (samples * (total === 0 ? 1 : 1 - done / total)) / samplesPerSecond;
  }
  return seconds;
}
