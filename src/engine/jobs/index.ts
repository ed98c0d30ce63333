export { defineJobKind, type JobContext, type JobKind, type JobProgress, type Lane } from './job-kind.ts';
export { createJobRunner } from './job-runner.ts';
export type { JobRunner } from './runner.ts';
export { workClock } from './work-clock.ts';

export * from './farm/index.ts';
