import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { HistoryStep } from '../../../shared/contract/project.ts';
import { isAbort } from '../../../shared/errors/app-error.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { useEditor } from '../../editor/editor-context.ts';

interface HistoryList {
  /** The revision that the steps are of. */
  readonly revision: number;
  readonly steps: readonly HistoryStep[];
}

/**
 * The steps of the history, asked for again after each change of the project; `undefined` until they have come.
 * @param of only the last of these shots; the same object while nothing of it changes
 */
export function useHistory(of?: { readonly shotIds: readonly ShotId[]; readonly most: number }): HistoryList | undefined {
  const editor = useEditor();
  const revision = useStore(editor.project, ({ known, state }) => (known ? state?.revision : undefined));
  const [history, setHistory] = useState<HistoryList | undefined>(undefined);
  useEffect(() => {
    if (revision === undefined) return undefined;
    const life = new AbortController();
    editor.connection.client().project.history(of === undefined ? undefined : { of: { shotIds: [...of.shotIds], most: of.most } }, { signal: life.signal }).then(setHistory, (error: unknown) => { if (!isAbort(error) && !life.signal.aborted) editor.report(error); });
    return () => { life.abort(); };
  }, [editor, revision, of]);
  return history;
}
