import { type BigIntStats, constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { systemCode } from './write-error.ts';

/** Facts about folders and files that the places of one check share, each looked up once. For one check only: anything may have changed by the next. */
export interface PlaceLooks {
  /** The folder with its links followed. Folders that do not exist are kept as given, below the deepest one that exists. */
  realFolder(path: string): Promise<string>;
  /** The folder, or the deepest one above it that exists, and whether files can be made there. */
  writableFolder(path: string): Promise<{ readonly folder: string; readonly takesFiles: boolean }>;
  /** `undefined` where nothing is. */
  stat(path: string): Promise<BigIntStats | undefined>;
  sources(paths: Iterable<string>): SourceFiles;
}

/** Files that must not be written over. */
interface SourceFiles {
  readonly byPath: ReadonlyMap<string, string>;
  /** Those that exist, by {@link identity}. */
  byIdentity(): Promise<ReadonlyMap<string, string>>;
}

export function placeLooks(): PlaceLooks {
  const statOf = once((path) => stat(path, { bigint: true }).catch(() => undefined));
  const lists = new Map<Iterable<string>, SourceFiles>();
  return {
    realFolder: once(realFolder),
    writableFolder: once(writableFolder),
    stat: statOf,
    sources(paths) {
      const known = lists.get(paths);
      if (known !== undefined) return known;
      const all = [...paths];
      let found: Promise<ReadonlyMap<string, string>> | undefined;
      const files: SourceFiles = {
        byPath: new Map(all.map((path) => [resolve(path), path])),
        byIdentity: () => found ??= Promise.all(all.map(async (path) => [await statOf(path), path] as const))
          .then((pairs) => new Map(pairs.flatMap(([info, path]) => (info === undefined ? [] : [[identity(info), path] as const])))),
      };
      lists.set(paths, files);
      return files;
    },
  };
}

function once<Result>(look: (path: string) => Promise<Result>): (path: string) => Promise<Result> {
  const found = new Map<string, Promise<Result>>();
  return (path) => {
    const known = found.get(path) ?? look(path);
    found.set(path, known);
    return known;
  };
}

/** The same for all names of one file. */
export function identity({ dev, ino }: Pick<BigIntStats, 'dev' | 'ino'>): string {
  return `${dev}:${ino}`;
}

async function realFolder(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (dirname(path) === path || systemCode(error) !== 'ENOENT') return path;
    return join(await realFolder(dirname(path)), basename(path));
  }
}

async function writableFolder(path: string): Promise<{ readonly folder: string; readonly takesFiles: boolean }> {
  for (let folder = path; ; folder = dirname(folder)) {
    const info = await stat(folder).catch(() => undefined);
    if (info === undefined && dirname(folder) !== folder) continue;
    return { folder, takesFiles: info?.isDirectory() === true && (await access(folder, constants.W_OK | constants.X_OK).then(() => true, () => false)) };
  }
}
