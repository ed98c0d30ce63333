import { link, lstat, readdir, readFile, rename, rm, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { syncFile, syncFolder, syncFolderFiles } from './durable.ts';
import { folderContents, JOURNAL_NAME, SIDECAR_NAME, writeSidecar } from './folder-contents.ts';
import { systemCode } from './write-error.ts';

const Journal = z.object({
  version: z.literal(1),
  token: z.string(),
  /** Files of the folder that Tintype wrote before, and that may be replaced or removed. */
  written: z.array(z.string()),
});
type Journal = z.infer<typeof Journal>;

/**
 * Moves the files of a scratch folder into its parent folder.
 *
 *   scratch complete and on the disk, with its list ── journal written ── each file renamed ── old ones removed ── list, journal removed
 *   a crash before: the old files stay, scratch is removed └── a crash after: completed by the next start ({@link finishFolder})
 *
 * Files are renamed in the order of their names.
 *
 * @throws AppError `file.exists` when a foreign file has taken one of the names; the system's error
 */
export async function publishFolder(folder: string, scratch: string, token: string): Promise<void> {
  await writeSidecar(join(folder, scratch));
  await syncFolderFiles(join(folder, scratch));
  const { written } = await folderContents(folder);
  const journal: Journal = { version: 1, token, written: [...written] };
  const path = join(folder, scratch, JOURNAL_NAME);
  await writeFile(path, JSON.stringify(journal));
  await syncFile(path);
  // From here on the publishing cannot be undone: it is completed, now or after a crash.
  await rename(path, join(folder, JOURNAL_NAME));
  await syncFolder(folder);
  await finishFolder(folder, scratch, journal);
}

/** The journal of a publishing that was cut off, if it is that of this token. */
export async function journalOf(folder: string, token: string): Promise<Journal | undefined> {
  try {
    const journal = Journal.parse(JSON.parse(await readFile(join(folder, JOURNAL_NAME), 'utf8')));
    return journal.token === token ? journal : undefined;
  } catch {
    return undefined; // none: publishing had not begun, or was done
  }
}

/** Completes a publishing. Every step may be repeated. */
export async function finishFolder(folder: string, scratch: string, { written }: Journal): Promise<void> {
  const replaceable = new Set(written);
  const from = join(folder, scratch);
  const names = (await readdir(from).catch(() => [])).filter((name) => name !== SIDECAR_NAME && name !== JOURNAL_NAME).toSorted();
  const refused: string[] = [];
  for (const name of names) {
    const done = replaceable.has(name) ? await rename(join(from, name), join(folder, name)).then(() => true) : await moveNew(join(from, name), join(folder, name));
    if (!done) refused.push(name);
  }
  const fresh = await freshNames(from);
  if (fresh !== undefined) {
    for (const name of written) if (!fresh.has(name)) await rm(join(folder, name), { force: true });
    await rename(join(from, SIDECAR_NAME), join(folder, SIDECAR_NAME));
  }
  await syncFolder(folder);
  await rm(join(folder, JOURNAL_NAME), { force: true });
  await syncFolder(folder);
  if (refused.length > 0) throw new AppError('file.exists', `"${join(folder, refused[0]!)}" was put there by another program during the delivery and is not replaced. The delivered file is in "${from}".`);
  await rmdir(from).catch((error: unknown) => {
    if (systemCode(error) !== 'ENOENT') throw error;
  });
}

async function freshNames(from: string): Promise<ReadonlySet<string> | undefined> {
  const List = z.object({ files: z.array(z.object({ name: z.string() })) });
  try {
    return new Set(List.parse(JSON.parse(await readFile(join(from, SIDECAR_NAME), 'utf8'))).files.map(({ name }) => name));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined; // the list was moved before the crash
    throw error;
  }
}

/** Gives a file a name that nothing else has. @returns false when something has it */
export async function moveNew(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
  } catch (error) {
    // A crash between the two steps below leaves one file under both names.
    if (systemCode(error) === 'EEXIST') return (await isSameFile(from, to)) && unlink(from).then(() => true);
    // File systems without hard links (exFAT, some network drives).
    if (await lstat(to).then(() => true, () => false)) return false;
    await rename(from, to);
    return true;
  }
  await unlink(from);
  return true;
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([stat(one, { bigint: true }), stat(other, { bigint: true })]);
  return a.ino === b.ino && a.dev === b.dev;
}
