import type { Job } from '../../../shared/contract/jobs.ts';
import { counted } from '../../../shared/counted.ts';
import type { ProjectDocument } from '../../../shared/model/document.ts';
import { PUT_OFF_TEXT, READING_TEXT, STORE_FULL_TEXT } from '../../../shared/model/job-phase-text.ts';

type Told = Pick<Job, 'label' | 'state' | 'phase' | 'pause' | 'done' | 'total' | 'secondsLeft' | 'error'>;

/** What a job does. Of a shot that the open project does not have it says so: the job is of another project. @param document of the open project; `null` where none is open */
export function jobName({ label, shotId }: Pick<Job, 'label' | 'shotId'>, document: Pick<ProjectDocument, 'shots'> | null): string {
  return document === null || shotId === undefined || document.shots.some(({ id }) => id === shotId) ? label : `${label} (not in this project)`;
}

/** A job in one line: task, progress, time left. */
export function jobText(job: Told, name = job.label): string {
  return `${name} · ${job.state === 'failed' ? job.error?.message ?? 'failed' : jobState(job)}`;
}

/** Progress of a job, or how it ended. */
export function jobState(job: Told): string {
  switch (job.state) {
    case 'queued': return 'waiting';
    case 'running': return runningText(job);
    case 'paused': return `paused${job.total > 0 ? ` at ${job.done} of ${counted(job.total, 'frame')}` : ''}`;
    case 'done': return 'done';
    case 'failed': return job.total > 0 ? `failed after ${job.done} of ${counted(job.total, 'frame')}` : 'failed';
    case 'cancelled': return `cancelled${job.total > 0 ? ` after ${job.done} of ${counted(job.total, 'frame')}` : ''}`;
    case 'interrupted': return `interrupted${job.total > 0 ? ` after ${job.done} of ${counted(job.total, 'frame')}` : ''}`;
  }
}

function runningText({ phase, pause, done, total, secondsLeft }: Told): string {
  if (phase === 'storeFull') return STORE_FULL_TEXT;
  const how = phase === 'waiting' ? 'waiting for other jobs' : phase === 'waitingForPaused' ? 'waiting for a job that is paused' : total > 0 ? `${done} of ${counted(total, 'frame')}` : undefined;
  const also = phase === 'putOff' ? PUT_OFF_TEXT : phase === 'reading' ? READING_TEXT : undefined;
  const left = secondsLeft === null || secondsLeft < 1 ? undefined : `${durationText(secondsLeft)} left`;
  return [how, also, pause === undefined ? left : 'pausing'].filter((each) => each !== undefined).join(' · ') || 'starting';
}

export function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}

export function byteText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** step;
  return `${value < 10 && step > 0 ? value.toFixed(1) : Math.round(value)} ${units[step]!}`;
}
