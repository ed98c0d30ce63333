import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync, renameSync, writeFileSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { z } from 'zod';
import { LATEST_VERSION } from './migrations/migrate.ts';
import { statsOf } from './project-file.ts';
import { lockPath, lockProject } from './project-lock.ts';

const RecentProject = z.object({ path: z.string(), name: z.string(), openedAt: z.string() });
export type RecentProject = z.infer<typeof RecentProject>;

const MAX_RECENT = 20;

/** Whether a project can be opened: `missing` while its drive is not mounted, `newer` when a later version of the program has written it. */
type RecentState = 'here' | 'missing' | 'openElsewhere' | 'newer';

/**
 * The projects opened last, newest first; one that is missing stays on the list, since its drive may come back.
 * @param options.openPath the project that this process has open: its file is not touched
 */
export function recentProjects(dataDirectory: string, options: { readonly openPath?: string | undefined } = {}): (RecentProject & { readonly state: RecentState })[] {
  const open = options.openPath === undefined ? undefined : resolve(options.openPath);
  return readList(dataDirectory).map((each) => ({ ...each, state: each.path === open ? 'here' : stateOf(each.path) }));
}

function stateOf(path: string): RecentState {
  if (!isFile(path)) return 'missing';
  if (writtenVersion(path) > LATEST_VERSION) return 'newer';
  return isOpenElsewhere(path) ? 'openElsewhere' : 'here';
}

/** Offset of `user_version` in the header of an SQLite file, four bytes, big-endian (https://sqlite.org/fileformat.html §1.3.16). */
const USER_VERSION_AT = 60;

function writtenVersion(path: string): number {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(4);
      return readSync(file, bytes, 0, 4, USER_VERSION_AT) === 4 ? bytes.readInt32BE() : 0;
    } finally {
      closeSync(file);
    }
  } catch {
    // It cannot be read now; opening it reports the reason.
    return 0;
  }
}

/** Without a lock file the project is not open, and none is created. */
function isOpenElsewhere(path: string): boolean {
  if (!existsSync(lockPath(path))) return false;
  const outcome = lockProject(path);
  if (outcome.kind === 'held') outcome.lock.release();
  return outcome.kind === 'takenElsewhere';
}

/** Moves a project to the head of the list. Returns `false` when the list cannot be written; this is not an error. */
export function rememberProject(dataDirectory: string, path: string, options: { readonly now?: Date } = {}): boolean {
  const target = resolve(path);
  const entry = { path: target, name: basename(target, extname(target)), openedAt: (options.now ?? new Date()).toISOString() };
  const list = [entry, ...readList(dataDirectory).filter((each) => each.path !== target)].slice(0, MAX_RECENT);
  const file = listPath(dataDirectory);
  try {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    const partial = `${file}.${process.pid}.partial`;
    writeFileSync(partial, `${JSON.stringify(list, null, 2)}\n`, { mode: 0o600 });
    renameSync(partial, file);
    return true;
  } catch {
    // A full disk or an unwritable folder must not prevent a project from opening.
    return false;
  }
}

function listPath(dataDirectory: string): string {
  return join(dataDirectory, 'recent-projects.json');
}

function readList(dataDirectory: string): readonly RecentProject[] {
  try {
    return z.array(RecentProject).parse(JSON.parse(readFileSync(listPath(dataDirectory), 'utf8')));
  } catch {
    // Missing or damaged: the list is reset.
    return [];
  }
}

function isFile(path: string): boolean {
  try {
    return statsOf(path)?.isFile() === true;
  } catch {
    // An unreadable folder: not listed now.
    return false;
  }
}
