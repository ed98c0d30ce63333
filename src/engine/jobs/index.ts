export { defineJobKind, type JobContext, type JobKind, type JobProgress, type Lane } from './job-kind.ts';
export { createJobRunner, type JobRunner, type JobRunnerOptions } from './job-runner.ts';
export type { JobStore, StoredJob } from './job-store.ts';
export * from './farm/index.ts';
