import { type ReactNode, useMemo } from 'react';
import { documentIndex } from '../../../shared/model/document-index.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { useDocument, useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { historyRows } from '../project/history-rows.ts';
import { useHistory } from '../project/use-history.ts';

/** Steps that are listed; the history itself has all. */
const MOST = 8;

/** What was done last to these shots, the newest first. A step that changed several shots stands with the first of them. */
export function ShotHistory({ shotIds }: { readonly shotIds: readonly ShotId[] }): ReactNode {
  const editor = useEditor();
  const document = useDocument((now) => now);
  const key = shotIds.join(' ');
  // oxlint-disable-next-line react/exhaustive-deps -- by what is in it: the list is made anew with every drawing
  const of = useMemo(() => ({ shotIds, most: MOST }), [key]);
  const history = useHistory(of);
  // The first row is the state before all steps.
  const rows = history === undefined ? [] : historyRows(history.steps, documentIndex(document), new Date()).slice(1).toReversed();
  return (
    <>
      <h2>History <Button look="plain" onClick={() => { editor.session.setState({ dialog: 'history' }); }}>All steps…</Button></h2>
      {history === undefined || rows.length > 0 ? null : <p className="empty-note">No step has changed {shotIds.length === 1 ? 'this shot' : 'these shots'}.</p>}
      <ul className="shot-history" aria-label="Last steps, newest first">
        {rows.map(({ position, label, shot, shotCount, time, undone }) => <li key={position} data-undone={undone}><small>{time}</small><span>{label}{shotIds.length > 1 || shotCount > 1 ? <small> {shot}</small> : null}{undone ? <span className="visually-hidden"> (undone)</span> : null}</span></li>)}
      </ul>
    </>
  );
}
