import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { z } from 'zod';
import { statsOf } from './project-file.ts';

const RecentProject = z.object({ path: z.string(), name: z.string(), openedAt: z.string() });
export type RecentProject = z.infer<typeof RecentProject>;

const MAX_RECENT = 20;

/** The projects opened last, newest first, that still exist. */
export function recentProjects(dataDirectory: string): RecentProject[] {
  return readList(dataDirectory).filter((each) => isFile(each.path));
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
