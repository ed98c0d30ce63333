import type { ReactNode } from 'react';
import { counted } from '../../../shared/counted.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';

/** Sequences of the project, in the bin; a click opens one in place of the timeline. Empty without sequences. */
export function SequenceList(): ReactNode {
  const editor = useEditor();
  const sequences = useDocument((document) => document.sequences);
  const open = useSession((session) => session.sequenceId);
  if (sequences.length === 0) return null;
  return (
    <ul className="sequence-list" aria-label="Sequences">
      {sequences.map(({ id, name, events }) => (
        <li key={id}><button type="button" aria-pressed={open === id} onMouseDown={(event) => { event.preventDefault(); }} onClick={() => { editor.session.setState({ sequenceId: open === id ? null : id }); }}>
          <b>{name}</b><span>{counted(events.length, 'event')}</span>
        </button></li>
      ))}
    </ul>
  );
}
