import type { Job } from '../../shared/contract/jobs.ts';
import type { Connection } from '../host/connection.ts';
import { adviceFor } from '../ui/advice.ts';
import { isKindPaused, type JobsStore } from './jobs-mirror.ts';

/** Removes ended jobs from the list, here and in the engine. */
export async function clearEnded({ connection, jobs }: { readonly connection: Connection; readonly jobs: JobsStore }): Promise<void> {
  const client = connection.client();
  await client.jobs.clearEnded();
  const left = await client.jobs.list();
  jobs.setState({ jobs: left.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)) });
}

/** Pauses all jobs of a kind and new ones; those that were paused so go on. */
export async function pauseOrResumeAll({ connection, jobs }: { readonly connection: Connection; readonly jobs: JobsStore }, kind: string): Promise<void> {
  const { jobs: calls } = connection.client();
  await (isKindPaused(jobs.getState().jobs, kind) ? calls.resumeAll({ kind }) : calls.pauseAll({ kind }));
}

/** Why a job failed, for a message to someone else. */
export function errorDetails({ label, error }: Job): string {
  return error === undefined ? label : [label, `${error.code}: ${error.message}`, adviceFor(error.code), error.details].filter((line) => line !== undefined).join('\n');
}
