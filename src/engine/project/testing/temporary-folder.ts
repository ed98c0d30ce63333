import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** A temporary folder for each test of the file; returns paths in it. */
export function useTemporaryFolder(): (name: string) => string {
  let folder = '';
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'tintype-project-')); });
  afterEach(() => { rmSync(folder, { recursive: true, force: true }); });
  return (name) => join(folder, name);
}
