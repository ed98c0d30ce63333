import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is created on first use and removed at the end of the scope. */
export function lazyFolder(make: () => Promise<string> = () => mkdtemp(join(tmpdir(), 'tintype-'))): AsyncDisposable & { readonly path: () => Promise<string> } {
  let made: Promise<string> | undefined;
  return {
    path: () => (made ??= make()),
    [Symbol.asyncDispose]: async () => {
      if (made !== undefined) await rm(await made, { recursive: true, force: true });
    },
  };
}
