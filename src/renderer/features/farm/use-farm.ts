import { useCallback, useEffect, useState } from 'react';
import type { FarmStatus } from '../../../shared/contract/farm.ts';
import { useEditor } from '../../editor/editor-context.ts';

/** Polling interval while the view is open, ms. */
const EVERY_MS = 2000;

export interface FarmView {
  /** `null`: no farm is chosen; `undefined`: not known yet. */
  readonly status: (FarmStatus & { readonly url: string; readonly store: string }) | null | undefined;
  /** Why the farm cannot be seen. */
  readonly problem: string | undefined;
  readonly look: () => Promise<void>;
}

/** Whether a farm is chosen, be it seen or not. */
export function hasFarm({ status, problem }: Pick<FarmView, 'status' | 'problem'>): boolean {
  return problem !== undefined || (status !== null && status !== undefined);
}

/** The farm as it is now, looked at again and again while this is on the screen. */
export function useFarm(): FarmView {
  const editor = useEditor();
  const [seen, setSeen] = useState<Pick<FarmView, 'status' | 'problem'>>({ status: undefined, problem: undefined });
  const look = useCallback(async (): Promise<void> => {
    if (editor.connection.state.getState().kind !== 'connected') return;
    try {
      setSeen({ status: await editor.connection.client().farm.status(), problem: undefined });
    } catch (error) {
      setSeen({ status: undefined, problem: error instanceof Error ? error.message : String(error) });
    }
  }, [editor]);
  useEffect(() => {
    let isGone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = (): void => {
      void look().finally(() => { if (!isGone) timer = setTimeout(again, EVERY_MS); });
    };
    again();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [look]);
  return { ...seen, look };
}
