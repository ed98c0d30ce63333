import { type ReactNode, useState } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import { MarkerColour, type Note } from '../../../shared/model/document.ts';
import { notesOf } from '../../document/project-mirror.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { timecodeOf } from '../../../shared/model/timecode.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

const PLAIN = 'plain';
const COLOURS = [PLAIN, ...MarkerColour.options] as const;

/** Text and colour of the marker under the playhead. */
export function MarkerDialog({ clip, onClose }: { readonly clip: Clip; readonly onClose: () => void }): ReactNode {
  const frame = useSession((session) => session.frame);
  const note = useDocument((document) => notesOf(document, clip.id).find((each) => each.frame === frame));
  return note === undefined ? null : <MarkerForm key={note.id} clip={clip} note={note} onClose={onClose} />;
}

function MarkerForm({ clip, note, onClose }: { readonly clip: Clip; readonly note: Note; readonly onClose: () => void }): ReactNode {
  const { edits, report } = useEditor();
  const [text, setText] = useState(note.text);
  const [colour, setColour] = useState<(typeof COLOURS)[number]>(note.colour ?? PLAIN);

  function keep(): void {
    onClose();
    const { colour: _old, ...rest } = note;
    // Merged with the step that added the marker.
    edits.apply({ kind: 'updateNote', note: { ...rest, text: text.trim(), ...(colour === PLAIN ? {} : { colour }) } }, { mergeKey: `marker ${note.frame}` }).catch(report);
  }
  function remove(): void {
    onClose();
    edits.apply({ kind: 'removeNote', noteId: note.id }).catch(report);
  }
  return (
    <Dialog
      title={`Marker at ${timecodeOf(clip, note.frame)}`} onClose={onClose}
      footer={<>
        <Button look="plain" onClick={remove}>Remove</Button>
        <Button look="plain" onClick={onClose}>Cancel</Button>
        <Button look="main" onClick={keep}>Save</Button>
      </>}
    >
      <textarea
        className="field" rows={3} aria-label="Note" placeholder="Text of the marker" value={text} autoFocus
        onChange={(event) => { setText(event.target.value); }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey) return;
          event.preventDefault();
          keep();
        }}
      />
      <div className="marker-colours" role="radiogroup" aria-label="Colour of the marker">
        {COLOURS.map((each) => (
          <label key={each} title={each}>
            <input type="radio" name="marker-colour" checked={colour === each} onChange={() => { setColour(each); }} />
            <i data-colour={each} /> {each}
          </label>
        ))}
      </div>
    </Dialog>
  );
}
