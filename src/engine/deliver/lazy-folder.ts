import { rm } from 'node:fs/promises';
import { makeTemporaryFolder } from '../artefacts/index.ts';

/** A folder that is created on first use and removed at the end of the scope. */
export function lazyFolder(make: () => Promise<string> = () => Promise.resolve(makeTemporaryFolder())): AsyncDisposable & { readonly path: () => Promise<string> } {
  let made: Promise<string> | undefined;
  return {
    path: () => (made ??= make()),
    [Symbol.asyncDispose]: async () => {
      if (made !== undefined) await rm(await made, { recursive: true, force: true });
    },
  };
}
