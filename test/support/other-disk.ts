import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder on another file system than that of temporary files; `undefined` where none is known. */
export function folderOnOtherDisk(): string | undefined {
  const shared = statSync('/dev/shm', { throwIfNoEntry: false });
  return shared === undefined || shared.dev === statSync(tmpdir()).dev ? undefined : mkdtempSync(join('/dev/shm', 'tintype-other-'));
}
