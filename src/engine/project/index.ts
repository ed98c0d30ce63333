export { createProject, openProject, swatchesOfProject } from './open-project.ts';
export { isSamePlace } from './project-file.ts';
export type { ProjectStore } from './project-store.ts';
export type { FileChange } from './file-guard.ts';
export { restoreSnapshot, type Snapshot, snapshotRoots, snapshotsOf, sweepSnapshots, takeSnapshot } from './snapshots.ts';
export { type RecentProject, recentProjects, rememberProject } from './recent-projects.ts';
export { lossesOfReplacing } from './commands/replacing-losses.ts';
