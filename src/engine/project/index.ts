export { createProject, openProject } from './open-project.ts';
export type { ApplyOptions, ProjectChange, ProjectStore, ReadOnlyReason } from './project-store.ts';
export { restoreSnapshot, type Snapshot, snapshotsOf, takeSnapshot } from './snapshots.ts';
export { type RecentProject, recentProjects, rememberProject } from './recent-projects.ts';
