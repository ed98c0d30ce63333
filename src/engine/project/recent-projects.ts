import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { z } from 'zod';
import { statsOf } from './project-file.ts';

const RecentProject = z.object({ path: z.string(), name: z.string(), openedAt: z.string() });
export type RecentProject = z.infer<typeof RecentProject>;

const MAX_RECENT = 20;

/** The projects opened last, newest first, that are still where they were. */
export function recentProjects(dataDirectory: string): RecentProject[] {
  return readList(dataDirectory).filter((each) => isFile(each.path));
}

/** Puts a project at the head of the list. The list is a convenience: that it cannot be written is answered by `false`, not thrown. */
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
    // A full disk or a folder that takes nothing must not keep a project from opening.
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
    // Not there yet, or damaged: the list begins anew.
    return [];
  }
}

function isFile(path: string): boolean {
  try {
    return statsOf(path)?.isFile() === true;
  } catch {
    // A folder that may not be looked into: not to be offered now.
    return false;
  }
}
