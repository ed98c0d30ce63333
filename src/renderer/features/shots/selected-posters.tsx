import type { ReactNode } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { openInColour } from './board-edits.ts';
import type { BoardRow } from './board-model.ts';
import { Poster } from './poster.tsx';

/** Two rows of pictures: the facts below stay in sight. */
const SHOWN = 6;

/** Pictures of the selected shots; a press opens the shot in Colour. Of more than six shots, the first five and how many more there are. */
export function SelectedPosters({ clip, rows }: { readonly clip: Clip; readonly rows: readonly BoardRow[] }): ReactNode {
  const editor = useEditor();
  const shown = rows.length > SHOWN ? rows.slice(0, SHOWN - 1) : rows;
  return (
    <ul className="selected-posters" aria-label="Selected shots">
      {shown.map(({ shot, posterFrame }) => (
        <li key={shot.id}><button type="button" aria-label={`Open ${shot.name} in Colour`} title={`${shot.name}: open in Colour`} onClick={() => { openInColour(editor, posterFrame, shot.clipId); }}><Poster clip={clip} frame={posterFrame} /></button></li>
      ))}
      {shown.length === rows.length ? null : <li className="more">+{rows.length - shown.length} more</li>}
    </ul>
  );
}
