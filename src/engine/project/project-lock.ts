import { lockFile, type LockOutcome } from '../artefacts/index.ts';

export function lockPath(projectPath: string): string {
  return `${projectPath}-lock`;
}

/**
 * Locks a project for writing, by a file beside it. The project's own file is not locked, so that others can read it; it too may be opened by
 * SQLite alone.
 * @param place real path of the project, so that two names of one file have one lock
 */
export function lockProject(place: string): LockOutcome {
  return lockFile(lockPath(place));
}
