import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { isLeaseName } from './lease.ts';

/** The hidden list, in a delivered folder, of the files in it that Tintype wrote. */
export const SIDECAR_NAME = '.tintype-output.json';
/** Journal of a folder whose files are being replaced, by which the replacement is completed after a crash. */
export const JOURNAL_NAME = '.tintype-output.journal.json';

const WrittenFile = z.object({ name: z.string(), size: z.number(), mtimeMs: z.number() });
const Sidecar = z.object({ version: z.literal(1), program: z.literal('tintype'), files: z.array(WrittenFile) });

/** Some file systems keep times to two seconds. */
const TIME_TOLERANCE_MS = 2001;

/** Scratch, lease, list and journal: files of the program that are not part of a delivery. */
function isOwnMark(name: string): boolean {
  return name === SIDECAR_NAME || name === JOURNAL_NAME || isLeaseName(name) || /^\.tintype-[0-9a-f-]{36}/.test(name);
}

interface FolderContents {
  /** Files that Tintype wrote and that are as it left them. */
  readonly written: ReadonlySet<string>;
  /** Everything else: never replaced, never removed. */
  readonly foreign: ReadonlySet<string>;
}

/** Files of a folder by their writer. A file that was changed since Tintype wrote it counts as foreign. */
export async function folderContents(folder: string): Promise<FolderContents> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => !isOwnMark(name));
  const listed = new Map((await readSidecar(folder)).map((file) => [file.name, file]));
  const written = new Set<string>();
  for (const name of names) {
    const known = listed.get(name);
    if (known === undefined) continue;
    const info = await stat(join(folder, name)).catch(() => undefined);
    if (info?.isFile() === true && info.size === known.size && Math.abs(info.mtimeMs - known.mtimeMs) < TIME_TOLERANCE_MS) written.add(name);
  }
  return { written, foreign: new Set(names.filter((name) => !written.has(name))) };
}

async function readSidecar(folder: string): Promise<readonly z.infer<typeof WrittenFile>[]> {
  try {
    return Sidecar.parse(JSON.parse(await readFile(join(folder, SIDECAR_NAME), 'utf8'))).files;
  } catch {
    return []; // missing or damaged: then no file in the folder counts as Tintype's
  }
}

/** Writes the list of a folder's files into it. */
export async function writeSidecar(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => !isOwnMark(name)).toSorted();
  const files = await Promise.all(names.map(async (name) => {
    const { size, mtimeMs } = await stat(join(folder, name));
    return { name, size, mtimeMs };
  }));
  await writeFile(join(folder, SIDECAR_NAME), `${JSON.stringify({ version: 1, program: 'tintype', files } satisfies z.infer<typeof Sidecar>)}\n`);
}

/**
 * Whether files of some names may be written into a folder.
 * @throws AppError `file.exists` for a folder that is not empty without `overwrite`, and for a name that a foreign file has
 */
export async function assertRoomFor(folder: string, names: readonly string[], overwrite: boolean): Promise<void> {
  const { written, foreign } = await folderContents(folder);
  if (!overwrite && written.size + foreign.size > 0) throw new AppError('file.exists', `The folder "${folder}" exists already and is not empty.`);
  const folded = new Set([...foreign].map((name) => name.toLowerCase()));
  const taken = names.find((name) => foreign.has(name) || folded.has(name.toLowerCase()));
  if (taken !== undefined) throw new AppError('file.exists', `"${join(folder, taken)}" was not written by Tintype, or was changed since, so it is not replaced. Choose another folder or name.`);
}

/** Whether the files of a folder are being replaced, or were when a program was killed. */
export async function isPublishing(folder: string): Promise<boolean> {
  return stat(join(folder, JOURNAL_NAME)).then(() => true, () => false);
}
