import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Shot } from '../../../shared/model/document.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { keyframesOf } from '../../document/project-mirror.ts';
import { useDocument, useEditor } from '../../editor/editor-context.ts';
import { askToPropagate } from '../../editor/propagate.ts';
import { Button } from '../../ui/button.tsx';
import { changedText, notReadyText, shotsNotReady } from './shots-not-ready.ts';

interface NotReadyShots {
  /** One sentence on what would be gray. */
  readonly words: string | undefined;
  /** One sentence on approved shots that are not as they were approved. */
  readonly changed: string | undefined;
  /** Shots that can be propagated first. */
  readonly keyed: readonly ShotId[];
}

/** Shots of a delivery whose colour is stale or missing, or that have changed since they were approved. @param uncoloured frames without colour, as the engine counts them */
export function useNotReady(shots: readonly Shot[], uncoloured: number | undefined): NotReadyShots {
  const editor = useEditor();
  const colours = useStore(editor.colours, (now) => now.shots);
  const document = useDocument((now) => now);
  const readOnly = useStore(editor.project, ({ state }) => state?.readOnly === true);
  const found = shotsNotReady(shots, colours);
  const changes = useStore(editor.approvals, (now) => now.shots);
  const words = notReadyText(found, uncoloured);
  const keyed = words === undefined || readOnly ? [] : found.filter(({ shot }) => keyframesOf(document, shot.id).length > 0).map(({ shot }) => shot.id);
  return { words, changed: changedText(shots, changes), keyed };
}

/** Tells before a delivery begins what it would lack. */
export function NotReady({ words, changed, keyed }: NotReadyShots): ReactNode {
  const editor = useEditor();
  if (words === undefined && changed === undefined) return null;
  return (
    <div className="not-ready" role="status">
      <span className="warn">{words}{words === undefined || changed === undefined ? null : <br />}{changed}</span>
      {keyed.length === 0 ? null : <Button onClick={() => { askToPropagate(editor, keyed); }}>Propagate…</Button>}
    </div>
  );
}
