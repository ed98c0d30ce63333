import type { App } from './app.ts';
import { type ContentMemory, KnownContent } from './clip-contents.ts';

/** What the open project knows of its clips' content; without a project, or in one that is read only, nothing is kept. */
export function contentMemory(app: () => App | undefined): ContentMemory {
  const name = (contentHash: string): string => `content/${contentHash}`;
  return {
    get: ({ contentHash }) => (app()?.current() === undefined ? undefined : app()?.setting(name(contentHash), KnownContent)),
    set({ contentHash }, known) {
      if (app()?.current()?.readOnly === false) app()?.keepSetting(name(contentHash), known);
    },
  };
}
