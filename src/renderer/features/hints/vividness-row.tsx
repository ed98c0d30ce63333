import { type ReactNode, useRef, useState } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import { DEFAULT_VIVIDNESS } from '../../../shared/model/document.ts';
import { newId, ShotId } from '../../../shared/model/ids.ts';
import { shotAt } from '../../document/project-mirror.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';

const TITLE = 'Vividness of the automatic colour of this shot; double-click resets it. Only for shots that are coloured with the network “painter”.';

/** Vividness of the shot under the playhead. A gesture is one step of the history. */
export function VividnessRow({ clip }: { readonly clip: Clip }): ReactNode {
  const { edits, report } = useEditor();
  const frame = useSession((session) => session.frame);
  const shot = useDocument((document) => shotAt(document, clip.id, frame));
  const gesture = useRef<string | undefined>(undefined);
  // The requested value is shown at once: the next key press starts from it, not from the document, which is updated later.
  const [asked, setAsked] = useState<{ readonly shotId: ShotId; readonly value: number }>();
  if (shot === undefined) return null;
  const value = asked?.shotId === shot.id ? asked.value : shot.vividness ?? DEFAULT_VIVIDNESS;
  const percent = Math.round(value * 100);
  function set(next: number): void {
    if (shot === undefined) return;
    gesture.current ??= `vividness ${newId(ShotId)}`;
    const now = { shotId: shot.id, value: next };
    setAsked(now);
    edits.apply({ kind: 'setVividness', shotIds: [shot.id], ...(next === DEFAULT_VIVIDNESS ? {} : { vividness: next }) }, { mergeKey: gesture.current })
      .catch(report)
      .finally(() => { setAsked((last) => (last === now ? undefined : last)); });
  }
  const end = (): void => { gesture.current = undefined; };
  return (
    <label className="influence-row shot-row" title={TITLE}>
      <span>Vividness</span>
      <input
        type="range" min={0} max={1} step={0.01} value={value} aria-valuetext={`${percent} %`} onPointerDown={end} onChange={(event) => { set(Number(event.target.value)); }} onKeyUp={end}
        onPointerUp={(event) => { end(); event.currentTarget.blur(); }} onDoubleClick={() => { end(); set(DEFAULT_VIVIDNESS); end(); }}
      />
      <span>{percent} %</span>
    </label>
  );
}
