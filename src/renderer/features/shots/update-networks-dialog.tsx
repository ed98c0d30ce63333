import { type ReactNode, useEffect, useId, useState } from 'react';
import { useStore } from 'zustand';
import { isAbort } from '../../../shared/errors/app-error.ts';
import type { Keyframe, Shot } from '../../../shared/model/document.ts';
import { documentIndex, layersOver } from '../../../shared/model/document-index.ts';
import { rangeLength } from '../../../shared/model/frame.ts';
import type { KeyframeId } from '../../../shared/model/ids.ts';
import { keyframesOf } from '../../document/project-mirror.ts';
import { useDocument, useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { selectedShots, updateNetworks } from './board-edits.ts';
import { olderShots } from './older-networks.ts';
import { Poster } from './poster.tsx';

/** Offers the present networks to shots that keep older ones, with a keyframe as both paint it. */
export function UpdateNetworksDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const comparedId = useId();
  const document = useDocument((now) => now);
  const colours = useStore(editor.colours, ({ shots }) => shots);
  const [chosen] = useState(() => new Set(selectedShots(editor)));
  const [isAll, setAll] = useState(false);
  const older = olderShots(document.shots, colours);
  const selected = older.filter(({ id }) => chosen.has(id));
  const shots = isAll ? older : selected;
  const comparable = shots.flatMap((shot) => comparedKeyframe(keyframesOf(document, shot.id), shot));
  const [comparedShot, compare] = useState<string | undefined>();
  const compared = comparable.find(({ shot }) => shot.id === comparedShot) ?? comparable[0];
  const frames = shots.reduce((sum, { range }) => sum + rangeLength(range), 0);
  function update(): void {
    onClose();
    updateNetworks(editor, shots.map(({ id }) => id)).catch(editor.report);
  }
  return (
    <Dialog
      title="Update to current networks" description="These shots keep the networks that they were first coloured with. With the current ones their colour changes, and is stale until it is propagated again. One step to undo." onClose={onClose}
      footer={<><Button look="plain" onClick={onClose}>Cancel</Button><Button look="main" disabled={shots.length === 0} onClick={update}>{shots.length === 1 ? 'Update 1 shot' : `Update ${shots.length} shots`}</Button></>}
    >
      <p>{shots.length === 0 ? 'None of the selected shots keeps older networks.' : `${shots.length > 3 ? `${shots.length} shots` : shots.map(({ name }) => name).join(', ')}: ${frames.toLocaleString('en-GB')} frames.`}</p>
      {older.length > selected.length ? <label className="check"><input type="checkbox" checked={isAll} onChange={(event) => { setAll(event.target.checked); }} />All {older.length} shots of the project that keep older networks</label> : null}
      {compared === undefined ? null : (
        <>
          {comparable.length === 1 ? null : (
            <div className="form-row"><label htmlFor={comparedId}>Compare</label>
              <select id={comparedId} className="field" value={compared.shot.id} onChange={(event) => { compare(event.target.value); }}>{comparable.map(({ shot }) => <option key={shot.id} value={shot.id}>{shot.name}</option>)}</select>
            </div>
          )}
          <Comparison key={compared.keyframe.id} shot={compared.shot} keyframe={compared.keyframe} />
        </>
      )}
    </Dialog>
  );
}

/** The first keyframe that a network paints: approved stills and corrections do not show its colour. */
function comparedKeyframe(keyframes: readonly Keyframe[], shot: Shot): readonly { readonly shot: Shot; readonly keyframe: Keyframe }[] {
  const keyframe = keyframes.find(({ correction, still }) => correction !== true && still === undefined);
  return keyframe === undefined ? [] : [{ shot, keyframe }];
}

/** A keyframe as the shot's networks paint it, and as the current ones would. */
function Comparison({ shot, keyframe }: { readonly shot: Shot; readonly keyframe: Keyframe }): ReactNode {
  const document = useDocument((now) => now);
  const { before, after } = usePainted(keyframe.id);
  const clip = documentIndex(document).clip(shot.clipId);
  if (clip === undefined) return null;
  const { frame } = keyframe;
  const picture = (plane: string | undefined): ReactNode => (plane === undefined
    ? <span className="poster-awaited" role="status">Painting…</span>
    : <Poster clip={clip} frame={frame} colour={{ plane, layers: layersOver(document, { clipId: clip.id, frame }) }} />);
  return (
    <div className="networks-compared">
      <figure className="like-poster" data-testid="with-kept-networks" data-plane={before}>{picture(before)}<figcaption>Now, {shot.name}, frame {frame - shot.range.first + 1}</figcaption></figure>
      <figure className="like-poster" data-testid="with-current-networks" data-plane={after}>{picture(after)}<figcaption>With the current networks</figcaption></figure>
    </div>
  );
}

/** Keys of the keyframe's planes by the networks that its shot keeps and by the current ones; `undefined` until they are there. */
function usePainted(keyframeId: KeyframeId): { readonly before?: string; readonly after?: string } {
  const editor = useEditor();
  const [keys, setKeys] = useState<{ readonly before?: string; readonly after?: string }>({});
  useEffect(() => {
    const life = new AbortController();
    const { signal } = life;
    async function paint(): Promise<void> {
      const { colorize } = editor.connection.client();
      const { key: before } = await colorize.keyframe({ keyframeId }, { signal });
      if (!signal.aborted) setKeys({ before });
      const { key: after } = await colorize.previewNetworks({ keyframeId }, { signal });
      if (!signal.aborted) setKeys({ before, after });
    }
    paint().catch((error: unknown) => { if (!isAbort(error) && !signal.aborted) editor.report(error); });
    return () => { life.abort(); };
  }, [editor, keyframeId]);
  return keys;
}
