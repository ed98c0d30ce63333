import type { App } from '../app.ts';
import { type ContentMemory, KnownContent } from './clip-contents.ts';

/** Stores the identities of the clips' content in the open project; without a project, or in a read-only one, stores nothing. */
export function contentMemory(app: () => App | undefined): ContentMemory {
  const name = (contentHash: string): string => `content/${contentHash}`;
  return {
    get: ({ contentHash }) => (app()?.current() === undefined ? undefined : app()?.setting(name(contentHash), KnownContent)),
    set({ contentHash }, known) {
      if (app()?.current()?.readOnly === false) app()?.keepSetting(name(contentHash), known);
    },
  };
}
