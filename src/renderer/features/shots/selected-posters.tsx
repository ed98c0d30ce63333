import type { ReactNode } from 'react';
import { useDocument, useEditor } from '../../editor/editor-context.ts';
import { openInColour } from './board-edits.ts';
import type { BoardRow } from './board-model.ts';
import { Poster } from './poster.tsx';

/** Two rows of pictures: the facts below stay in sight. */
const SHOWN = 6;

/** Pictures of the selected shots; a press opens the shot in Colour. Of more than six shots, the first five and how many more there are. */
export function SelectedPosters({ rows }: { readonly rows: readonly BoardRow[] }): ReactNode {
  const editor = useEditor();
  const clips = useDocument((document) => document.clips);
  const posterOf = ({ shot, posterFrame }: BoardRow): ReactNode => {
    const clip = clips.find(({ id }) => id === shot.clipId);
    return clip === undefined ? null : <Poster clip={clip} frame={posterFrame} />;
  };
  const shown = rows.length > SHOWN ? rows.slice(0, SHOWN - 1) : rows;
  return (
    <ul className="selected-posters" aria-label="Selected shots">
      {shown.map((row) => (
        <li key={row.shot.id}><button type="button" aria-label={`Open ${row.shot.name} in Colour`} title={`${row.shot.name}: open in Colour`} onClick={() => { openInColour(editor, row.posterFrame, row.shot.clipId); }}>{posterOf(row)}</button></li>
      ))}
      {shown.length === rows.length ? null : <li className="more">+{rows.length - shown.length} more</li>}
    </ul>
  );
}
