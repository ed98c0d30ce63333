import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import { clipLabels } from '../../../shared/model/delivery-naming.ts';
import { useDocument, useEditor } from '../../editor/editor-context.ts';
import { showClip } from '../../session/show-clip.ts';
import { pictureFacts } from '../start/clip-facts.ts';
import { clipSteppedTo } from './clip-step.ts';
import { boardIcons } from './stage-icons.tsx';

/** The clips of the project, over the shots of the one that is shown: beside each other where the dock is wide enough. A press or an arrow key shows another. Hidden for a single clip. */
export function ClipRow({ clip }: { readonly clip: Clip }): ReactNode {
  const clips = useDocument((document) => document.clips);
  return clips.length < 2 ? null : <Row clip={clip} clips={clips} />;
}

function Row({ clip, clips }: { readonly clip: Clip; readonly clips: readonly Clip[] }): ReactNode {
  const { session } = useEditor();
  const row = useRef<HTMLDivElement>(null);
  const names = clipLabels(clips);
  // A clip that another command shows comes into sight, too.
  useEffect(() => { row.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }); }, [clip.id]);

  function onKey(event: KeyboardEvent): void {
    const next = clips[clipSteppedTo(event.key, { at: clips.findIndex(({ id }) => id === clip.id), count: clips.length }) ?? -1];
    if (next === undefined) return;
    if (next.id !== clip.id) showClip(session, next.id);
    row.current?.querySelector<HTMLElement>(`[data-clip="${next.id}"]`)?.focus();
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <div className="clip-row quiet-scroll" role="listbox" aria-label="Clip" ref={row} onKeyDown={onKey}>
      {clips.map((each) => {
        const name = names.get(each.id) ?? each.name;
        const facts = pictureFacts(each);
        return (
          // Pressed with the pointer, it leaves the focus where keys act on the picture.
          <button
            key={each.id} type="button" role="option" aria-selected={each.id === clip.id} tabIndex={each.id === clip.id ? 0 : -1} data-clip={each.id} title={`${name}: ${facts}`}
            onMouseDown={(event) => { event.preventDefault(); }} onClick={() => { if (each.id !== clip.id) showClip(session, each.id); }}
          >{boardIcons[each.source.kind === 'file' ? 'clip' : 'sequence']}<b>{name}</b> <small>{facts}</small></button>
        );
      })}
    </div>
  );
}
