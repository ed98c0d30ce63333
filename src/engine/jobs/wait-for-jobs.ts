import type { Job } from '../../shared/contract/jobs.ts';
import type { JobId } from '../../shared/model/ids.ts';
import { withoutPhase } from './job-kind.ts';
import type { Run } from './job-run.ts';

/** Interval at which a job that waits for others tells its time left. */
const WAITING_INTERVAL_MS = 2000;

/** What a job that waits needs of its runner. */
interface WaitingJob {
  /** The job itself, as it is now. */
  readonly get: () => Job;
  readonly become: (job: Job) => void;
  /** Tells its time left, without writing it to the disk. */
  readonly tell: (job: Job) => void;
  /** Takes back what was to be told. */
  readonly tellNothing: () => void;
  readonly secondsLeft: (() => number | null) | undefined;
  /** Asks for room in its lane. */
  readonly enter: () => void;
  /** Gives its room to others until it has entered again. @throws as the job's signal */
  readonly standStill: () => Promise<void>;
  readonly runOf: (id: JobId) => Run | undefined;
  readonly jobOf: (id: JobId) => Job;
  readonly subscribe: (listener: (job: Job) => void) => () => void;
}

export function isWaitingForJobs({ phase }: Pick<Job, 'phase'>): boolean {
  return phase === 'waiting' || phase === 'waitingForPaused';
}

/** Waits until other jobs have ended, and says where one of them is paused, so that it waits for somebody to resume that. @returns them as they ended @throws as `standStill` */
export async function waitForJobs(others: readonly JobId[], { get, become, tell, tellNothing, secondsLeft, enter, standStill, runOf, jobOf, subscribe }: WaitingJob): Promise<readonly Job[]> {
  const ends = others.map((other) => runOf(other)?.ended ?? Promise.resolve(jobOf(other)));
  const waiting = (): Pick<Job, 'phase' | 'secondsLeft'> => (others.some((other) => runOf(other) !== undefined && jobOf(other).pause !== undefined)
    ? { phase: 'waitingForPaused', secondsLeft: null } : { phase: 'waiting', secondsLeft: secondsLeft?.() ?? null });
  while (others.some((other) => runOf(other) !== undefined)) {
    tellNothing();
    let isWaiting = true;
    // Paused meanwhile, it waits for its resumption as well, which gives it room.
    void Promise.all(ends).then(() => { if (isWaiting && get().pause === undefined) enter(); });
    become({ ...get(), ...waiting() });
    const unfollow = subscribe(({ id: other }) => {
      const job = get();
      if (!others.includes(other) || !isWaitingForJobs(job)) return;
      const now = waiting();
      if (now.phase !== job.phase) become({ ...job, ...now });
    });
    const ticks = secondsLeft === undefined ? undefined : setInterval(() => { if (get().phase === 'waiting') tell({ ...get(), secondsLeft: secondsLeft() }); }, WAITING_INTERVAL_MS);
    await standStill().finally(() => {
      isWaiting = false;
      unfollow();
      clearInterval(ticks);
      tellNothing();
    });
    become({ ...withoutPhase(get()), state: 'running' });
  }
  return Promise.all(ends);
}
