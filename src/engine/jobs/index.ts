export { defineJobKind, type JobContext, type JobKind, type JobProgress, type Lane } from './job-kind.ts';
export { createJobRunner } from './job-runner.ts';
export type { JobRunner, JobRunnerOptions } from './runner.ts';
export type { JobStore, StoredJob } from './job-store.ts';
export * from './farm/index.ts';
