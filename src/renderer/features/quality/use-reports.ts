import { useEffect, useState } from 'react';
import type { QualityEntry } from '../../../shared/contract/quality.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { useEditor, useJobs, useSession } from '../../editor/editor-context.ts';
import { showReport } from './show-quality.ts';

/** Reports of a clip, newest first, read anew when a check has ended; the newest is shown where none is. `undefined` while they are read. */
export function useReports(clip: Clip): readonly QualityEntry[] | undefined {
  const editor = useEditor();
  const [entries, setEntries] = useState<readonly QualityEntry[] | undefined>(undefined);
  const checked = useJobs().filter(({ kind, state }) => kind === 'quality' && state === 'done').map(({ id }) => id).join(' ');
  const shown = useSession(({ quality }) => quality?.entry);
  useEffect(() => {
    const life = new AbortController();
    editor.connection.client().quality.list({ clipId: clip.id }, { signal: life.signal }).then(
      (found) => { if (!life.signal.aborted) setEntries(found); },
      (error: unknown) => { if (!life.signal.aborted) editor.report(error); },
    );
    return () => { life.abort(); };
  }, [editor, clip.id, checked]);
  useEffect(() => {
    if (entries === undefined) return;
    const same = entries.find(({ id }) => id === shown?.id);
    // A new report of this file replaces the one that is shown.
    const wanted = same ?? entries[0];
    if (wanted === undefined) editor.session.setState({ quality: null, finding: null });
    else if (wanted.madeAt !== shown?.madeAt || wanted.id !== shown.id) showReport(editor, wanted.id, { onlyOn: clip.id }).catch(editor.report);
    // oxlint-disable-next-line react/exhaustive-deps -- only a new list changes what is shown
  }, [editor, entries]);
  return entries;
}
