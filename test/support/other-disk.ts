import { mkdtempSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const OTHER = '/dev/shm';

/** A new folder on another file system than that of temporary files; `undefined` where none is known. */
export function folderOnOtherDisk(): string | undefined {
  const shared = statSync(OTHER, { throwIfNoEntry: false });
  return shared === undefined || shared.dev === statSync(tmpdir()).dev ? undefined : mkdtempSync(join(OTHER, 'tintype-other-'));
}

/** Whether so many bytes fit on that other file system: in a container it often has 64 MB. */
export function fitsOnOtherDisk(bytes: number): boolean {
  const { bavail, bsize } = statfsSync(OTHER);
  return bavail * bsize > bytes;
}
