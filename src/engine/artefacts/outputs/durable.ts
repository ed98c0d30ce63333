import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Number of files that are flushed at the same time. */
const AT_ONCE = 8;

/** Flushes the data of a file to disk. @throws the system's error, among them a full disk that `write` did not report */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Flushes the entries of a folder to disk. Windows has no such call and does it by itself. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  if (folder === undefined) return;
  try {
    await folder.sync().catch(() => undefined); // EINVAL, EPERM: not for folders here
  } finally {
    await folder.close();
  }
}

/** Waits until all files of a folder, and their names, are on the disk. */
export async function syncFolderFiles(path: string): Promise<void> {
  const names = await readdir(path);
  for (let at = 0; at < names.length; at += AT_ONCE) await Promise.all(names.slice(at, at + AT_ONCE).map((name) => syncFile(join(path, name))));
  await syncFolder(path);
}
