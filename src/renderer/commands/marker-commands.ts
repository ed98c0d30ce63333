import type { Note } from '../../shared/model/document.ts';
import { frameIndex } from '../../shared/model/frame.ts';
import { newId, NoteId } from '../../shared/model/ids.ts';
import { documentOf, notesOf } from '../document/project-mirror.ts';
import type { Editor } from '../editor/editor.ts';
import type { Command } from './command.ts';
import { allOf, hasClip, needs } from './conditions.ts';
import { jump } from './play-commands.ts';

function markersOfClip(editor: Editor): readonly Note[] {
  return notesOf(documentOf(editor.project.getState()), editor.session.getState().clipId);
}

function markerHere(editor: Editor): Note | undefined {
  const { frame } = editor.session.getState();
  return markersOfClip(editor).find((note) => note.frame === frame);
}

/** Adds a marker if there is none, then opens its dialog. */
async function mark(editor: Editor): Promise<void> {
  const { clipId, frame } = editor.session.getState();
  if (clipId === null) return;
  if (editor.session.getState().speed !== 0) editor.playback.pause();
  if (markerHere(editor) === undefined) await editor.edits.apply({ kind: 'addNote', note: { id: newId(NoteId), clipId, frame: frameIndex(frame), text: '' } }, { mergeKey: `marker ${frame}` });
  editor.session.setState({ dialog: 'marker' });
}

const frames = (editor: Editor): readonly number[] => markersOfClip(editor).map((note) => note.frame);

export const markerCommands: readonly Command[] = [
  { id: 'marker.edit', group: 'Shot', label: (editor) => (markerHere(editor) === undefined ? 'Add marker' : 'Edit marker'), keys: ['KeyM'], enabled: hasClip, run: mark },
  { id: 'marker.remove', group: 'Shot', label: 'Delete marker', enabled: allOf(hasClip, needs('This frame has no marker.', (editor) => markerHere(editor) !== undefined)), run: async (editor) => {
    const note = markerHere(editor);
    if (note !== undefined) await editor.edits.apply({ kind: 'removeNote', noteId: note.id });
  } },
  { id: 'marker.previous', group: 'Play', label: 'Previous marker', keys: ['Shift+ArrowUp'], enabled: hasClip, run: (editor) => jump(editor, frames(editor), -1) },
  { id: 'marker.next', group: 'Play', label: 'Next marker', keys: ['Shift+ArrowDown'], enabled: hasClip, run: (editor) => jump(editor, frames(editor), 1) },
];
