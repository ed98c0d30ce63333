import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Shot } from '../../../shared/model/document.ts';
import { keyframesOf } from '../../document/project-mirror.ts';
import { useDocument, useEditor } from '../../editor/editor-context.ts';
import { askToPropagate } from '../../editor/propagate.ts';
import { Button } from '../../ui/button.tsx';
import { changedText, notReadyText, shotsNotReady } from './shots-not-ready.ts';

/** Shots of the delivery whose colour is stale or missing, or that have changed since they were approved: told before it begins. @param uncoloured frames without colour, as the engine counts them */
export function NotReady({ shots, uncoloured }: { readonly shots: readonly Shot[]; readonly uncoloured: number | undefined }): ReactNode {
  const editor = useEditor();
  const colours = useStore(editor.colours, (now) => now.shots);
  const document = useDocument((now) => now);
  const readOnly = useStore(editor.project, ({ state }) => state?.readOnly === true);
  const found = shotsNotReady(shots, colours);
  const changes = useStore(editor.approvals, (now) => now.shots);
  const words = notReadyText(found, uncoloured);
  const changed = changedText(shots, changes);
  if (words === undefined && changed === undefined) return null;
  const keyed = found.filter(({ shot }) => keyframesOf(document, shot.id).length > 0).map(({ shot }) => shot.id);
  return (
    <div className="not-ready" role="status">
      <span className="warn">{words}{words === undefined || changed === undefined ? null : <br />}{changed}</span>
      {words === undefined || keyed.length === 0 || readOnly ? null : <Button onClick={() => { askToPropagate(editor, keyed); }}>Propagate…</Button>}
    </div>
  );
}
