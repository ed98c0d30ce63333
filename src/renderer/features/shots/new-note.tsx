import { type ReactNode, useRef, useState } from 'react';
import { frameIndex, rangeIncludes } from '../../../shared/model/frame.ts';
import { newId, NoteId } from '../../../shared/model/ids.ts';
import { useEditor, useSession } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { notesOf } from '../../document/project-mirror.ts';
import type { BoardRow } from './board-model.ts';

/** A field for a note on a shot: a marker at the playhead where it is in the shot, else on the frame that its card shows. */
export function NewNote({ row }: { readonly row: BoardRow }): ReactNode {
  const editor = useEditor();
  const [text, setText] = useState('');
  const { clipId } = row.shot;
  const playhead = useSession((session) => (session.clipId === clipId ? session.frame : undefined));
  const frame = playhead !== undefined && rangeIncludes(row.shot.range, playhead) ? playhead : row.posterFrame;
  const field = useRef<HTMLTextAreaElement>(null);
  function keep(): void {
    const said = text.trim();
    if (said === '') return;
    setText('');
    // The keys act on the shots again.
    field.current?.blur();
    editor.edits.applyInTurn((document) => {
      const there = notesOf(document, clipId).find((note) => note.frame === frame);
      return there === undefined
        ? { kind: 'addNote', note: { id: newId(NoteId), clipId, frame: frameIndex(frame), text: said } }
        : { kind: 'updateNote', note: { ...there, text: there.text === '' ? said : `${there.text}\n${said}` } };
    }).catch(editor.report);
  }
  return (
    <div className="new-note">
      <textarea
        ref={field} className="field" rows={2} aria-label={`Note on ${row.shot.name}`} placeholder={`Note at frame ${frame - row.shot.range.first + 1}`} value={text} onChange={(event) => { setText(event.target.value); }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
          if (event.key !== 'Enter' || event.shiftKey) return;
          event.preventDefault();
          keep();
        }}
      />
      <Button disabled={text.trim() === ''} onClick={keep}>Add</Button>
    </div>
  );
}
