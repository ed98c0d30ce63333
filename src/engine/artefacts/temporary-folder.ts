import { mkdtempSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasEnded, newOwner } from './store-owner.ts';

let owner: string | undefined;

/** Makes a folder among the system's temporary ones, for this user alone. Whoever makes it removes it; where the process is killed before, the next engine does. */
export function makeTemporaryFolder(): string {
  owner ??= newOwner().name;
  return mkdtempSync(join(tmpdir(), `tintype-${owner}-`));
}

/** Removes the temporary folders of processes of this machine that have ended. What cannot be removed stays. */
export async function sweepTemporaryFolders(): Promise<void> {
  for (const entry of await readdir(tmpdir(), { withFileTypes: true }).catch(() => [])) {
    const of = /^tintype-([A-Za-z0-9-]+\.\d+\.[0-9a-f-]{36})-[A-Za-z0-9]{6}$/.exec(entry.name)?.[1];
    if (!entry.isDirectory() || of === undefined || !hasEnded(of)) continue;
    await rm(join(tmpdir(), entry.name), { recursive: true, force: true }).catch(() => { /* another user's */ });
  }
}
