import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { isAbort } from '../../../shared/errors/app-error.ts';
import type { SceneId } from '../../../shared/model/ids.ts';
import type { SwatchConsistency } from '../../../shared/model/swatch-consistency.ts';
import { useDocument, useEditor } from '../../editor/editor-context.ts';

/** Reads frames, so it waits until nothing has changed for a moment. */
const COMPARE_AFTER_MS = 600;

/** How alike the shots of a scene show its swatches, asked for again when hints, layers or colour have changed; the last answer stays until then. `undefined` before the first. */
export function useConsistency(sceneId: SceneId): readonly SwatchConsistency[] | undefined {
  const editor = useEditor();
  const [answer, setAnswer] = useState<{ readonly sceneId: SceneId; readonly swatches: readonly SwatchConsistency[] }>();
  const keyframes = useDocument((document) => document.keyframes);
  const swatches = useDocument((document) => document.swatches);
  const shots = useDocument((document) => document.shots);
  const colours = useStore(editor.colours, (now) => now.shots);
  useEffect(() => {
    const life = new AbortController();
    const timer = window.setTimeout(() => {
      Promise.resolve().then(() => editor.connection.client().quality.consistency({ sceneId }, { signal: life.signal })).then(
        (found) => { if (!life.signal.aborted) setAnswer({ sceneId, swatches: found }); },
        (error: unknown) => { if (!isAbort(error) && !life.signal.aborted) editor.report(error); },
      );
    }, COMPARE_AFTER_MS);
    return () => {
      window.clearTimeout(timer);
      life.abort();
    };
  }, [editor, sceneId, keyframes, swatches, shots, colours]);
  return answer?.sceneId === sceneId ? answer.swatches : undefined;
}
