import { type MouseEvent, type ReactNode, useState } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import { rangeLength } from '../../../shared/model/frame.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { contextOf } from '../../editor/context-target.ts';
import { usePictureDrop } from '../references/picture-drop.ts';
import { setShotReference } from '../references/set-reference.ts';
import { type BinRow, rowText } from './bin-rows.ts';
import { Poster } from './poster.tsx';

/** Height of a row, CSS px; the same as in panels.css. */
export const ROW_PX = 58;

interface ShotRowProps {
  readonly clip: Clip;
  readonly row: BinRow;
  readonly top: number;
  readonly place: { readonly index: number; readonly count: number };
  readonly isCurrent: boolean;
  readonly selected: boolean;
  readonly onPress: (event: MouseEvent) => void;
}

/** A row of the bin. A picture dropped on it becomes the shot's reference; a double click on the name renames the shot. */
export function ShotRow({ clip, row, top, place, isCurrent, selected, onPress }: ShotRowProps): ReactNode {
  const editor = useEditor();
  const [naming, setNaming] = useState(false);
  const { shot, status, keys, posterFrame } = row;
  const length = rangeLength(shot.range);
  const drop = usePictureDrop((picture) => setShotReference(editor, shot, picture));
  return (
    <div
      id={`shot-${shot.id}`} className="shot" role="option" style={{ transform: `translateY(${top}px)` }} aria-selected={selected} aria-posinset={place.index + 1} aria-setsize={place.count}
      {...(isCurrent ? { 'aria-current': 'true' as const } : {})} data-state={keys === 0 ? 'none' : status.state === 'lowConfidence' ? 'coloured' : status.state} data-stale={status.state === 'stale'} {...contextOf('shot', shot.id)} onClick={onPress} {...drop}
    >
      <Poster clip={clip} frame={posterFrame} />
      <div>
        {naming ? <NameField name={shot.name} onEnd={(name) => {
          setNaming(false);
          if (name !== undefined) editor.edits.apply({ kind: 'renameShot', shotId: shot.id, name }).catch(editor.report);
        }} /> : <div className="name" onDoubleClick={() => { setNaming(true); }}>{shot.name}</div>}
        <small>{rowText(row)}</small>
        <div className="bar" data-state={status.state === 'coloured' ? 'done' : status.state === 'lowConfidence' ? 'lowConfidence' : 'part'}><i style={{ width: `${(100 * status.coloured) / length}%` }} /></div>
      </div>
    </div>
  );
}

function NameField({ name, onEnd }: { readonly name: string; readonly onEnd: (name: string | undefined) => void }): ReactNode {
  const [text, setText] = useState(name);
  const end = (kept: string): void => { onEnd(kept.trim() === '' || kept.trim() === name ? undefined : kept.trim()); };
  return (
    <input
      className="field" aria-label="Name of the shot" value={text} autoFocus onFocus={(event) => { event.currentTarget.select(); }} onChange={(event) => { setText(event.target.value); }} onBlur={() => { end(text); }} onClick={(event) => { event.stopPropagation(); }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') end(text);
        if (event.key === 'Escape') onEnd(undefined);
      }}
    />
  );
}
